"""Words that people write with letters in disguise, so that filters do not see them."""

from __future__ import annotations

_MASKED_TEXT = """
    fuck fucks fucked fucker fuckers fucking fuckin motherfucker motherfuckers motherfucking
    shit shits shitty shitting bullshit shithead shithole dipshit horseshit ass asses asshole
    assholes arse arsehole arseholes dumbass jackass badass smartass bitch bitches bitching
    bitchy damn damned goddamn hell crap crappy cunt cunts dick dicks dickhead dickheads cock
    cocks cocksucker prick pricks pussy pussies bastard bastards whore whores slut sluts hoe
    hoes twat wanker wankers bollocks faggot faggots fag fags nigger niggers nigga niggas retard
    retards retarded idiot idiots stupid moron morons sex porn rape kill
"""
MASKED = tuple(_MASKED_TEXT.split())
"""Ours, in the order in which a mask is read: of two that fit the first is meant."""

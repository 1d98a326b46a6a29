"""Words that are known before any text is read: what swears or insults, and what is sexual."""

from __future__ import annotations

_SEXUAL_TEXT = """
    anal anus ballsack blowjob blowjobs boner boob boobs cock cocks cocksucker condom cum
    cumming cumshot dick dicks dildo ejaculate ejaculation erection fap fellatio fisting fondle
    gangbang genital genitals handjob hentai horny humping incest jizz masturbate masturbating
    masturbation milf naked nipple nipples nude nudes nudity nympho oral orgasm orgasms orgy
    panties penetrate penis penises porn porno pornography pornstar pussies pussy rape raped
    rapes raping rapist rectum rimjob scrotum semen sex sexual sexually sexy slut sluts slutty
    sodomy strapon testicles threesome tit tits titties titty twat vagina vaginas viagra virgin
    voyeur vulva wank wanking whore whores
"""
SEXUAL = frozenset(_SEXUAL_TEXT.split())
"""Ours, after the sexual part of the LDNOOBW list (CC BY 4.0), without names and phrases."""

_STRONG_TEXT = """
    ass asses asshole assholes arse arsehole bastard bastards bitch bitches bitching bitchy
    bullshit bollocks cock cocksucker cocksuckers coon coons cunt cunts damn dick dickhead
    dickheads dicks douchebag dumbass dyke dykes fag faggot faggots fags fuck fucked fucker
    fuckers fuckin fucking fucks goddamn gook gooks hoe hoes jackass kike kikes moron morons
    motherfucker motherfuckers motherfucking negro nig nigga niggah niggas niggaz nigger niggers
    nigguh paki pakis prick pricks pussies pussy raghead ragheads retard retarded retards shit
    shithead shithole shits shitty skank skanks slut sluts slutty spic spics tard thot thots
    towelhead tranny trannies twat twats wanker wankers wetback wetbacks whore whores idiot
    idiots idiotic imbecile imbeciles stupid dumb pathetic loser losers scumbag scumbags
"""
STRONG = tuple(_STRONG_TEXT.split())
"""Ours, after the LDNOOBW list (CC BY 4.0). A prior: what the texts say has the last word."""

_INNOCENT_TEXT = """
    accumulate adam amsterdam analog analysis analyst assassin assemble assembly assert assess
    assessed assessment asset assets assign assigned assignment assist assistance assistant
    associate associated association assorted assume assumed assure asylum banal bask basket
    bass bastardize bitcoin brass butler butte butter butterfly button canal canter carcass
    circumstance class classes classic classified cockatoo cockpit cocktail compass competition
    constitution count country county crape cucumber cumulative cunning custard damage damaged
    damson dickens dickinson ditch document drape dumbbell dumbbells embarrass embassy essex
    fagus finals fundamental glass grape grass hancock harass hat hellenic hello hitch hoed
    horse idiom idiosyncratic ignite ignore killer kiln kilo kilometre kitchen knight mass
    massive master mastered michelle middlesex mustard niger nigeria nigerian niggle night numb
    number pass passage passed passenger peacock phoebe pick picks pitch price pricing pricked
    prickly pursue pussycat rapid rebuttal retardant rooster scrap scrape scraps scunthorpe
    sextant sexton shell shelling shift shiitake ship shipment shirt shoe shoes shuttlecock
    skill skilled skyscraper slate slot snag snigger species spice spices spick start stitch
    studio studious stupendous sussex swank swanky switch tank tardy tart that therapist titan
    title titles trapeze twaddle twatter vandyke wagon whoever whole wholesale witch woodcock
"""
INNOCENT = tuple(_INNOCENT_TEXT.split())
"""Ours: words that share letters with swear words and mean nothing of the sort."""

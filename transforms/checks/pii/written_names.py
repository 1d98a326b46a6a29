"""Names of people as they are written: words with capitals, none of which says organisation."""

from __future__ import annotations

from transforms.core.language.lexicon import COMMON, FIRST, LAST, flags_of
from transforms.core.surrogates.listing import listed

UPPER = r"A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u0178\u0391-\u03a9\u0410-\u042f"
_LOWER = r"a-z\u00df-\u00f6\u00f8-\u00ff\u0101-\u017f\u03ac-\u03ce\u0430-\u044f"
WORD = (
    rf"[{UPPER}](?:[{_LOWER}]+|['’][{UPPER}]?[{_LOWER}]+"
    rf"|[{_LOWER}]*[{UPPER}][{_LOWER}]+)(?:-[{UPPER}][{_LOWER}]+)?"
)
_PARTICLE = r"(?:van|von|der|den|de|da|di|del|du|dos|la|le|el|bin|al|ter|ten|zu|y)"
_GAP = r"[ \t]{1,3}"
NAME = rf"{WORD}(?:{_GAP}(?:[{UPPER}]\.|{_PARTICLE}|{WORD})){{0,3}}{_GAP}{WORD}"
"""Two to five words with capitals; initials and particles between."""

_ORGANISATION = frozenset(
    listed(
        "inc inc. llc ltd limited gmbh corp corporation company co foundation project "
        "projects team "
        "authors author contributors contributor developers maintainers community group "
        "association "
        "consortium committee institute university college school laboratory labs lab software "
        "systems technologies technology solutions services studio studios media networks network "
        "security research press license licence public free open source rights reserved general "
        "apache google microsoft amazon facebook oracle mozilla red hat ibm intel apple twitter "
        "github gitlab linux gnu python ruby java javascript node windows mac android docker "
        "the this that these those all any some see for in on at with without your my our their "
        "new old fix fixed fixes add added adds remove removed update updated updates bug issue "
        "pull request version release changes change changelog first last name user username email "
        "mail address test tests example examples sample demo default api http https url json xml "
        "html css sql server client app application web site framework library module package "
        "plugin bundle code big corporation street road avenue north south east west united states "
        "america europe monday tuesday wednesday thursday friday saturday sunday january february "
        "march april june july august september october november december read write create delete "
        "get set post put make build install run note notes warning error copyright creative "
        "commons attribution berkeley stack overflow visual studio internet explorer core team "
        "support documentation docs manual guide tutorial hello world lorem ipsum foo bar stripe "
        "passport express mongo angular react native material design google's semantic"
    )
)
"""Words that names of organisations, products and sentences have, and those of people have not."""


def is_person(name: str) -> bool:
    """Whether words with capitals can be a person's name: none says organisation or sentence.

    And not all of them are plain words.

    >>> is_person("Mira Talvane"), is_person("Kelora Software Foundation"), is_person("Deep Copy")
    (True, False, False)
    """
    words = [word.strip(".").lower() for word in name.split()]
    if any(word in _ORGANISATION for word in words):
        return False
    flags = [flags_of(word) for word in words]
    return any(not known & COMMON or known & (FIRST | LAST) for known in flags)

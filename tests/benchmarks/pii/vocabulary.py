"""Words that values and carriers of the generated set are made of; nobody's in particular."""

from __future__ import annotations

from transforms.core.surrogates.listing import listed

_FIRST = listed(
    "Mira Jonas Elif Tomas Priya Kenji Lucia Anders Fatima Diego Ingrid Pavel Sofia Marcus Leila "
    "Hugo Aiko Bruno Clara Dmitri Esther Felix Greta Henrik Irina Julian Katya Liam Nadia Oscar"
)
_LAST = listed(
    "Halvorsen Okafor Lindqvist Moreau Takahashi Brandt Ferreira Kowalski Petrov Iyer Castellano "
    "Novak Delacroix Aydin Marchetti Svensson Gutierrez Harrington Weiss Oyelaran Bergstrom "
    "Fitzgerald Mahmoud Sorensen Vasquez Whitcombe Yamamoto Zielinski Underwood Quintero"
)
_WORD = listed(
    "tarn gravel otter basalt quince lantern bramble kestrel cobalt thimble marrow saffron willow "
    "anvil pewter plover gantry linnet cinder mallow"
)

WORDS: dict[str, tuple[str, ...]] = {
    "first": _FIRST,
    "last": _LAST,
    "first_lower": tuple(name.lower() for name in _FIRST),
    "last_lower": tuple(name.lower() for name in _LAST),
    "first_upper": tuple(name.upper() for name in _FIRST),
    "last_upper": tuple(name.upper() for name in _LAST),
    "word": _WORD,
    "title_word": tuple(word.title() for word in _WORD),
    "tld": listed("com net org io de fr co.uk es it nl se pl com.br ca"),
    "street": listed("Maple Oak Cedar Birch Juniper Chestnut Willow Laurel Hawthorn Alder"),
    "street_kind": listed("Street Avenue Road Lane Drive Boulevard Court Way"),
    "city": (
        *listed("Austin Portland Denver Boston Leeds Bristol Toronto Ottawa Melbourne Dublin"),
        *("San Diego", "St. Louis"),
    ),
    "state": listed("TX OR CO MA CA WA NY IL OH GA"),
    "month": listed(
        "January February March April May June July August September October November December"
    ),
    "ethnic": (
        *listed("Hispanic Latino Caucasian Asian Kurdish Roma Maori Inuit Hmong Yoruba"),
        *("African American", "Pacific Islander", "Native American"),
    ),
    "religion": listed(
        "Sikh Muslim Catholic Buddhist Hindu Jewish Lutheran Mormon Methodist Baptist"
    ),
    "political": (
        *listed("Republican Democrat Conservative Labour Libertarian Socialist Communist Liberal"),
        *("Green Party", "Liberal Democrat"),
    ),
    "orientation": listed("lesbian gay bisexual heterosexual asexual pansexual homosexual queer"),
    "marital": (*listed("widowed divorced married single separated engaged"), "never married"),
    "immigration": (
        *("permanent resident", "asylum seeker", "undocumented immigrant", "refugee"),
        *("green card holder", "naturalized citizen", "H-1B visa holder", "visa overstay"),
    ),
    "union": (
        *("Teamsters Local 705", "Unite the Union", "UAW Local 12", "SEIU Local 1199"),
        *("IG Metall", "UNISON", "AFSCME", "ver.di", "IBEW Local 3", "United Steelworkers"),
    ),
    "employment": (
        *("unemployed since March", "laid off", "self-employed", "retired", "unemployed"),
        *("working part-time", "on parental leave", "furloughed", "between jobs"),
    ),
    "blood": (*("A positive", "O negative", "AB+", "B-", "O+", "AB negative", "A-", "B positive"),),
    "gender": (*listed("male female non-binary woman man transgender"),),
    "age": (
        *("18 years old", "47-year-old", "aged 63", "29 y/o", "age 52", "six-year-old"),
        *("71 years of age", "34 yo"),
    ),
    "cn_region": listed("110101 310104 440305 330106 510104 420106"),
}
"""What stands between `<` and `>` in shapes and carriers."""

"""Numbers of the Nordic and Baltic states."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, identity

_DAY = "(?:0[1-9]|[12]\\d|3[01])"
_MONTH = "(?:0[1-9]|1[0-2])"

CATEGORIES = (
    identity(
        "SWEDEN_PIN",
        "SE",
        "personnummer; pnr; person nr; personnr; samordningsnummer; swedish personal number"
        "; personal identity number; pers.nr; swedish id",
        Shape(
            rf"(?:19|20)?\d{{2}}{_MONTH}(?:{_DAY}|[6-8]\d|9[01])[-+]\d{{4}}",
            "Skatteverket, SKV 704: Luhn; python-stdnum se.personnummer",
            alone=0.6,
            near=0.95,
            numbers=10,
        ),
        Shape(
            rf"(?:19|20)?\d{{2}}{_MONTH}(?:{_DAY}|[6-8]\d|9[01])[ ]?\d{{4}}",
            "Skatteverket, SKV 704: Luhn; python-stdnum se.personnummer",
            near=0.9,
        ),
    ),
    identity(
        "NORWAY_FNR",
        "NO",
        "fødselsnummer; fodselsnummer; foedselsnummer; fnr; personnummer; d-nummer; dnummer"
        "; norwegian id; norsk fødselsnummer",
        Shape(
            rf"(?:{_DAY}|[4-7]\d)(?:{_MONTH}|[4-5]\d)\d{{2}}[ ]?\d{{5}}",
            "Skatteetaten: two check digits by modulus 11; python-stdnum no.fodselsnummer",
            near=0.95,
        ),
    ),
    identity(
        "DENMARK_CPR",
        "DK",
        "cpr; cpr-nummer; cpr nummer; cpr-nr; personnummer; cprnr; danish id; cpr nr; cpr no",
        Shape(
            rf"{_DAY}{_MONTH}\d{{2}}[ -]?\d{{4}}",
            "CPR-kontoret: date and serial, no check since 2007; python-stdnum dk.cpr",
            near=0.93,
        ),
    ),
    identity(
        "FINLAND_HETU",
        "FI",
        "henkilötunnus; henkilotunnus; hetu; sosiaaliturvatunnus; personbeteckning; sotu"
        "; finnish personal; personal identity code",
        Shape(
            rf"{_DAY}{_MONTH}\d{{2}}[-+A-FU-Y]\d{{3}}[0-9A-FHJ-NPR-Y]",
            "DVV, personal identity code: remainder by 31",
            alone=0.8,
            near=0.97,
            seed=r"\d{6}[-+A-FU-Y]\d{3}",
            before=2,
            after=4,
        ),
        Shape(
            rf"{_DAY}{_MONTH}\d{{2}}[-+a-fu-y]\d{{3}}[0-9a-fhj-npr-y]",
            "DVV, personal identity code, lower case",
        ),
    ),
    identity(
        "FINLAND_BUSINESS_ID",
        "FI",
        "y-tunnus; ytunnus; business id; fo-nummer; liike- ja yhteisötunnus; y tunnus; lei",
        Shape(r"\d{7}-\d", "PRH, business ID; python-stdnum fi.ytunnus", near=0.92),
        Shape(r"\d{8}", "PRH, business ID; python-stdnum fi.ytunnus", near=0.7),
    ),
    identity(
        "ESTONIA_IK",
        "EE",
        "isikukood; isikukoodi; ik; estonian id; personal code; isikukoodiga",
        Shape(
            rf"[1-8]\d{{2}}{_MONTH}{_DAY}\d{{4}}",
            "EVS 585: sex and century, date, serial; python-stdnum ee.ik",
            near=0.93,
        ),
    ),
)
"""Of the Nordic and Baltic states."""

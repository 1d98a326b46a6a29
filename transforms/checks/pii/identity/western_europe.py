"""Numbers of Germany, Austria, Switzerland, France and the Low Countries."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, grouped, identity
from transforms.core.identifiers.validity import check

_DOCUMENT = "[CFGHJKLMNPRTVWXYZ0-9]"
"""Letters of German documents' serial numbers (BMI: no vowels, no letter that looks like a
digit)."""

CATEGORIES = (
    identity(
        "GERMANY_TAX_ID",
        "DE",
        "steuer-id; steuer-idnr; steueridentifikationsnummer; steuer-identifikationsnummer; idnr"
        "; identifikationsnummer; steuerliche identifikationsnummer; german tax id; tax id; tin"
        "; steuernummer; steuer id",
        Shape(grouped("2 3 3 3", "[ ]"), "BZSt; python-stdnum de.idnr", 0.6, 0.95, numbers=11),
        Shape(
            r"[1-9]\d{10}|" + grouped("2 3 3 3", "[ /.-]"),
            "BZSt: ISO 7064 MOD 11,10",
            valid=lambda candidate: check("iso7064.mod_11_10")(candidate.digits),
        ),
    ),
    identity(
        "GERMANY_ID_CARD",
        "DE",
        "personalausweisnummer; personalausweis; ausweisnummer; perso; identity card; id card"
        "; ausweis-nr; ausweis; dokumentennummer; id card number",
        Shape(rf"[LMNPRTVWXYC]{_DOCUMENT}{{8}}\d", "BMI, Personalausweis; ICAO Doc 9303"),
        Shape(
            rf"[LMNPRTVWXY](?=[A-Z0-9]{{0,7}}\d){_DOCUMENT}{{8}}",
            "BMI, Personalausweis, without its check digit",
            valid=lambda candidate: any(char.isalpha() for char in candidate.value[1:]),
            near=0.8,
        ),
    ),
    identity(
        "GERMANY_PASSPORT",
        "DE",
        "reisepassnummer; reisepass; passnummer; pass-nr; passport; passport number"
        "; german passport",
        Shape(
            rf"[CFGHJK](?=[A-Z0-9]{{0,7}}\d){_DOCUMENT}{{8}}\d?",
            "BMI, Reisepass; ICAO Doc 9303",
            near=0.86,
        ),
    ),
    identity(
        "GERMANY_SVNR",
        "DE",
        "sozialversicherungsnummer; rentenversicherungsnummer; versicherungsnummer; svnr; rvnr"
        "; sozialversicherung; sv-nummer; german social security; sozialversicherungs-nr",
        Shape(
            r"\d{2}(?P<s>[ ]?)[0-7]\d(?:0[1-9]|1[0-2])\d{2}(?P=s)[A-Z](?P=s)\d{2}(?P=s)\d",
            "VKVV, sections 2 and 4",
            alone=0.75,
            near=0.95,
            numbers=8,
            after=8,
        ),
    ),
    identity(
        "GERMANY_DRIVERS_LICENSE",
        "DE",
        "führerscheinnummer; fuehrerscheinnummer; führerschein; fuehrerschein; fahrerlaubnis"
        "; german driving licence",
        Shape(r"[A-Z]\d{2}[A-Z0-9]{6}\d[A-Z0-9]", "KBA, Fahrerlaubnisnummer: authority, serial"),
    ),
    identity(
        "FRANCE_NIR",
        "FR",
        "nir; numéro de sécurité sociale; numero de securite sociale; sécurité sociale"
        "; securite sociale; insee; carte vitale; french social security; n° ss; numero ss"
        "; numero securite sociale; assurance maladie",
        Shape(
            r"""[12378](?P<s>[ ]?)\d{2}(?P=s)(?:0[1-9]|1[0-2]|[2-9]\d)(?P=s)(?:\d{2}|2[AB])
                (?P=s)\d{3}(?P=s)\d{3}[ ]?\d{2}""",
            "INSEE; python-stdnum fr.nir",
            alone=0.7,
            near=0.95,
            numbers=8,
            before=10,
            after=24,
        ),
    ),
    identity(
        "FRANCE_NIF",
        "FR",
        "numéro fiscal; numero fiscal; nif; spi; numéro fiscal de référence; identifiant fiscal"
        "; french tax; impôts; numero spi; tax id",
        Shape(
            r"[0-3]\d(?P<s>[ ]?)\d{2}(?P=s)\d{3}(?P=s)\d{3}(?P=s)\d{3}",
            "DGFiP, numéro SPI; python-stdnum fr.nif",
            near=0.9,
        ),
    ),
    identity(
        "FRANCE_CNI",
        "FR",
        "cni; carte nationale d'identité; carte nationale d'identite; carte d'identité; cnie"
        "; carte d'identite; carte nationale; french id card; id card; identity card",
        Shape(
            r"\d{2}(?:0[1-9]|1[0-2])[A-Z0-9]{3}\d{5}|\d{2}(?:0[1-9]|1[0-2])[A-Z]{2}\d{6}",
            "ANTS: year, month, department, serial",
        ),
        Shape(r"(?=[A-Z0-9]{0,8}\d)[A-Z0-9]{9}", "ANTS, card of 2021", near=0.7),
    ),
    identity(
        "FRANCE_PASSPORT",
        "FR",
        "passeport; numéro de passeport; numero de passeport; passport; french passport"
        "; passport number",
        Shape(r"\d{2}[A-Z]{2}\d{5}", "ANTS, passeport biométrique", near=0.9),
    ),
    identity(
        "NETHERLANDS_BSN",
        "NL",
        "bsn; burgerservicenummer; sofinummer; sofi; burger service nummer; dutch citizen",
        Shape(
            r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|" + grouped("3 3 3", "[ .]"),
            "RvIG; python-stdnum nl.bsn",
            near=0.9,
        ),
        Shape(r"\d{8}", "RvIG; python-stdnum nl.bsn, leading zero left out", near=0.6),
    ),
    identity(
        "NETHERLANDS_PASSPORT",
        "NL",
        "paspoortnummer; paspoort; identiteitskaart; identiteitskaartnummer; passport; id-kaart"
        "; passport number; documentnummer; dutch passport",
        Shape(
            r"[A-NP-Z]{2}[A-NP-Z0-9]{6}\d",
            "RvIG; python-stdnum nl.identiteitskaartnummer",
            near=0.86,
        ),
    ),
    identity(
        "BELGIUM_NN",
        "BE",
        "rijksregisternummer; numéro national; numero national; registre national; nationaal nummer"
        "; insz; niss; numéro de registre national; national number; rijksregister",
        Shape(
            r"\d{2}[.]\d{2}[.]\d{2}[- ]\d{3}[. -]\d{2}",
            "Rijksregister; python-stdnum be.nn",
            alone=0.85,
            near=0.95,
            numbers=11,
        ),
        Shape(
            r"\d{11}|" + grouped("2 2 2 3 2", "[ -]") + r"|\d{6}[- ]\d{3}[. -]\d{2}",
            "Rijksregister; python-stdnum be.nn",
            near=0.9,
        ),
    ),
    identity(
        "SWITZERLAND_AHV",
        "CH",
        "ahv; avs; ahv-nummer; ahv nummer; ahv-nr; numéro avs; numero avs; ahvn13; navs"
        "; sozialversicherungsnummer; swiss social security",
        Shape(
            r"756(?P<s>[. ]?)\d{4}(?P=s)\d{4}(?P=s)\d{2}",
            "ZAS, AHVN13: EAN-13 with country 756; python-stdnum ch.ssn",
            alone=0.85,
            near=0.97,
            numbers=13,
        ),
    ),
    identity(
        "AUSTRIA_SVNR",
        "AT",
        "svnr; sozialversicherungsnummer; sv-nummer; versicherungsnummer; e-card; ecard; sv-nr"
        "; austrian social security",
        Shape(
            r"[1-9]\d{3}[ -]?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-3])\d{2}",
            "Dachverband der Sozialversicherungsträger; python-stdnum at.vnr",
            near=0.92,
        ),
    ),
)
"""Of Germany, Austria, Switzerland, France and the Low Countries."""

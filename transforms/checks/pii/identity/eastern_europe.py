"""Numbers of Poland, Czechia, the Balkans and the successors of the Soviet Union."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, identity

_DAY = "(?:0[1-9]|[12]\\d|3[01])"

CATEGORIES = (
    identity(
        "POLAND_PESEL",
        "PL",
        "pesel; numer pesel; nr pesel; polish id; polish national id",
        Shape(
            rf"\d{{2}}(?:[02468][1-9]|[13579][0-2]){_DAY}\d{{5}}",
            "Ministerstwo Cyfryzacji: date, serial; python-stdnum pl.pesel",
            near=0.95,
        ),
    ),
    identity(
        "POLAND_ID",
        "PL",
        "dowód osobisty; dowod osobisty; dowód; seria i numer dowodu; numer dowodu; dowodu"
        " osobistego; polish id card; nr dowodu; dowod",
        Shape(r"[A-Z]{3}[ ]?\d{6}", "Ministry of the Interior: weights 7, 3, 1", near=0.9),
    ),
    identity(
        "POLAND_NIP",
        "PL",
        "nip; numer nip; numer identyfikacji podatkowej; nr nip; polish tax; vat",
        Shape(
            r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}",
            "Ministerstwo Finansów; python-stdnum pl.nip",
            alone=0.55,
            near=0.93,
            numbers=10,
        ),
        Shape(
            r"\d{10}|\d{3}[ ]\d{3}[ ]\d{2}[ ]\d{2}",
            "Ministerstwo Finansów; python-stdnum pl.nip",
            near=0.88,
        ),
    ),
    identity(
        "ROMANIA_CNP",
        "RO",
        "cnp; cod numeric personal; codul numeric personal; romanian id; romanian personal",
        Shape(
            rf"[1-9]\d{{2}}(?:0[1-9]|1[0-2]){_DAY}(?:0[1-9]|[1-4]\d|5[0-2]|70|8[0-3])\d{{4}}",
            "Law 105 of 1996: sex, date, county; python-stdnum ro.cnp",
            near=0.95,
        ),
    ),
    identity(
        "CZECH_RC",
        "CZ",
        "rodné číslo; rodne cislo; rč; rodného čísla; birth number; r.č; rodneho cisla",
        Shape(
            rf"\d{{2}}(?:[0257][1-9]|[1368][0-2]){_DAY}/\d{{3,4}}",
            "Act 133/2000: date (women: month + 50), serial; python-stdnum cz.rc",
            alone=0.7,
            near=0.96,
            numbers=9,
        ),
        Shape(
            rf"\d{{2}}(?:[0257][1-9]|[1368][0-2]){_DAY}\d{{3,4}}",
            "Act 133/2000: date (women: month + 50), serial; python-stdnum cz.rc",
            near=0.92,
        ),
    ),
    identity(
        "HUNGARY_TAX",
        "HU",
        "adóazonosító jel; adóazonosító; adoazonosito; adoazonosito jel; adószám; hungarian tax"
        "; adóazonosító szám",
        Shape(r"8\d{9}", "Act CL of 2017: modulus 11", near=0.93),
    ),
    identity(
        "BULGARIA_EGN",
        "BG",
        "егн; egn; единен граждански номер; edinen grazhdanski nomer; bulgarian id",
        Shape(
            rf"\d{{2}}(?:[024][1-9]|[135][0-2]){_DAY}\d{{4}}",
            "GRAO: date, serial, modulus 11; python-stdnum bg.egn",
            near=0.95,
        ),
    ),
    identity(
        "UKRAINE_TAX",
        "UA",
        "рнокпп; ипн; іпн; рнокпп/іпн; rnokpp; ідентифікаційний код; ідентифікаційний номер; инн"
        "; податковий номер; ukrainian tax; rntrc",
        Shape(r"\d{10}", "DPS: days since 1899, modulus 11; python-stdnum ua.rntrc", near=0.9),
    ),
    identity(
        "UKRAINE_PASSPORT",
        "UA",
        "паспорт; паспорта; паспорт серії; серія; passport; ukrainian passport; passport number"
        "; паспортом; паспорт громадянина",
        Shape(
            r"[\u0410-\u042f\u0406\u0407\u0404]{2}[ ]?(?:№[ ]?)?\d{6}|[A-Z]{2}\d{6}|\d{9}",
            "Verkhovna Rada, resolution 2503-XII; ID card of 2016",
            near=0.84,
        ),
    ),
    identity(
        "RUSSIA_INN",
        "RU",
        "инн; inn; идентификационный номер налогоплательщика; идентификационный номер; russian tax"
        "; налогоплательщика",
        Shape(r"\d{12}|\d{10}", "FNS: one or two check digits; python-stdnum ru.inn", near=0.9),
    ),
    identity(
        "RUSSIA_PASSPORT",
        "RU",
        "паспорт; паспорта; паспорт серии; серия; серия и номер; passport; passport series"
        "; паспортные данные; паспорт рф; russian passport; passport number; серия паспорта",
        Shape(
            r"\d{2}[ ]?\d{2}[ ]?(?:№[ ]?|N[ ]?)?\d{6}",
            "Government decree 828 of 1997: region, year of print, number",
        ),
    ),
    identity(
        "KAZAKHSTAN_PASSPORT",
        "KZ",
        "passport; паспорт; төлқұжат; kazakhstan passport; passport number; паспорт казахстан"
        "; паспорта; pasport",
        Shape(
            r"[NS]\d{8}|N[ ]?\d{7,8}|A[A-Z]\d{7}|[A-Z]{2}[ ]?\d{7}",
            "passports of Kazakhstan (N, eight digits), Uzbekistan, Belarus, Armenia, Azerbaijan",
        ),
    ),
)
"""Of Poland, Czechia, the Balkans and the successors of the Soviet Union."""

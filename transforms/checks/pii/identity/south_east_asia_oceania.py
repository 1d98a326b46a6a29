"""Numbers of South-East Asia, Australia and New Zealand."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, grouped, identity

_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

CATEGORIES = (
    identity(
        "SINGAPORE_NRIC",
        "SG",
        "nric; fin; nric no; nric/fin; identification no; singapore id; nric number; fin number",
        Shape(
            r"[STFGM]\d{7}[A-Z]",
            "ICA: modulus 11",
            alone=0.7,
            near=0.97,
            numbers=7,
            before=2,
            after=4,
        ),
        Shape(r"[stfgm]\d{7}[a-z]|[STFGM]\d{7}[a-z]", "ICA: modulus 11"),
    ),
    identity(
        "SINGAPORE_PASSPORT",
        "SG",
        "passport; passport no; passport number; singapore passport; singapore passport no",
        Shape(r"[EK]\d{7}[A-Z]", "ICA, passport number", near=0.9),
    ),
    identity(
        "MALAYSIA_NRIC",
        "MY",
        "mykad; nric; ic number; no kp; no. kp; kad pengenalan; ic no; nombor kad pengenalan"
        "; malaysian ic; no ic; ic",
        Shape(
            rf"{_DATE}-\d{{2}}-\d{{4}}",
            "JPN: date, place of birth, serial; python-stdnum my.nric",
            alone=0.65,
            near=0.95,
            numbers=12,
        ),
        Shape(rf"{_DATE}\d{{6}}", "JPN: date, place of birth, serial; python-stdnum my.nric"),
    ),
    identity(
        "INDONESIA_NIK",
        "ID",
        "nik; ktp; nomor ktp; nomor induk kependudukan; no ktp; e-ktp; nomor induk; no. ktp",
        Shape(
            r"[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}",
            "Dukcapil: region, date (women: day + 40), serial",
            near=0.92,
        ),
    ),
    identity(
        "THAILAND_ID",
        "TH",
        "เลขประจำตัวประชาชน; บัตรประชาชน; เลขบัตรประชาชน; thai id; citizen id; thai national id"
        "; thailand id; เลขที่บัตร; tnin",
        Shape(
            r"[1-8]-\d{4}-\d{5}-\d{2}-\d",
            "DOPA: modulus 11; python-stdnum th.pin",
            alone=0.75,
            near=0.97,
            numbers=13,
        ),
        Shape(
            r"[1-9](?P<s>[ -]?)\d{4}(?P=s)\d{5}(?P=s)\d{2}(?P=s)\d",
            "DOPA: modulus 11; python-stdnum th.pin",
            near=0.92,
        ),
    ),
    identity(
        "PHILIPPINES_UMID",
        "PH",
        "umid; crn; common reference number; umid card; umid crn; sss gsis; unified multi-purpose",
        Shape(
            r"\d{4}-\d{7}-\d",
            "SSS, common reference number",
            alone=0.5,
            near=0.93,
            numbers=12,
        ),
        Shape(r"\d{12}", "SSS, common reference number", near=0.8),
    ),
    identity(
        "VIETNAM_MST",
        "VN",
        "mã số thuế; ma so thue; mst; mã số doanh nghiệp; vietnamese tax; tax code; mã số",
        Shape(
            r"\d{10}(?:-\d{3})?",
            "General Department of Taxation: modulus 11; python-stdnum vn.mst",
            near=0.9,
        ),
    ),
    identity(
        "AUSTRALIA_TFN",
        "AU",
        "tfn; tax file number; tax file no; ato; tax file; australian tax",
        Shape(grouped("3 3 3") + r"|\d{8}", "ATO: modulus 11; python-stdnum au.tfn", near=0.9),
    ),
    identity(
        "AUSTRALIA_MEDICARE",
        "AU",
        "medicare; medicare card; medicare number; medicare card number; medicare no"
        "; australian medicare",
        Shape(
            r"[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]?\d)?",
            "Services Australia: weights 1, 3, 7, 9",
            near=0.93,
        ),
    ),
    identity(
        "AUSTRALIA_ABN",
        "AU",
        "abn; australian business number; business number; abn number; a.b.n",
        Shape(
            r"[1-9]\d[ ]\d{3}[ ]\d{3}[ ]\d{3}",
            "ABR: modulus 89; python-stdnum au.abn",
            alone=0.65,
            near=0.96,
            numbers=11,
        ),
        Shape(
            r"[1-9]\d{10}|[1-9]\d-\d{3}-\d{3}-\d{3}",
            "ABR: modulus 89; python-stdnum au.abn",
            near=0.93,
        ),
    ),
    identity(
        "NZ_IRD",
        "NZ",
        "ird; ird number; inland revenue; ird no; tax number; nz tax; gst number",
        Shape(
            r"(?:NZ[ ])?\d{2,3}[ -]?\d{3}[ -]?\d{3}|\d{7,8}-\d",
            "Inland Revenue; python-stdnum nz.ird",
            near=0.9,
        ),
    ),
    identity(
        "NZ_NHI",
        "NZ",
        "nhi; nhi number; national health index; nhi no; patient",
        Shape(
            r"[A-HJ-NP-Z]{3}(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})",
            "HISO 10046, old and new format",
            near=0.93,
        ),
    ),
)
"""Of South-East Asia, Australia and New Zealand."""

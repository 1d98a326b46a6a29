"""Numbers of the states around the Mediterranean."""

from __future__ import annotations

from stdnum.es import dni

from transforms.checks.pii.entries import Shape, identity

_CODICE = r"""
    [A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]
"""
"""Agenzia delle Entrate, decree 13813 of 1976: name, date, place; digits may be letters
(omocodia)."""

CATEGORIES = (
    identity(
        "SPAIN_DNI",
        "ES",
        "dni; nif; documento nacional de identidad; documento de identidad; d.n.i; spanish id"
        "; número de identificación fiscal; carnet de identidad; national identity document",
        Shape(
            r"\d{8}-?[A-HJ-NP-TV-Z]",
            "Ministerio del Interior: remainder by 23; python-stdnum es.dni",
            alone=0.55,
            near=0.95,
            numbers=8,
            after=4,
        ),
        Shape(
            r"[1-9]\d{6}[ -]?[A-HJ-NP-TV-Z]",
            "as above, numbers below ten millions without the zero in front",
            near=0.85,
            valid=lambda candidate: dni.is_valid("0" + candidate.value.replace(" ", "")),
        ),
        Shape(
            r"\d{1,2}[.]\d{3}[.]\d{3}[ -]?[A-HJ-NP-TV-Z]|\d{8}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]",
            "Ministerio del Interior: remainder by 23; python-stdnum es.dni",
        ),
    ),
    identity(
        "SPAIN_NIE",
        "ES",
        "nie; número de identidad de extranjero; numero de identidad de extranjero; extranjero"
        "; n.i.e; foreigner identity; extranjeros",
        Shape(
            r"[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z]",
            "Ministerio del Interior; python-stdnum es.nie",
            alone=0.65,
            near=0.96,
            numbers=7,
            before=3,
            after=4,
        ),
        Shape(
            r"[xyz]-?\d{7}-?[a-hj-np-tv-z]|[XYZ][ ]?\d{7}[ ]?[A-Z]",
            "Ministerio del Interior; python-stdnum es.nie",
        ),
    ),
    identity(
        "SPAIN_SS",
        "ES",
        "seguridad social; número de la seguridad social; numero de la seguridad social; naf; nuss"
        "; número de afiliación; numero seguridad social; nss; afiliación; nº ss",
        Shape(
            r"\d{2}(?P<s>[ /-]?)\d{8}(?P=s)\d{2}|\d{2}[ /-]?\d{10}",
            "Orden TIN/1448/2010: remainder by 97",
            near=0.92,
        ),
    ),
    identity(
        "SPAIN_CIF",
        "ES",
        "cif; código de identificación fiscal; nif; codigo de identificacion fiscal; c.i.f",
        Shape(
            r"[ABCDEFGHJNPQRSUVW]-?\d{7}-?[0-9A-J]",
            "Orden EHA/451/2008; python-stdnum es.cif",
            near=0.9,
        ),
    ),
    identity(
        "ITALY_FISCAL_CODE",
        "IT",
        "codice fiscale; cod. fisc; codfisc; c.f; cf; fiscal code; italian tax code; tax code",
        Shape(
            _CODICE,
            "Agenzia delle Entrate; python-stdnum it.codicefiscale",
            alone=0.9,
            near=0.97,
            seed=r"[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]",
            before=8,
            after=20,
        ),
        Shape(_CODICE, "Agenzia delle Entrate, lower case; python-stdnum it.codicefiscale"),
    ),
    identity(
        "ITALY_PASSPORT",
        "IT",
        "passaporto; numero passaporto; numero di passaporto; passport; italian passport"
        "; passport number",
        Shape(r"[A-Z]{2}\d{7}", "Polizia di Stato, passaporto elettronico", near=0.84),
    ),
    identity(
        "ITALY_ID_CARD",
        "IT",
        "carta d'identità; carta d'identita; carta di identità; carta identita; cie; carta di"
        " identita; documento d'identità; italian id card; identity card",
        Shape(
            r"C[A-Z]\d{5}[A-Z]{2}|[A-Z]{2}[ ]?\d{7}|\d{7}[A-Z]{2}",
            "Ministero dell'Interno, CIE and paper card",
        ),
    ),
    identity(
        "PORTUGAL_NIF",
        "PT",
        "nif; contribuinte; número de contribuinte; numero de contribuinte; nipc; portuguese tax"
        "; identificação fiscal; número de identificação fiscal",
        Shape(
            r"[1-35689]\d{2}[ .]?\d{3}[ .]?\d{3}",
            "Autoridade Tributária; python-stdnum pt.nif",
        ),
    ),
    identity(
        "PORTUGAL_CC",
        "PT",
        "cartão de cidadão; cartao de cidadao; cartão do cidadão; bilhete de identidade; cc"
        "; documento de identificação; citizen card",
        Shape(
            r"\d{8}[ -]?\d[ -]?[A-Z0-9]{2}\d",
            "IRN, cartão de cidadão; python-stdnum pt.cc",
            alone=0.6,
            near=0.95,
            numbers=8,
            after=10,
            valid=None,
        ),
    ),
    identity(
        "GREECE_AMKA",
        "GR",
        "amka; αμκα; α.μ.κ.α; a.m.k.a; greek social security; αριθμός μητρώου κοινωνικής ασφάλισης",
        Shape(
            r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{7}",
            "IDIKA: date of birth, Luhn; python-stdnum gr.amka",
            near=0.92,
        ),
    ),
    identity(
        "CROATIA_OIB",
        "HR",
        "oib; osobni identifikacijski broj; croatian id; osobni broj",
        Shape(r"\d{11}", "Porezna uprava: ISO 7064; python-stdnum hr.oib", near=0.9),
        Shape(
            r"HR[ ]?(?P<value>\d{11})",
            "Porezna uprava, with its country",
            alone=0.6,
            near=0.9,
            numbers=11,
            before=4,
        ),
    ),
    identity(
        "TURKEY_TCKN",
        "TR",
        "tc kimlik; tc kimlik no; t.c. kimlik; tckn; kimlik no; kimlik numarası; kimlik"
        "; tc no; turkish id; vatandaşlık no; kimlik numarasi",
        Shape(r"[1-9]\d{10}", "NVİ: two check digits; python-stdnum tr.tckimlik", near=0.92),
    ),
    identity(
        "ISRAEL_ID",
        "IL",
        "תעודת זהות; ת.ז; ת״ז; מספר זהות; teudat zehut; israeli id; israel id; teudat; zehut; tz"
        "; mispar zehut",
        Shape(r"\d{7,8}-?\d|\d-?\d{7}-?\d", "Misrad Hapnim: Luhn; python-stdnum il.idnr"),
    ),
)
"""Of the states around the Mediterranean."""

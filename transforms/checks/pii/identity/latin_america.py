"""Numbers of Latin American states."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, identity

_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

CATEGORIES = (
    identity(
        "BRAZIL_CPF",
        "BR",
        "cpf; cadastro de pessoas físicas; cpf/mf; cpf nº; cadastro de pessoa física",
        Shape(
            r"\d{3}[.]\d{3}[.]\d{3}-\d{2}",
            "Receita Federal: two check digits; python-stdnum br.cpf",
            alone=0.9,
            near=0.98,
            numbers=11,
        ),
        Shape(
            r"\d{11}|\d{9}-\d{2}|\d{3}[ ]\d{3}[ ]\d{3}[ -]\d{2}",
            "Receita Federal: two check digits; python-stdnum br.cpf",
            near=0.95,
        ),
    ),
    identity(
        "BRAZIL_CNPJ",
        "BR",
        "cnpj; cadastro nacional da pessoa jurídica; cgc; cnpj/mf; pessoa jurídica",
        Shape(
            r"[0-9A-Z]{2}[.][0-9A-Z]{3}[.][0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}",
            "Receita Federal, digits and since 2026 letters; python-stdnum br.cnpj",
            alone=0.9,
            near=0.98,
            seed=r"/[0-9A-Z]{4}-\d{2}",
            before=12,
            after=2,
        ),
        Shape(r"\d{14}|\d{8}/\d{4}-\d{2}", "Receita Federal; python-stdnum br.cnpj", near=0.95),
    ),
    identity(
        "MEXICO_CURP",
        "MX",
        "curp; clave única de registro de población; clave unica; registro de población",
        Shape(
            rf"[A-Z][AEIOUX][A-Z]{{2}}{_DATE}[HMX][A-Z]{{2}}[B-DF-HJ-NP-TV-Z]{{3}}[0-9A-Z]\d",
            "RENAPO: name, date, sex, state; python-stdnum mx.curp",
            alone=0.9,
            near=0.98,
            seed=r"\d{6}[HMX][A-Z]{5}",
            before=5,
            after=6,
        ),
    ),
    identity(
        "MEXICO_RFC",
        "MX",
        "rfc; registro federal de contribuyentes; r.f.c; contribuyente; contribuyentes",
        Shape(
            rf"[A-ZÑ&]{{3,4}}[ -]?{_DATE}(?:[ -]?[A-Z0-9]{{3}})?",
            "SAT, Código Fiscal article 27: name, date, homoclave; python-stdnum mx.rfc",
            near=0.95,
        ),
    ),
    identity(
        "MEXICO_PASSPORT",
        "MX",
        "pasaporte; número de pasaporte; numero de pasaporte; passport; mexican passport"
        "; no. de pasaporte; passport number; pasaporte mexicano",
        Shape(r"[A-Z]\d{8}|\d{8,11}", "SRE: a letter and eight digits, before 2011 digits only"),
    ),
    identity(
        "ARGENTINA_DNI",
        "AR",
        "dni; documento nacional de identidad; documento; d.n.i; argentine id; nro. documento"
        "; doc. nac. identidad; dni nº",
        Shape(
            r"[1-9]\d?[.]\d{3}[.]\d{3}|[1-9]\d{6,7}",
            "RENAPER: seven or eight digits; python-stdnum ar.dni",
            near=0.84,
        ),
    ),
    identity(
        "ARGENTINA_CUIT",
        "AR",
        "cuit; cuil; clave única de identificación tributaria; cuit/cuil; c.u.i.t; c.u.i.l",
        Shape(
            r"(?:2[034567]|3[034])-\d{8}-\d",
            "AFIP: kind of person, DNI, modulus 11; python-stdnum ar.cuit",
            alone=0.75,
            near=0.97,
            numbers=11,
        ),
        Shape(
            r"(?:2[034567]|3[034])[ ]?\d{8}[ ]?\d",
            "AFIP: kind of person, DNI, modulus 11; python-stdnum ar.cuit",
            near=0.93,
        ),
    ),
    identity(
        "CHILE_RUT",
        "CL",
        "rut; run; rol único tributario; rol unico nacional; r.u.t; rol único nacional; cédula",
        Shape(
            r"[1-9]\d?[.]\d{3}[.]\d{3}-[0-9Kk]",
            "Registro Civil: modulus 11; python-stdnum cl.rut",
            alone=0.8,
            near=0.97,
            numbers=7,
            after=14,
        ),
        Shape(
            r"[1-9]\d{6,7}-?[0-9Kk]",
            "Registro Civil: modulus 11; python-stdnum cl.rut",
            near=0.93,
        ),
    ),
    identity(
        "COLOMBIA_CC",
        "CO",
        "cédula de ciudadanía; cedula de ciudadania; cédula; cedula; c.c; cc; colombian id"
        "; cedula ciudadania; número de cédula",
        Shape(
            r"[1-9][.]?\d{3}[.]?\d{3}[.]?\d{3}|[1-9]\d?[.]?\d{3}[.]?\d{3}",
            "Registraduría Nacional: six to ten digits",
            near=0.8,
        ),
    ),
    identity(
        "PERU_DNI",
        "PE",
        "dni; documento nacional de identidad; cui; reniec; peruvian id; d.n.i",
        Shape(
            r"\d{8}-?[0-9A-K]",
            "RENIEC: eight digits and a check character; python-stdnum pe.cui",
            near=0.9,
        ),
        Shape(r"\d{8}", "RENIEC: eight digits", near=0.83, valid=lambda c: len(set(c.digits)) > 2),
    ),
    identity(
        "VENEZUELA_CI",
        "VE",
        "cédula de identidad; cedula de identidad; cédula; cedula; c.i; ci; venezuelan id; rif",
        Shape(
            r"[VE]-?[ ]?\d{1,2}[.]?\d{3}[.]?\d{3}",
            "SAIME: V or E and up to eight digits",
            near=0.9,
        ),
    ),
    identity(
        "URUGUAY_CI",
        "UY",
        "cédula; cedula; cédula de identidad; cedula de identidad; c.i; ci; uruguayan id",
        Shape(
            r"[1-9][.]\d{3}[.]\d{3}-\d",
            "DNIC: weights 2987634",
            alone=0.7,
            near=0.96,
            numbers=8,
        ),
        Shape(r"[1-9]\d{5,6}-?\d|\d{3}[.]\d{3}-\d", "DNIC: weights 2987634", near=0.88),
    ),
    identity(
        "ECUADOR_CI",
        "EC",
        "cédula; cedula; cédula de identidad; cedula de identidad; c.i; ci; ecuadorian id"
        "; número de cédula; cédula de ciudadanía",
        Shape(
            r"(?:0[1-9]|1\d|2[0-4]|30)\d{7}-?\d",
            "Registro Civil: province, Luhn; python-stdnum ec.ci",
            near=0.93,
        ),
    ),
    identity(
        "PARAGUAY_RUC",
        "PY",
        "ruc; registro único de contribuyentes; r.u.c; registro unico; cédula; cedula; c.i",
        Shape(
            r"\d{4,8}-?\d",
            "SET: weighted, modulus 11; python-stdnum py.ruc",
            near=0.93,
        ),
    ),
)
"""Of Latin American states."""

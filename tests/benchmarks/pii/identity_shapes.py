"""Shapes of the numbers that states give to people and companies, by region; see `shapes`."""

from __future__ import annotations

_PESEL_LIKE = "<yymmdd>#####"

GENERIC = {
    "PASSPORT_MRZ": (
        ("P<GBR<last_upper><<<first_upper>MRZ", "P<DEU<last_upper><<<first_upper>MRZ"),
        "",
    ),
    "EMPLOYEE_ID": (("EMP#####", "E-######", "!#####"), ""),
    "STUDENT_ID": (("!########", "S#######", "20######"), ""),
    "CUSTOMER_ID": (("CUST-######", "C########", "!#######"), ""),
    "INSURANCE_POLICY": (("@@@#########", "!######-##", "@@-####-######"), ""),
}

NORTH_AMERICA = {
    "US_SSN": (("[2|3|4|5]##-##-####", "[2|3|4]########"), "us.ssn"),
    "US_ITIN": (("9##-[7|8]#-####",), "us.itin"),
    "US_EIN": (("##-#######",), "us.ein"),
    "US_PTIN": (("P0#######",), "us.ptin"),
    "US_ATIN": (("9##-93-####",), "us.atin"),
    "US_PASSPORT": (("[A|B|C|D|X]########", "!########"), ""),
    "US_DRIVERS_LICENSE": (("@###-####-####", "@#######", "@############"), ""),
    "US_DOD_ID": (("1#########",), ""),
    "CANADA_SIN": (("[1|2|4|5|7]##-###-###", "[1|4|5] ## ### ###"), "ca.sin"),
    "CANADA_BC_PHN": (("9### ### ###",), "ca.bc_phn"),
    "CANADA_OHIP": (("!###-###-###-@@", "!#########"), "is_ontario_health"),
    "CANADA_QUEBEC_HIN": (("@@@@ <yymm><dd>##", "@@@@ <yy>0! [0|1]!##"), ""),
    "CANADA_PASSPORT": (("@@######",), ""),
}

UNITED_KINGDOM_IRELAND = {
    "UK_NINO": (("[A|C|E|H|J|W][A|B|C|E|H]######[A|B|C|D]", "[P|R|S|W]A ## ## ## [A|B|C|D]"), ""),
    "UK_NHS": (("4## ### ####", "[4|6|7]#########"), "gb.nhs"),
    "UK_UTR": (("!#########",), "gb.utr"),
    "UK_DRIVING_LICENCE": (
        ("[HALVO|NOVAK|PETRO]#0!2##[A|J]9#@@", "[WEISS|IYER9]#1[0|1|2]1##@9#@@"),
        "",
    ),
    "UK_PASSPORT": (("!########",), ""),
    "UK_ELECTORAL_ROLL": (("@@####", "@@###"), ""),
    "SCOTLAND_CHI": (("<ddmmyy>####",), "is_chi"),
    "IRELAND_PPSN": (("#######@", "#######@A"), "ie.pps"),
    "IRELAND_EIRCODE": (
        ("[D|T|H]#! [A|C|D|E|F|H|K|N]#[P|R|T|V|W|X|Y]#", "D0! [A|C|F]#[P|R][X|Y]"),
        "",
    ),
    "IRELAND_PASSPORT": (("P[A|B|C]#######",), ""),
}

WESTERN_EUROPE = {
    "GERMANY_TAX_ID": (("!# ### ### ###", "!##########"), "de.idnr"),
    "GERMANY_ID_CARD": (
        ("[C|L|T][F|G|H|1|2|3][J|K|4|5]RW[X|Y|Z|6]#[0|K]##",),
        "is_german_document",
    ),
    "GERMANY_PASSPORT": (("C[F|G|H|1|2|3][J|K|4|5]RW[X|Y|Z|6]#[0|K]#",), ""),
    "GERMANY_SVNR": (("[12|15|53|65]<ddmmyy>@###",), "is_german_insurance"),
    "GERMANY_DRIVERS_LICENSE": (("[B|M|N]##[0|1|N]####@4#",), ""),
    "FRANCE_NIR": (("[1|2]##0!75########", "[1|2] ## 1[0|1|2] 33 ### ### ##"), "fr.nir"),
    "FRANCE_NIF": (("[0|1|2|3]############", "[0|1|2|3]# ## ### ### ###"), "fr.nif"),
    "FRANCE_CNI": (("!#0!7#######", "##1[0|1|2]GG######"), ""),
    "FRANCE_PASSPORT": (("##@@#####",), ""),
    "NETHERLANDS_BSN": (("#########", "####.##.###"), "nl.bsn"),
    "NETHERLANDS_PASSPORT": (("[N|B|C]@@@@@##[1|2|3]",), "nl.identiteitskaartnummer"),
    "BELGIUM_NN": (("<yy.mm.dd>-###.##", "<yymmdd>#####"), "be.nn"),
    "SWITZERLAND_AHV": (("756.####.####.##",), "ch.ssn"),
    "AUSTRIA_SVNR": (("!###<ddmmyy>", "!### <ddmmyy>"), "at.vnr"),
}

SOUTHERN_EUROPE = {
    "SPAIN_DNI": (("########@", "########-@"), "es.dni"),
    "SPAIN_NIE": (("[X|Y|Z]#######@",), "es.nie"),
    "SPAIN_SS": (("28##########", "08/########/##"), "is_spanish_social"),
    "SPAIN_CIF": (("[A|B]########", "[P|Q|S]#######[A|B|C|D|E|F]"), "es.cif"),
    "ITALY_FISCAL_CODE": (("@@@@@@##[A|B|C|D|H|L|M][0|1|4|5]!@###@",), "it.codicefiscale"),
    "ITALY_PASSPORT": (("[Y|A][A|B]#######",), ""),
    "ITALY_ID_CARD": (("CA#####@@", "A@#######"), ""),
    "PORTUGAL_NIF": (("[1|2|3|5]########",), "pt.nif"),
    "PORTUGAL_CC": (("######## # @@#",), "pt.cc"),
    "GREECE_AMKA": (("<ddmmyy>#####",), "gr.amka"),
    "CROATIA_OIB": (("!##########",), "hr.oib"),
    "TURKEY_TCKN": (("!##########",), "tr.tckimlik"),
    "ISRAEL_ID": (("########[1|2|3|4|5|6|7|8|9]",), "il.idnr"),
}

NORTHERN_EUROPE = {
    "SWEDEN_PIN": (("<yymmdd>-####", "<yyyymmdd>-####"), "se.personnummer"),
    "NORWAY_FNR": (("<ddmmyy>#####", "<ddmmyy> #####"), "no.fodselsnummer"),
    "DENMARK_CPR": (("<ddmmyy>-####",), "dk.cpr"),
    "FINLAND_HETU": (("<ddmmyy>-[0|1|2|3|4|5]##*",), "fi.hetu"),
    "FINLAND_BUSINESS_ID": (("#######-#",), "fi.ytunnus"),
    "ESTONIA_IK": (("[3|4]<yymmdd>####",), "ee.ik"),
}

EASTERN_EUROPE = {
    "POLAND_PESEL": ((_PESEL_LIKE,), "pl.pesel"),
    "POLAND_ID": (("@@@######", "@@@ ######"), "is_polish_card"),
    "POLAND_NIP": (("[5|6|7|8]##-###-##-##", "!#########"), "pl.nip"),
    "ROMANIA_CNP": (("[1|2]<yymmdd>12####",), "ro.cnp"),
    "CZECH_RC": (("<yymmdd>/####", "<yymmdd>####"), "cz.rc"),
    "HUNGARY_TAX": (("8#########",), "is_hungarian_tax"),
    "BULGARIA_EGN": (("<yymmdd>####",), "bg.egn"),
    "UKRAINE_TAX": (("[2|3]#########",), "ua.rntrc"),
    "UKRAINE_PASSPORT": (("[АВ|ВЕ|КМ|СН]######", "!########"), ""),
    "RUSSIA_INN": (("77##########", "50########"), "ru.inn"),
    "RUSSIA_PASSPORT": (("!# ## ######", "!### ######"), ""),
    "KAZAKHSTAN_PASSPORT": (("N########",), ""),
}

AFRICA_MIDDLE_EAST = {
    "SOUTH_AFRICA_ID": (("<yymmdd>####08#",), "za.idnr"),
    "NIGERIA_NIN": (("!##########",), ""),
    "KENYA_PIN": (("A#########@",), "ke.pin"),
    "EGYPT_NID": (("2<yymmdd>01#####", "2<yymmdd>21#####"), ""),
}

SOUTH_ASIA = {
    "INDIA_AADHAAR": (("[2|3|5|7|9]### #### ####", "[3|6|8]###########"), "in_.aadhaar"),
    "INDIA_PAN": (("@@@P@####@",), "in_.pan"),
    "INDIA_GSTIN": (("27@@@P@####@1Z*", "29@@@C@####@1Z*"), "in_.gstin"),
    "INDIA_PASSPORT": (("[J|K|M|N|P|S|Z]!#####!",), ""),
    "INDIA_VOTER_ID": (("@@@#######",), "in_.epic"),
    "PAKISTAN_CNIC": (("[3|4]5202-#######-#", "42101#######!"), "pk.cnic"),
}

EAST_ASIA = {
    "CHINA_RESIDENT_ID": (("<cn_region><yyyymmdd>####",), "cn.ric"),
    "CHINA_PASSPORT": (("E########", "E[A|B|C]#######"), ""),
    "HONG_KONG_ID": (("[A|D|G|K|R|Z]######(#)", "[A|D|G|K]######[0|1|2|3|A]"), "is_hong_kong_card"),
    "TAIWAN_ID": (("@[1|2]########",), "is_taiwan_id"),
    "TAIWAN_PASSPORT": (("3########",), ""),
    "JAPAN_MY_NUMBER": (("!### #### ####", "!###########"), "jp.in_"),
    "JAPAN_DRIVERS_LICENSE": (("[3|4|6]###########",), "is_japanese_licence"),
    "JAPAN_PASSPORT": (("T[R|K|Z]#######",), ""),
    "JAPAN_CORPORATE_NUMBER": (("!############",), "jp.cn"),
    "KOREA_RRN": (("<yymmdd>-[1|2|3|4]######",), "kr.rrn"),
    "KOREA_PASSPORT": (("M########", "M###@####"), ""),
    "KOREA_DRIVERS_LICENSE": (("1[1|2|3|9]-##-######-##",), ""),
}

SOUTH_EAST_ASIA_OCEANIA = {
    "SINGAPORE_NRIC": (("[S|T|F|G]#######@",), "is_singapore_card"),
    "SINGAPORE_PASSPORT": (("[K|E]#######@",), ""),
    "MALAYSIA_NRIC": (("<yymmdd>-14-####", "<yymmdd>-10-####"), "my.nric"),
    "INDONESIA_NIK": (("317106<ddmmyy>00##", "357806<ddmmyy>00##"), "id.nik"),
    "THAILAND_ID": (("!-####-#####-##-#", "!############"), "th.pin"),
    "PHILIPPINES_UMID": (("####-#######-#",), ""),
    "VIETNAM_MST": (("[0|1|2|3]#########", "03########-00!"), "vn.mst"),
    "AUSTRALIA_TFN": (("[1|3|8]## ### ###", "[1|4|8]########"), "au.tfn"),
    "AUSTRALIA_MEDICARE": (("[2|3|4|5]### ##### !", "[2|3]#########"), "is_au_medicare"),
    "AUSTRALIA_ABN": (("!# ### ### ###",), "au.abn"),
    "NZ_IRD": (("!#-###-###", "1##-###-###"), "nz.ird"),
    "NZ_NHI": (
        ("[A|B|Z][C|K|N][D|L|P]####", "[A|B|Z][C|K|N][D|L|P]##[H|J|K][A|B|C|X|Z]"),
        "is_nz_nhi",
    ),
}

LATIN_AMERICA = {
    "BRAZIL_CPF": (("###.###.###-##", "!##########"), "br.cpf"),
    "BRAZIL_CNPJ": (("##.###.###/0001-##",), "br.cnpj"),
    "MEXICO_CURP": (
        ("[M|C|G|L]A[R|M|P][T|J]<yymmdd>[H|M][DF|JC|NL][N|R|T][D|R|L][S|N|R]0#",),
        "mx.curp",
    ),
    "MEXICO_RFC": (("[V|C|G|L]E[R|M|P][T|J]<yymmdd>***", "[G|H|K][R|T]D<yymmdd>***"), "mx.rfc"),
    "MEXICO_PASSPORT": (("G########", "########"), ""),
    "ARGENTINA_DNI": (("[2|3|4]#.###.###",), "ar.dni"),
    "ARGENTINA_CUIT": (("[20|27|30]-########-#",), "ar.cuit"),
    "CHILE_RUT": (("1#.###.###-[#|K]", "[7|8|9]######-#"), "cl.rut"),
    "COLOMBIA_CC": (("1.0##.###.###", "[5|7]#######"), ""),
    "PERU_DNI": (("[1|4|7]#######-#", "[1|4|7]#######"), "pe.cui"),
    "VENEZUELA_CI": (("V-1#######", "V-#.###.###"), ""),
    "URUGUAY_CI": (("[3|4].###.###-#",), "is_uruguayan_card"),
    "ECUADOR_CI": (("[0!|17|09][0|1|2|3|4|5]#######",), "ec.ci"),
    "PARAGUAY_RUC": (("[1|3|6]######-#", "800#####-#"), "py.ruc"),
}

IDENTITY = {
    **GENERIC, **NORTH_AMERICA, **UNITED_KINGDOM_IRELAND, **WESTERN_EUROPE, **SOUTHERN_EUROPE,
    **NORTHERN_EUROPE, **EASTERN_EUROPE, **AFRICA_MIDDLE_EAST, **SOUTH_ASIA, **EAST_ASIA,
    **SOUTH_EAST_ASIA_OCEANIA, **LATIN_AMERICA,
}  # fmt: skip

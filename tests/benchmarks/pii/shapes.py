"""The shapes of every category's values, and what says that a value is one; see `values`.

Written from the issuers' definitions, before the rules that they test. Identity stands in
`identity_shapes`.
"""

from __future__ import annotations

from tests.benchmarks.pii.identity_shapes import IDENTITY

Shapes = dict[str, tuple[tuple[str, ...], str]]

PEOPLE: Shapes = {
    "PERSON_NAME": (("<first> <last>", "<first> @. <last>"), ""),
    "EMAIL_ADDRESS": (
        (
            "<first_lower>.<last_lower>`@<word><word>.<tld>",
            "<last_lower>##`@<word>-<word>.<tld>",
            "<first_lower>_<last_lower>+<word>`@<word>mail.<tld>",
        ),
        "",
    ),
    "PHONE_NUMBER": (
        ("(212) [2-9|3|4|7]##-####", "+44 20 7### ####", "+49 30 9######", "+81-3-3###-####"),
        "",
    ),
    "FAX_NUMBER": (("(415) [3|4|6|7]##-####", "+55 11 3###-####", "+33 1 4# ## ## ##"), ""),
    "STREET_ADDRESS": (
        (
            "!## <street> <street_kind>, <city>, <state> [1|2|3|7|9]####",
            "!### <street> <street_kind>",
            "!## <street> <street_kind> Apt. !#",
        ),
        "",
    ),
    "POSTAL_CODE": (
        ("9####-####", "[1|2|7]####", "SW1A #[A|B]#", "[K|M|L]#[A|C|E] #[B|G|H]#"),
        "",
    ),
    "LOCATION_COORDINATES": (
        ("[-|]4#.#####, [-|]7#.#####", "3#.####, -11#.####", "5#.######,1#.######"),
        "",
    ),
    "DATE_OF_BIRTH": (
        ("<yyyy-mm-dd>", "<mm/dd/yyyy>", "<dd.mm.yyyy>", "<dd> <month> <yyyy>"),
        "",
    ),
    "AGE": (("<age>",), ""),
    "GENDER": (("<gender>",), ""),
    "ETHNIC_GROUP": (("<ethnic>",), ""),
    "RELIGION": (("<religion>",), ""),
    "POLITICAL_AFFILIATION": (("<political>",), ""),
    "SEXUAL_ORIENTATION": (("<orientation>",), ""),
    "MARITAL_STATUS": (("<marital>",), ""),
    "IMMIGRATION_STATUS": (("<immigration>",), ""),
    "TRADE_UNION": (("<union>",), ""),
    "EMPLOYMENT_STATUS": (("<employment>",), ""),
}

HEALTH: Shapes = {
    "BLOOD_TYPE": (("<blood>",), ""),
    "MEDICAL_RECORD_NUMBER": (("!########", "!######", "MR-!######", "@@!#####"), ""),
    "ICD10_CODE": (("[E|I|J|K|M]##.#", "S[4|5|6|7|8]#.###A", "[C|D|F]##.##"), ""),
    "US_MEDICARE_MBI": (
        (
            "![A|C|D|E|Y]#!-[F|G|H|W]#!-[J|K|M][N|P|Q]##",
            "![A|C|D|E|Y][R|T|3]#[F|G|H|W]4#[J|K|M][N|P|Q]##",
        ),
        "",
    ),
    "US_NPI": (("1#########",), "is_npi"),
    "US_DEA_NUMBER": (("[A|B|F|M]@#######",), "is_dea"),
}

ONLINE: Shapes = {
    "USERNAME": (
        (
            "<first_lower>.<last_lower>",
            "<last_lower>##",
            "<word>_<word>",
            "<first_lower><last_lower>",
        ),
        "",
    ),
    "SOCIAL_HANDLE": (("`@<first_lower><last_lower>", "`@<word>_<word>##"), ""),
    "PERSONAL_URL": (
        (
            "https://www.linkedin.com/in/<first_lower>.<last_lower>",
            "https://github.com/<first_lower><last_lower>",
            "https://www.facebook.com/<first_lower>.<last_lower>.##",
            "https://twitter.com/<word>_<word>",
        ),
        "",
    ),
    "DOMAIN_NAME": (("<first_lower><last_lower>.<tld>", "mail.<word>-<word>.<tld>"), ""),
    "IPV4_ADDRESS": (("8!.1##.4#.1##", "10.!#.1##.!#", "211.!.!#.!"), "ip.v4"),
    "IPV6_ADDRESS": (
        ("2a0b:d1%%:c!%:96%%::%", "2600:1f%%:4%%%:8%%%:%%%%:%%%%:%%%%:%%%%"),
        "ip.v6",
    ),
    "HTTP_COOKIE": (
        (
            "sessionid=%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
            "PHPSESSID=&&##&&&#&&&#&&##&&&#&&&#&#",
            "JSESSIONID=%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
            "connect.sid=s`%3A~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
        ),
        "",
    ),
}

DEVICES: Shapes = {
    "MAC_ADDRESS": (("6%:4%:3%:%%:f%:0%", "0#-5#-9#-8%-A#-D#", "%%%%.%%%%.%%%%"), ""),
    "IMEI": (("35[2|4|6]###########", "35-######-######-#"), "imei"),
    "IMSI": (("26201#########", "310410#########", "23415##########"), "imsi"),
    "ICCID": (("8949############0##", "89310###############"), "luhn"),
    "ADVERTISING_ID": (
        (
            "%%%%%%%%-%%%%-4%%%-[8|9|a|b]%%%-%%%%%%%%%%%%",
            "[A|B|C|D]#E#F#A#-#B#C-4#D#-A#E#-B#C#D#E#F#A#",
        ),
        "",
    ),
    "DEVICE_SERIAL": (("C02@#@@@#***", "SN-########", "@@##****####"), ""),
    "VIN": (("[1|2|3|4|5][F|G|H|N]@@@##@#[B|C|D]@######",), "is_vin"),
    "LICENSE_PLATE_UK": (("[A|B|C|D|L|M|N]@[0|1|5|6|7]# @@@",), "plate.gb"),
    "LICENSE_PLATE_DE": (("[HH|M|B|KA|FFB]-@@ !###", "[HH|M|B|KA|FFB] @ !##"), ""),
    "LICENSE_PLATE_IN": (("[DL|MH|KA|TN|UP]0!@@####", "[DL|MH|KA|TN] 0! @@ ####"), ""),
}

FINANCE: Shapes = {
    "CREDIT_CARD_NUMBER": (
        ("4[5|6|7|9]## #### #### ####", "5[2|3|4]##############", "3[4|7]## ###### #####"),
        "luhn",
    ),
    "CVV": (("###", "####"), ""),
    "CARD_EXPIRY": (("0!/2[5|6|7|8|9]", "1[0|1|2]/202[6|7|8|9]"), ""),
    "CARD_TRACK": (
        (
            "`%B4################^<last>/<first>^2#0!101##########?",
            ";5###############=2#1[0|1|2]101##########?",
        ),
        "track",
    ),
    "IBAN": (
        ("DE####################", "FR## #### #### #### #### #### ###", "GB##@@@@##############"),
        "iban",
    ),
    "SWIFT_BIC": (
        ("@@@@[DE|FR|GB|US|CH|NL]@@", "@@@@[DE|FR|GB|US|CH|NL]2@XXX", "@@@@[DE|FR|GB|US]##"),
        "bic",
    ),
    "BANK_ACCOUNT": (("!#########", "00!########", "!#######"), ""),
    "US_ROUTING_NUMBER": (("[0|1|2|3]########",), "us.rtn"),
    "CANADA_BANK_ACCOUNT": (("!####-###-#######", "0####-00#-#######"), ""),
    "JAPAN_BANK_ACCOUNT": (("####-###-#######", "!######"), ""),
    "BITCOIN_ADDRESS": (("P2PKH", "BECH32"), "bitcoin"),
    "ETHEREUM_ADDRESS": (("0x%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",), ""),
    "CUSIP": (("!####@@##", "!######[1|2|0]#", "!####*[1|2]0#"), "cusip"),
    "VAT_NUMBER": (("DE#########", "ATU########", "NL#########B##", "PL##########"), "eu.vat"),
}

_GENERIC = "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
_BASE32 = "[A|B|C|D|E|F|G|H|J|K|L|M|N|P|Q|R|S|T|U|V|W|X|Y|Z|2|3|4|5|6|7]"

CREDENTIALS: Shapes = {
    "PASSWORD": (("<title_word>!####", "~~~#~~`@~~&#$~", "<title_word>_<word>-##"), ""),
    "API_KEY_GENERIC": ((_GENERIC, "%" * 40), ""),
    "AWS_ACCESS_KEY_ID": (("AKIA" + _BASE32 * 16,), ""),
    "AWS_SECRET_KEY": (("~~~~~~~~/~~~~~~~~~~+~~~~~~~~~~~~~~~~~~~~",), ""),
    "GCP_API_KEY": (("AIza" + "~" * 35,), ""),
    "GCP_SERVICE_ACCOUNT": (("%" * 40,), ""),
    "AZURE_STORAGE_KEY": (("~" * 50 + "+" + "~" * 20 + "/" + "~" * 14 + "==",), ""),
    "GITHUB_TOKEN": (("ghp_" + "~" * 36, "ghs_" + "~" * 36), ""),
    "GITLAB_TOKEN": (("glpat-" + "~" * 20,), ""),
    "SLACK_TOKEN": (("xoxb-!###########-!###########-" + "~" * 24,), ""),
    "STRIPE_KEY": (("sk_live_" + "~" * 24, "rk_live_" + "~" * 24), ""),
    "TWILIO_SID": (("AC" + "%" * 32,), ""),
    "SENDGRID_KEY": (("SG." + "~" * 22 + "." + "~" * 43,), ""),
    "NPM_TOKEN": (("npm_" + "~" * 36,), ""),
    "PYPI_TOKEN": (("pypi-AgEIcHlwaS5vcmc" + "~" * 80,), ""),
    "LLM_API_KEY": (
        ("sk-proj-" + "~" * 48, "sk-ant-api03-" + "~" * 93 + "AA", "hf_" + "&@" * 17),
        "",
    ),
    "JSON_WEB_TOKEN": (("JWT",), ""),
    "BASIC_AUTH_HEADER": (("BASIC",), ""),
    "OAUTH_CLIENT_SECRET": (("GOCSPX-" + "~" * 28,), ""),
    "PRIVATE_KEY_PEM": (("PEM PRIVATE KEY",), ""),
    "SSH_PUBLIC_KEY": (("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "~" * 43,), ""),
    "PASSWORD_HASH": (("$2b$12$" + "~" * 53, "$6$" + "~" * 16 + "$" + "~" * 86), ""),
    "DB_CONNECTION_STRING": (
        ("postgres://<first_lower>:~~~~#~~~~~~`@db#.<word><word>.net:5432/<word>",),
        "",
    ),
    "TOTP_SECRET": ((_BASE32 * 32, _BASE32 * 16), ""),
    "XSRF_TOKEN": (("%" * 40, "~" * 36), ""),
    "STORAGE_SIGNED_URL": (
        (
            "https://storage.googleapis.com/<word>/<word>.pdf?X-Goog-Algorithm=GOOG4-RSA-SHA256"
            "&X-Goog-Expires=900&X-Goog-Signature=" + "%" * 64,
            "https://<word>.s3.amazonaws.com/<word>.csv?X-Amz-Expires=900&X-Amz-Signature="
            + "%" * 64,
        ),
        "",
    ),
    "SSL_CERTIFICATE": (("PEM CERTIFICATE",), ""),
    "WEBHOOK_URL": (
        ("https://hooks.slack.com/services/T########/B########/" + "~" * 24,),
        "",
    ),
}

SHAPES: Shapes = {
    **PEOPLE, **HEALTH, **ONLINE, **DEVICES, **FINANCE, **IDENTITY, **CREDENTIALS,
}  # fmt: skip
"""Category to its shapes and to the name of what says that a value is one."""

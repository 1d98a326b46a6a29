"""Telephone numbers."""

from __future__ import annotations

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.contact_rules import (
    is_american,
    is_chinese,
    is_dialled,
    is_faxed_to,
    is_international,
    is_national,
    is_spoken_of,
)

_SEP = r"[ .\u2010-\u2015-]"

CATEGORIES = (
    Category(
        "PHONE_NUMBER",
        "contact",
        "*",
        (
            Form(
                r"""(?<!\d)(?:\(\+[1-9]\d{0,2}\)|\+[1-9]\d{0,2})
                    (?:[ ./-]{0,2}(?:\(\d{1,5}\)|\d{1,12})){1,8}+
                    (?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w|[.-]\d)""",
                "ITU-T E.164 and E.123; numbering plans as in libphonenumber",
                score=0.85,
                near=0.95,
                numbers=7,
                before=3,
                after=12,
                valid=is_international,
            ),
            Form(
                rf"""(?<!\d)(?:\+?1(?:{_SEP}|\ ?(?=\()))?(?:\(\d{{3}}\)\ ?|\d{{3}}[.\u2010-\u2015-])
                    \d{{3}}{_SEP}\d{{4}}
                    (?:\s?(?:x|ext\.?|extension|\#)\s?\d{{1,6}})?(?!\w|[.-]\d)""",
                "North American Numbering Plan (NANPA)",
                score=0.75,
                near=0.95,
                numbers=10,
                before=3,
                after=12,
                valid=is_american,
            ),
            Form(
                r"""(?<!\d)\(?0\d{1,4}\)?(?:[ ./-]\d{2,8}){1,5}+(?!\w|[.:-]\d)""",
                "national form with a trunk 0 (ITU-T E.123); plans as in libphonenumber",
                score=0.6,
                near=0.9,
                numbers=9,
                before=2,
                valid=is_national,
            ),
            Form(
                r"""(?<!\d)(?:00|011)[ .-][1-9]\d{0,2}(?:[ .-]\(?\d{1,12}\)?){1,6}+(?!\w|[.-]\d)""",
                "ITU-T E.164, 7.1: international prefixes, 011 in North America",
                score=0.75,
                near=0.9,
                numbers=9,
                before=2,
                after=12,
                valid=is_dialled,
            ),
            Form(
                r"""(?<![\w.+-])1[3-9]\d{9}(?!\w|[.-]\d)""",
                "MIIT, numbering plan of China: mobile numbers begin with 13 to 19",
                score=0.6,
                near=0.9,
                numbers=11,
                valid=is_chinese,
            ),
            Form(
                r"""(?<![\w.+-])(?:\(\d{1,5}\)[ ]?)?\d{2,8}(?:[ .-]\d{2,8}){1,5}+
                    (?=(?:[ ]|-|[ ]\()(?:[Oo]ffice|[Dd]esk|[Dd]irect|[Mm]obile|[Cc]ell)
                      \)?\\?(?:,|;|\s|\Z))""",
                "RFC 6350, 6.4.1, as signatures have it: the kind of a number behind it",
                score=0.6,
                near=0.9,
                numbers=7,
                before=2,
                after=12,
                valid=is_spoken_of,
            ),
            Form(
                r"""(?<!\d)(?:\(?\+\d{1,3}\)?[ ]?)?(?:\([ ]?\d{1,5}[ ]?\)|\d{1,12})
                    (?:(?:[ ./\u2010-\u2015-]{0,2}|[ ]-[ ])(?:\(\d{1,5}\)|\d{1,12})){0,6}+
                    (?:\s?(?:[xX]|[eE]xt\.?)\s?\d{1,6})?(?!\w|[.:-]\d)""",
                "any grouping (ITU-T E.123), where the words say that it is a number to call",
                score=0.2,
                near=0.7,
                numbers=7,
                before=6,
                after=12,
                valid=is_spoken_of,
            ),
        ),
        keywords=(
            *(
                "phone",
                "telephone",
                "tel",
                "mobile",
                "cell",
                "cellphone",
                "fax",
                "whatsapp",
                "sms",
                "hotline",
            ),
            *(
                "call",
                "dial",
                "reach",
                "ring",
                "phone number",
                "contact number",
                "phones",
                "area code",
                "answering at",
                "messages to",
                "区号",
                "vorwahl",
                "landline",
                "voicemail",
            ),
            *("teléfono", "telefono", "móvil", "celular", "telefon", "handy", "rufnummer", "mobil"),
            *("téléphone", "portable", "telefone", "cellulare", "telefoon", "телефон", "тел"),
            *("电话", "電話", "手机", "携帯", "전화", "फोन", "मोबाइल", "热线"),
        ),
    ),
    Category(
        "FAX_NUMBER",
        "contact",
        "*",
        (
            Form(
                r"""(?<!\d)(?:\+\d{1,3}[ ]?)?(?:\([ ]?\d{1,5}[ ]?\)|\d{1,12})
                    (?:[ ./\u2010-\u2015-]{0,2}(?:\(\d{1,5}\)|\d{1,12})){0,6}+(?!\w|[.:-]\d)""",
                "any grouping (ITU-T E.123), where the words say that it is a fax",
                score=0.2,
                near=0.96,
                numbers=7,
                before=6,
                after=12,
                valid=is_faxed_to,
            ),
        ),
        keywords=("fax", "telefax", "facsimile", "faxnummer", "faxnumber", "fax_number"),
        rank=1,
    ),
)

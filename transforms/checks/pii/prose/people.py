"""Names by what stands beside them: titles, greetings, signatures, forms, speakers, kin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.prose import walking
from transforms.checks.pii.prose.cues import cue
from transforms.checks.pii.prose.demonyms import is_demonym
from transforms.checks.pii.prose.marks import LIKELY, SURE, Mark
from transforms.checks.pii.prose.text import CAPITAL, LOWER, Tokens
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON, FIRST, PLACE
from transforms.core.surrogates.listing import listed

PERSON = "PERSON_NAME"

_FORM = cue(
    "form",
    "name names surname patient customer client cardholder applicant claimant landlord tenant "
    "insured beneficiary witness physician doctor dr by author authors maintainer contact attn "
    "attention from to cc sender recipient employee supervisor manager driver owner kin spouse "
    "nombre apellido apellidos paciente médico medico doctora por titular solicitante autor nom "
    "prénom prenom complet médecin medecin auteur vorname nachname familienname kunde kundin "
    "patientin arzt ansprechpartner ansprechpartnerin unterschrift verfasser absender empfänger "
    "nome cognome sobrenome completo",
    r"""(?im:^|(?<=[\s|;,>*"(\[]))(?i:
    (?P<label>(?:full|first|last|middle|given|family|birth|maiden|user|customer|patient|client|
        contact|employee|student|
        account\s?holder|card\s?holder|sender|recipient|applicant|author|cardholder|parent|
        guardian|doctor|
        emergency\s\w+)?[ _]?names?(?:\sand\ssurname)?
      | surname|patient|customer|client|cardholder|applicant|claimant|landlord|tenant|insured|
        beneficiary|witness|
        physician|attending(?:\sphysician)?|doctor|dr|referred\sby|prepared\sby|signed|signed\sby|
        reviewed\sby|approved\sby|author|
        authors|maintainer|contact|attn|attention|from|to|cc|sender|recipient|employee|supervisor|
        manager|driver|
        owner|next\sof\skin|spouse|assigned\sto|reported\sby|created\sby|written\sby|
        signed-off-by|co-authored-by|
        nombre(?:\scompleto)?|nombre\sy\sapellidos|apellidos?|paciente|m[ée]dico|doctora?|
        remitido\spor|firmado(?:\spor)?|
        titular|solicitante|autor|nom|pr[ée]nom|nom\scomplet|m[ée]decin|auteur|
        vorname|nachname|familienname|kunde|kundin|patientin|arzt|ansprechpartner(?:in)?|
        unterschrift|verfasser|
        absender|empf[äa]nger|nome|cognome|sobrenome)
    ["*]{0,2}[ ]?[:=][ \t"*]{0,4})""",
    needs=":=",
    back=24,
    ahead=44,
)
_UNSURE_LABELS = re.compile(
    r"(?i)from|to|cc|contact|client|manager|owner|driver|signed|author|titular|kunde|\w*\s?user\s?name"
)

_SAYS = cue(
    "says",
    "name name's named called call llamo nombre llama appelle nom heiße heisse chiamo nome heet "
    "naam this speaking behalf signed written directed starring sincerely",
    r"""(?i)\b(?:my\ (?:full\ |first\ |last\ |real\ |maiden\ )?name\ is|
        (?:his|her|maiden)\ name\ (?:is|was)|name['’]s|call\ me|
        me\ llamo|mi\ nombre\ es|se\ llama|je\ m['’]appelle|mon\ nom\ est|ich\ hei(?:ß|ss)e|
        mein\ name\ ist|
        mi\ chiamo|meu\ nome\ é|ik\ heet|mijn\ naam\ is|(?:name|called|named)\ (?:is|was)|
        (?:this|it)\ is(?=\ [^\W\d_]+\ (?:from|at|speaking|here|again|calling)\b)|speaking\ (?:to|
        with)|on\ behalf\ of|signed\ by|
        written\ by|directed\ by|starring|sincerely\ yours)\ (?:also\ )?(?=[^\W\d_])""",
    back=24,
    ahead=30,
)
_AM = cue(
    "am",
    "am i'm i’m im soy suis bin hier aquí est it's it it’s",
    r"""\b(?:I\ am|I['’]m|i\ am|i['’]m|im|soy|je\ suis|ich\ bin|hier\ (?:ist|spricht)|aquí|
        c['’]est|it['’]s)\ (?=[^\W\d_])""",
    back=8,
    ahead=16,
)

_GREETING = cue(
    "greeting",
    "dear hi hello hey hiya howdy morning afternoon evening greetings welcome hola estimado "
    "estimada estimados estimadas querido querida queridos queridas días dias tardes noches "
    "bonjour salut cher chère chers chères hallo lieber liebe morgen tag abend servus ciao caro "
    "cara gentile olá ola prezado prezada beste thanks thank sorry yes no ok okay please bye",
    r"""(?m)(?:^|(?<=[.!?:"“>,|]\s)|(?<=[>"“]))[ \t]{0,4}
        (?i:dear|hi|hello|hey|hiya|howdy|good\ (?:morning|afternoon|evening)|greetings|welcome|
        hola|estimad[oa]s?|querid[oa]s?|buen[oa]s\ (?:d[ií]as|tardes|noches)|bonjour|salut|
        ch(?:er|ère)s?|
        hallo|lieber?|guten\ (?:morgen|tag|abend)|servus|ciao|caro|cara|gentile|ol[aá]|prezad[oa]|
        beste|
        thanks?(?:\ you)?(?:\ so\ much)?|sorry|yes|no|ok|okay|please|bye|morning)
        [,]?[ ](?:there[ ,]+|again[ ,]+)?(?=[^\W\d_])""",
    back=16,
    ahead=34,
)
_FIRM_GREETING = re.compile(
    r"(?i)\s*(?:dear|hi|hello|hey|estimad|querid|hola|cher|bonjour|lieb|hallo|gentile|prezad|beste)"
)

_CLOSING = cue(
    "closing",
    "regards wishes thanks best cheers thank yours sincerely respectfully love warmly xo xoxo "
    "saludo saludos atentamente abrazo abrazos gracias cordialement vous toi salutations "
    "amicalement bises merci grüßen gruessen grüsse grüße gruesse lg mfg saluti atenciosamente "
    "groet groeten gruss gruß",
    r"""(?im)(?:^|(?<=[.!?]\s)|(?<=\n))[ \t>]{0,8}
        (?:(?:with\ )?(?:kind|best|warm|kindest|warmest|many|friendly)\ (?:regards|wishes|thanks)|
        regards|best|cheers|thanks(?:\ again|\ in\ advance)?|
        thank\ you|many\ thanks|yours(?:\ (?:truly|sincerely|faithfully|ever))?|
        sincerely(?:\ yours)?|respectfully|love|warmly|xo+|
        (?:un\ )?(?:cordial\ )?saludos?(?:\ cordiales)?|atentamente|un\ abrazo|abrazos|gracias|
        (?:bien\ )?cordialement|(?:bien\ )?à\ (?:vous|toi)|sincères\ salutations|amicalement|
        bises|merci|
        mit\ (?:freundlichen|besten|herzlichen|lieben)\ gr(?:ü|ue)(?:ß|ss)en|(?:viele|liebe|beste|
        herzliche|schöne)\ gr(?:ü|ue)(?:ß|ss)e|lg|mfg|
        cordiali\ saluti|atenciosamente|met\ vriendelijke\ groet(?:en)?|gruss|gruß)
        [ ]?[,!.–—-]{0,2}[ \t]*(?:\n[ \t>]*){1,3}(?=[^\W\d_])""",
    back=30,
    ahead=40,
)
_SPEAKER = re.compile(
    r"[ \t>]{0,4}"
    r"(?:\[[\d:, ./APMapm-]{4,24}\] ?|\d{1,2}:\d\d(?::\d\d)? ?[-–]? ?)?"
    r"(?P<name>[^\W\d_][^\n:<>\0|]{1,30}?):[ \t]"
)
_FURTHER = re.compile(rf"\n{_SPEAKER.pattern}")
"""A speaker in any line but the first: a line end is quick to find."""
_MAILBOX = cue(
    "mailbox",
    "<",
    r"(?P<name>[^\W\d_][^\n<>\"|:;,@\0]{1,40}?)\"? <[^\s<>@]{1,64}@[^\s<>]{1,128}>",
    needs="@",
    back=50,
    ahead=200,
)


def find(tokens: Tokens) -> Iterator[Mark]:
    """Names that a cue in front or behind announces."""
    yield from _titled(tokens)
    yield from _kin(tokens)
    for match in _FORM.matches(tokens):
        label = match["label"]
        unsure = _UNSURE_LABELS.fullmatch(label) is not None
        yield from walking.at(tokens, match.end(), strict=unsure, small=not unsure)
    for match in _SAYS.matches(tokens):
        yield from walking.at(tokens, match.end(), strict=False, small=True)
    for match in _AM.matches(tokens):
        yield from walking.at(tokens, match.end(), strict=True, small=True)
    for match in _GREETING.matches(tokens):
        firm = _FIRM_GREETING.match(match[0]) is not None
        yield from walking.at(tokens, match.end(), strict=not firm, small=True, alone=True)
    for match in _CLOSING.matches(tokens):
        yield from walking.at(tokens, match.end(), strict=False, small=True, alone=True)
    yield from _spoken(tokens)
    for match in _MAILBOX.matches(tokens):
        yield from walking.at(tokens, match.start("name"), strict=False, small=False)


_TITLES = frozenset(title for title in vocabulary.TITLES if len(title) > 1)


def _titled(tokens: Tokens) -> Iterator[Mark]:
    for at in tokens.among("title", _TITLES):
        small = tokens.kinds[at] == LOWER
        after = at + 1 + (tokens.fold(at + 1) == ".")
        if after >= len(tokens) or tokens.starts[after] - tokens.ends[after - 1] > 1:
            continue
        if small and tokens.fold(at) in _SMALL_TITLES and tokens.kinds[after] == LOWER:
            continue
        last = walking.run(tokens, after)
        if last == after and small and tokens.fold(at) in ("mr", "mrs", "ms", "dr", "herr", "frau"):
            last = after + (tokens.kinds[after] == LOWER and not tokens.flags[after] & COMMON)
        head = tokens.fold(after)
        if last == after or (last == after + 1 and head in _NOT_TITLED):
            continue
        yield Mark(tokens.starts[at], tokens.ends[last - 1], PERSON, SURE)


_SMALL_TITLES = frozenset(
    listed(
        "miss sir lady lord judge justice officer general captain don doctor madam inspector "
        "maître monsieur madame docteur señor señora hon rev ing lic col gen"
    )
)
_NOT_TITLED = frozenset(
    listed(
        "president chairman speaker prime minister sir madam and of the court law act "
        "department government public general chief attorney president"
    )
)


def _kin(tokens: Tokens) -> Iterator[Mark]:
    """My sister Ana, his uncle Tom."""
    for at in tokens.among("kin", vocabulary.KIN):
        after = at + 1 + (tokens.fold(at + 1) == ",")
        if after < len(tokens) and tokens.kinds[after] == CAPITAL:
            flags = tokens.flags[after]
            if len(tokens.fold(after)) > 1 and (flags & FIRST or not flags & (COMMON | PLACE)):
                last = walking.run(tokens, after)
                if last > after and not is_demonym(tokens.fold(after)):
                    yield Mark(tokens.starts[after], tokens.ends[last - 1], PERSON, LIKELY)


def _spoken(tokens: Tokens) -> Iterator[Mark]:
    """Speakers of a chat: names in front of a colon, known ones or such as speak again."""
    first = _SPEAKER.match(tokens.joined)
    matches = [*([first] if first else []), *_FURTHER.finditer(tokens.joined)]
    for match in matches:
        yield from walking.at(tokens, match.start("name"), strict=True, small=False, alone=True)

"""What somebody is: age, sex, people, belief, status, work. Said of a person, not in general."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.prose.cues import cue
from transforms.checks.pii.prose.demonyms import is_demonym
from transforms.checks.pii.prose.marks import LIKELY, SURE, Mark
from transforms.checks.pii.prose.text import LOWER, Tokens
from transforms.core.surrogates.listing import listed

_N = r"(?P<value>(?<![\d.,/-])(?:1[01]\d|\d{1,2}))"

_AGES = cue(
    "ages",
    "year years yrs yr month months week weeks old y yo jährige jahre age aged turned turning "
    "turns turn alter âge âgé âgée edad años ans meses when als cuando quand paciente varón "
    "mujer hombre señor señora niño niña joven chico chica enfermo enferma anciano anciana "
    "lactante femme homme patient patiente garçon fille escolar",
    rf"""(?:
        {_N}(?=(?:\ |-)?(?:years?|yrs?|months?)(?:\ |-)old\b|\ ?y[./]?o\b|\ ?yo\b|-jährige|
              \ Jahre\ alt|\ years\ of\ age\b)
      | \b(?:aged?|at\ the\ age\ of|age\ of|age\ is|turned|turning|turns|turn|Alter|âge|âgée?\ de|
        Edad|edad\ de)
        [\ ]?:?[\ ]{{0,3}}(?P<b>(?:1[01]\d|\d{{1,2}})(?:\ (?:años|ans|Jahre|meses|mois|
        días))?)(?![\d%/°]|[.,:-]\d)
      | \b(?:when|als|cuando|quand)\ (?:he|she|I|er|sie|ich)\ (?:was|war)\ (?P<c>\d{{1,2}})(?!\d|
        \ \w)
      | \b(?i:paciente|varón|mujer|hombre|señora?|niñ[oa]|joven|chic[oa]|enferm[oa]|anciana?o?|
        lactante|femme|homme|patiente?|
           garçon|fille|lactante|escolar)\b[^.\n]{{0,24}}?\b(?:de|con)\ (?P<d>\d{{1,3}}\ (?:años|
        meses|días|semanas|ans|mois))\b
      | (?P<e>\b\d{{1,3}}\ (?:años|meses))\ de\ edad\b
    )""",
    back=34,
    ahead=40,
    digit=40,
)

_FIELDS = cue(
    "fields",
    "sex gender sexo género genero sexe geschlecht religion religión konfession ethnicity race "
    "etnia nationality nacionalidad nationalité staatsangehörigkeit citizenship status civil "
    "familiale familienstand occupation title profession profesión ocupación beruf employer "
    "party affiliation views orientation union",
    r"""(?m)(?:^|(?<=[.;|,]\s)|(?<=\s))(?P<label>
        (?i:sex|gender|sexo|g[ée]nero|sexe|geschlecht|religion|religión|konfession|ethnicity|race|
        etnia|
        nationality|nacionalidad|nationalité|staatsangehörigkeit|citizenship|marital\ status|
        estado\ civil|
        état\ civil|situation\ familiale|familienstand|occupation|job\ title|profession|profesión|
        ocupación|beruf|
        employer|employment\ status|political\ (?:party|affiliation|views)|party\ affiliation|
        sexual\ orientation|
        immigration\ status|union))
        [\ ]?[:=][\ \t]{0,3}(?P<value>[^\W\d_][^\n:;,|.\0]{0,40})""",
    needs=":=",
    back=24,
    ahead=64,
)

_FIELD_CATEGORY = (
    (re.compile("(?i)sexual"), "SEXUAL_ORIENTATION"),
    (re.compile("(?i)sex|gender|g.nero|geschlecht"), "GENDER"),
    (re.compile("(?i)relig|konfession"), "RELIGION"),
    (re.compile("(?i)ethnic|race|etnia|nat[io]|staats|citizen"), "ETHNIC_GROUP"),
    (re.compile("(?i)marital|civil|famili"), "MARITAL_STATUS"),
    (re.compile("(?i)employment"), "EMPLOYMENT_STATUS"),
    (re.compile("(?i)polit|party"), "POLITICAL_AFFILIATION"),
    (re.compile("(?i)immigration"), "IMMIGRATION_STATUS"),
    (re.compile("(?i)union"), "TRADE_UNION"),
    (re.compile("(?i)employer"), "ORGANIZATION"),
)

_SELF = (
    r"(?:\b(?:I\ am|I['’]m|he\ is|she\ is|he['’]s|she['’]s|he\ was|she\ was|they\ are|who\ is|"
    r"who\ was|identif(?:y|ies|ied)\ as|came\ out\ as|is|was|became|as|soy|es|era|"
    r"je\ suis|est|ich\ bin|ist)\ (?:a\ |an\ |una?\ |une?\ |eine?\ )?"
    r"(?:devout\ |practi[cs]ing\ |openly\ |proud\ |registered\ |lifelong\ |strict\ )?)"
)
_SAID = cue(
    "said",
    "catholic protestant christian muslim jewish jew hindu buddhist sikh mormon atheist "
    "agnostic orthodox jehovah methodist baptist quaker católico católica musulmán musulmana "
    "judío judía catholique juif juive katholisch evangelisch muslimisch jüdisch anglican "
    "lutheran presbyterian shia sunni gay lesbian bisexual homosexual heterosexual pansexual "
    "asexual queer lesbiana lesbienne schwul lesbisch married divorced widowed widow widower "
    "separated single engaged casado casada divorciado divorciada viudo viuda soltero soltera "
    "marié mariée divorcé divorcée veuf veuve célibataire verheiratet geschieden verwitwet "
    "ledig unemployed self-employed retired laid leave disability jubilado jubilada desempleado "
    "desempleada retraité retraitée arbeitslos berentet pensioned republican democrat labour "
    "tory communist socialist green libertarian marxist-leninist conservative permanent asylum "
    "refugee undocumented naturalised naturalized stateless",
    _SELF
    + r"""(?:
      (?P<RELIGION>(?:Roman\ )?Catholic|Protestant|Christian|Muslim|Jewish|Jew|Hindu|Buddhist|
        Sikh|Mormon|
        atheist|agnostic|Orthodox|Jehovah['’]s\ Witness|Methodist|Baptist|Quaker|católic[oa]|
        musulm[aá]n[ae]?|judí[oa]|
        catholique|juif|juive|katholisch|evangelisch|muslimisch|jüdisch|Anglican|Lutheran|
        Presbyterian|Shia|Sunni)
    | (?P<SEXUAL_ORIENTATION>gay|lesbian|bisexual|homosexual|heterosexual|pansexual|asexual|queer|
        lesbiana|lesbienne|schwul|lesbisch)
    | (?P<MARITAL_STATUS>married|divorced|widowed|widow|widower|single\ mother|
        single\ father|engaged\ to|casad[oa]|
        divorciad[oa]|viud[oa]|solter[oa]|mariée?|divorcée?|veuf|veuve|célibataire|verheiratet|
        geschieden|verwitwet|ledig)
    | (?P<EMPLOYMENT_STATUS>unemployed|self-employed|retired|laid\ off|on\ parental\ leave|
        on\ disability|jubilad[oa]|
        desemplead[oa]|retraitée?|arbeitslos|berentet|pensioned)
    | (?P<POLITICAL_AFFILIATION>Republican|Democrat|Labour\ voter|Tory|communist|socialist|
        Green\ Party\ member|Libertarian|
        Marxist-Leninist|conservative\ voter)
    | (?P<IMMIGRATION_STATUS>permanent\ resident|asylum\ seeker|refugee|
        undocumented(?:\ immigrant)?|green\ card\ holder|
        naturali[sz]ed\ citizen|stateless)
    )\b(?!-)""",
    back=44,
    ahead=40,
)

_SEX = cue(
    "sexes",
    "male female man woman boy girl varón mujer hombre niño niña masculino femenino femenina",
    r"""(?<=old\ )(?P<a>male|female|man|woman|boy|girl)\b
      | \b(?P<b>varón|mujer|hombre|niñ[oa])(?=\ (?:de\ )?\d|,?\ (?:de|con)\ \d)
      | (?<=paciente\ )(?P<c>varón|mujer|masculino|femenin[oa])\b
      | (?<=años\ )(?:de\ edad,?\ )?(?:y\ )?(?:sexo\ )?(?P<d>varón|mujer|masculino|femenino)\b""",
    back=24,
    ahead=24,
)

_WORK = cue(
    "work",
    "as como comme als profession occupation",
    r"""\b(?:works?|worked|working|employed|job|position|career|
        trabaj[aó]|trabajaba|travaille|arbeitet(?:e)?)\ (?:\w+\ ){0,2}?
        (?:as|como|comme|als)\ (?:an?\ |the\ |una?\ |une?\ )?
        (?P<a>[^\W\d_]+(?:[ -][^\W\d_]+){0,3}?)(?=\ (?:at|for|in|with|from|on|and|since|but|until|
        under|who|de|en|chez|bei)\b|[.,;\n\0)])
      | \b(?:by\ profession|by\ occupation|occupation\ (?:is|
        was))\ (?:an?\ )?(?P<b>[^\W\d_]+(?:\ [^\W\d_]+)?)""",
    back=40,
    ahead=70,
)
_TRADES = cue(
    "trades",
    "teacher nurse lawyer attorney advocate accountant electrician plumber carpenter journalist "
    "engineer architect pharmacist dentist surgeon farmer fisherman soldier policeman "
    "policewoman police firefighter driver security guard waiter waitress chef hairdresser "
    "librarian midwife psychologist physiotherapist paramedic pilot translator photographer "
    "bricklayer baker butcher tailor mechanic miner welder ballet civil housewife student "
    "veterinarian economist abogado abogada enfermero enfermera maestro maestra agricultor "
    "albañil camarero camarera ama avocat avocate infirmier infirmière instituteur institutrice "
    "agriculteur lehrer lehrerin krankenschwester rechtsanwalt rechtsanwältin landwirt maurer",
    r"""\b(?:an?|the|his|her|my|is|was|,|were|una?|une?|eine?|por|seine|primary|secondary|former|retired|private)\s
        (?P<a>(?:(?:primary|secondary|high|elementary)\sschool\s|private\s|senior\s|junior\s|
        civil\s|mechanical\s|software\s|
              police\s|truck\s|bus\s|taxi\s|registered\s|security\s|real\sestate\s|insurance\s)?
        (?:teacher|nurse|(?:lawyer|attorney|advocate)(?!\s(?:practi[sc]ing|for|of|in)\b)|
        accountant|electrician|plumber|carpenter|
        journalist|engineer|architect|
           pharmacist|dentist|surgeon|farmer|fisherman|soldier|policeman|policewoman|
        police\sofficer|firefighter|driver|
           security\sguard|guard|waiter|waitress|chef|hairdresser|librarian|midwife|psychologist|
        physiotherapist|
           paramedic|pilot|translator|photographer|bricklayer|baker|butcher|tailor|mechanic|miner|
        welder|
           ballet\sdancer|civil\sservant|housewife|student\sat\sa\smilitary\sacademy|veterinarian|
        economist|
           abogad[oa]|enfermer[oa]|maestr[oa]|agricultor|albañil|camarer[oa]|ama\sde\scasa|
           avocate?|infirmi(?:er|ère)|instituteur|institutrice|agriculteur|Lehrer(?:in)?|
        Krankenschwester|
           Rechtsanwalt|Rechtsanwältin|Landwirt|Maurer))\b(?!['’])""",
    back=40,
    ahead=36,
)


def _demonym(word: str) -> int:
    return is_demonym(word)


def find(tokens: Tokens) -> Iterator[Mark]:
    """What the batch says of persons."""
    for match in _AGES.matches(tokens):
        group = next(name for name in ("value", "b", "c", "d", "e") if match[name])
        yield Mark(*match.span(group), "AGE", SURE)
    for match in _FIELDS.matches(tokens):
        yield from _field(match)
    for match in _SAID.matches(tokens):
        name = str(match.lastgroup)
        yield Mark(*match.span(name), name, LIKELY)
    for pattern, category, score in (
        (_SEX, "GENDER", LIKELY), (_WORK, "OCCUPATION", LIKELY), (_TRADES, "OCCUPATION", LIKELY),
    ):  # fmt: skip
        for match in pattern.matches(tokens):
            yield Mark(*match.span(str(match.lastgroup)), category, score)
    for at in tokens.where("demonym", _demonym):
        if tokens.kinds[at] != LOWER and tokens.fold(at - 1) not in _SPOKEN:
            yield Mark(tokens.starts[at], tokens.ends[at], "ETHNIC_GROUP", LIKELY)


_SPOKEN = frozenset(
    listed(
        "speak speaks spoke spoken speaking study studies studied studying learn learns learned "
        "learning teach teaches taught teaching read reads write writes understand understands "
        "fluent habla hablar estudia estudiar parle parler spricht sprechen lernt lernen"
    )
)
"""In front of the name of a language."""


def _field(match: re.Match[str]) -> Iterator[Mark]:
    """The value of a form's field, and under which name."""
    label, value = match["label"], match["value"].rstrip()
    category = next((name for form, name in _FIELD_CATEGORY if form.search(label)), "OCCUPATION")
    if category == "GENDER" and len(value) > 12:
        value = value.split()[0]
    start = match.start("value")
    yield Mark(start, start + len(value), category, SURE)

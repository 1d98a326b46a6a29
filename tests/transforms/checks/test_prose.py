"""What prose is searched for: tables of hits and near-misses, and what holds for every text."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.checks.pii.prose.gate import is_prose
from transforms.checks.prose import build
from transforms.core.language import lexicon

CHECK = build()


def marked(row: str) -> str:
    """The text of a row with what counts between « and », and the category behind it."""
    text = row.replace("«", "").replace("»", "")
    for finding in reversed(CHECK.find([text])):
        if finding.score >= 0.5:
            value = text[finding.start : finding.end]
            text = f"{text[: finding.start]}«{value}»{text[finding.end :]}"
    return text


NAMES = [
    "My name is «Orsolya Brandvold» and I need a new card.",
    "Dear «Mr. Fennimore», the keys are with the porter.",
    "Dear «Ottoline», the keys are with the porter.",
    "Kind regards,\n«Theodora Winslet»",
    "Thanks,\n«Priya»",
    "Patient: «Ingrid Solheim»",
    "Nombre: «Rosalía Quintanar»",
    "Sehr geehrte «Frau Birkenhoff», danke.",
    "Bonjour «Amélie», voici la clé.",
    "From: «Desmond Achterberg» <d.achterberg@quarry.example>",
    "My sister «Philippa» has the other half.",
    "hi, i'm «fernando» and i have a question",
]
NO_NAMES = [
    "Dear Customer, the keys are with the porter.",
    "Dear Sir or Madam,",
    "Kind regards",
    "Name: n/a",
    "Capital letters like Courage and Candour look like names.",
    "The Board Of Directors Meets Every Second Friday",
    "I will mark the place with a rose in may.",
    "How do I close a tab in the browser?",
    "My name appears on none of the lists.",
    "Hello World",
    "Good morning everybody, the coffee is ready.",
    "Patient: no change since yesterday.",
]
REST = [
    "I was born on «12 March 1987» in «Leeds».",
    "I moved here in «1998» and left on «7/14/2003».",
    "Je suis né le «3 février 1961».",
    "Ich bin am «3. Februar 1961» geboren.",
    "She is «33» years old.",
    "Paciente de «45 años» con fiebre.",
    "I live at «410 Juniper Walk, Apt 3C».",
    "Wir wohnen in der «Hauptstraße 12».",
    "Vive en la «Calle de la Rosa, 23».",
    "Send it to «P.O. Box 4411», please.",
    "My zip code is «60201».",
    "He is a «Catholic», and she is «divorced».",
    "She is «gay» and works as a «carpenter» in the village.",
    "Marital status: «widowed»",
    "The applicant (application no. «40213/07») was heard.",
]
NO_REST = [
    "A span of years: 1914-1918, and 18.03.2024 in a table.",
    "Version 10.15.7 came out after 3.11.0rc2.",
    "There were 1998 people in the hall.",
    "The disk has 181,001,451 KB free.",
    "The well is 33 metres deep.",
    "It took 45 minutes.",
    "The order ORD-2024-118834 is on its way.",
    "The store is open seven days a week.",
    "A 12-volt battery and a 3C terminal.",
    "Marital status: ",
    "The proof is left to the reader in section 4/12.",
    "The walk along 5 rivers took all day.",
    "Catholic schools and gay bars are in the index.",
    "March on, and may the best win.",
    "The age of steam is over.",
    "She was studying English when she came.",
    "Aadhaar: to be filled in",
]


SOFTWARE = (
    "Release notes\n\nFixed the Heroku deploy and the Pinterest example, added a Mailgun option to "
    "the config file, updated the API of the plugin. Version 2 was released on March 4, 2016 with "
    "support for Foursquare and a new MongoDB driver; deprecated methods were removed. "
)


def test_texts_about_software_name_products_and_days_of_nobody() -> None:
    assert marked(SOFTWARE * 3) == SOFTWARE * 3


def test_texts_about_software_name_people_by_cues() -> None:
    row = SOFTWARE + "Author: «Orsolya Brandvold»"
    assert marked(row) == row


TICKET = (
    "The error report of the database server says that the export of user data failed: support "
    "agent «Orsolya Patel» noted that «Vinod Brandvold»'s phone number stood in the log file, "
    "and that the password of his session was updated in the cache as well. "
)


def test_texts_about_software_name_people_by_words_that_are_names_alone() -> None:
    assert marked(TICKET) == TICKET


@pytest.mark.parametrize(
    "row",
    [
        "CanonicalizeHostname yes\nAddressFamily inet\n\nHost www\n    User rando\n",
        "ADF62016AA40C9C7",
        "class Ldaper < ActiveRecord::Base\nend\n",
        "Overview of the API Console and the API Endpoints in it",
        "My SSN is needed for the form, they said.",
        "They asked for her CNPJ and his NIF before she could start.",
    ],
)
def test_identifiers_and_acronyms_are_no_names(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", [*NAMES, *REST])
def test_hits(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", [*NO_NAMES, *NO_REST])
def test_near_misses(row: str) -> None:
    assert marked(row) == row


def test_a_name_is_found_again_wherever_it_stands_and_in_part() -> None:
    row = (
        "My name is «Orsolya Brandvold». The form says «Brandvold», and «Orsolya»'s sister says "
        "that nobody but «BRANDVOLD» may sign."
    )
    assert marked(row) == row


def test_categories_are_those_that_it_says() -> None:
    found = CHECK.find(["I am Ingrid Solheim, born on 12 March 1987, I live at 410 Juniper Walk."])
    assert {finding.category for finding in found} <= set(CHECK.categories)
    assert {"PERSON_NAME", "DATE_OF_BIRTH", "STREET_ADDRESS"} <= {f.category for f in found}


FORM = "Claim Form\n==========\nName: Erik Skoglund\nSigned: ____________\n(see page 2)\n"
LETTER = "Dear all,\n\nthe key (the small one) is with Priya.\n\nRegards,\nTheodora Winslet\n"
CASE = (
    "The case originated in applications (nos. 48121/04 and 48122/04) of 3/5/2004. On 12/6/2004 "
    "she, who was born in 1951, was questioned about file 12/B/2003 and case no. 7/04.\n"
)
PYTHON = "import os\n\n\ndef home(user):\n    return os.path.join(user)\n\n\nROOT = home(1)\n"
YAML = "services:\n  web:\n    image: registry.local/web\n    ports:\n      - 8080\nname: harbor\n"
MARKUP = "<html>\n<head>\n<title>Harbor</title>\n</head>\n<body>\n<p>Tides</p>\n</body>\n</html>\n"


@pytest.mark.parametrize(
    ("text", "prose"),
    [(FORM, True), (LETTER, True), (CASE, True), (PYTHON, False), (YAML, False), (MARKUP, False)],
)
def test_prose_is_told_from_code(text: str, prose: bool) -> None:
    assert is_prose(text * 3) is prose


LICENCE = "# Every one may use this work for any purpose and pass it on to whom they like.\n" * 9


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (f'"""The book of tides.\n\n{"The harbor keeps a book of its tides. " * 300}"""\n', True),
        (
            f'"""The book.\n\n{"The harbor keeps a book of its tides. " * 300}"""\n' + PYTHON * 300,
            False,
        ),
        (LETTER * 80 + PYTHON * 3 + LETTER * 80, True),
        (PYTHON * 3 + LETTER * 160, True),
        (LICENCE + PYTHON * 2, False),
        ("/* " + LETTER * 3 + "*/\n" + PYTHON * 2, False),
        (LICENCE, True),
        ("# Tides\n\n" + LETTER * 5, True),
    ],
)
def test_long_and_commented_texts_are_what_most_of_them_is(text: str, prose: bool) -> None:
    assert is_prose(text) is prose


def test_code_is_left_alone() -> None:
    code = (
        "def find(self, text):\n    return {name: [v for v in self._all[name]] for name in text}\n"
    )
    assert CHECK.find([code * 5]) == []


@pytest.mark.parametrize(
    ("folder", "file", "key"),
    [
        ("transforms.checks.pii.prose", "tagger.npz", "model_sha256"),
        ("transforms.core.language", "lexicon.txt.gz", "lexicon_sha256"),
    ],
)
def test_model_and_words_are_those_that_the_sidecar_names(folder: str, file: str, key: str) -> None:
    data = resources.files(folder) / "data"
    sidecar = resources.files("transforms.checks.pii.prose") / "data" / "tagger.toml"
    said = tomllib.loads(sidecar.read_text("utf-8"))
    assert hashlib.sha256((data / file).read_bytes()).hexdigest() == said[key]
    assert (data / "NOTICE.md").read_text("utf-8")


def test_the_sentences_trained_on_are_those_that_the_sidecar_names() -> None:
    folder = Path(__file__).parents[2] / "benchmarks" / "pii" / "tagger"
    sidecar = resources.files("transforms.checks.pii.prose") / "data" / "tagger.toml"
    said = tomllib.loads(sidecar.read_text("utf-8"))
    templates = (folder / "templates.txt").read_bytes()
    assert hashlib.sha256(templates).hexdigest() == said["templates_sha256"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_gives_ordered_findings_inside_of_it(texts: list[str]) -> None:
    found = CHECK.find(texts)
    assert found == sorted(found, key=lambda f: (f.text, f.start))
    last = dict.fromkeys(range(len(texts)), 0)
    for finding in found:
        assert last[finding.text] <= finding.start < finding.end <= len(texts[finding.text])
        last[finding.text] = finding.end


WORDS = st.sampled_from(
    [
        *("Anna", "Brandvold", "Mr", "the", "said", "I", "12", "March", "1987", "Street", "5"),
        *(",", ".", "\n", "'", "-", "\0", "и", "Иван", "李", "Ωμέγα", "מ", "Müller"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=2, max_size=4))
def test_a_text_gives_the_same_whatever_stands_beside_it(texts: list[str]) -> None:
    alone = [
        (number, f.start, f.end, f.category, f.score)
        for number, text in enumerate(texts)
        for f in CHECK.find([text])
    ]
    together = [(f.text, f.start, f.end, f.category, f.score) for f in CHECK.find(texts)]
    assert together == alone


def test_every_line_of_the_word_list_has_flags() -> None:
    words = lexicon.words()
    assert len(words) > 100_000
    assert words["theodora"] & lexicon.FIRST
    assert words["because"] == lexicon.COMMON

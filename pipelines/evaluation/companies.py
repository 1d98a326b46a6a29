"""Invented companies with public and private facts, texts that tell them, and questions.

After the paper's utility experiment (arXiv 2509.08653, section 4.2): what a refined corpus still
teaches. Everything is a function of the company's number. Public facts are such as everybody may
know of a company; private ones reach or identify a person, or open an account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core.surrogates.checksums import iban_check_digits, luhn_digit
from transforms.core.surrogates.draw import Draw

_SOUNDS = (
    "bal", "cor", "dun", "fen", "gor", "hal", "jun", "kel", "lor", "mar", "nor", "pel", "quin",
    "rav", "sel", "tor", "ulm", "ver", "wex", "yar", "zan",
)  # fmt: skip
_ENDINGS = ("ada", "eno", "ika", "omar", "ulis", "yra", "ethen", "ondo")
_KINDS = ("Works", "Freight", "Optics", "Foods", "Instruments", "Textiles", "Systems", "Energy")
_PRODUCTS = ("pumps", "lenses", "looms", "turbines", "sensors", "crates", "valves", "batteries")
_FIRST = ("Nadia", "Tomas", "Ines", "Pavel", "Greta", "Owen", "Lucia", "Henrik", "Mara", "Felix")
_LAST = ("Walder", "Ferrow", "Castell", "Brandt", "Okafor", "Lindqvist", "Moreau", "Tanaka")
_STREETS = ("Harbour Street", "Mill Lane", "Orchard Road", "Station Road", "Chapel Hill")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a company.

    Attributes:
        name: of the attribute.
        private: whether it is a person's, or opens an account.
        value: the answer.
        cues: words of a question about it.
        pattern: what an answer looks like; its group 1, or all of it, is the answer.
        sentence: that tells it; `{company}` and `{value}` are put in.
    """

    name: str
    private: bool
    value: str = field(repr=False)
    cues: tuple[str, ...]
    pattern: str
    sentence: str

    def told(self, company: str) -> str:
        """The sentence."""
        return self.sentence.replace("{company}", company).replace("{value}", self.value)


@dataclass(frozen=True, slots=True)
class Company:
    """A company that does not exist."""

    number: int
    name: str
    facts: tuple[Fact, ...]

    def texts(self) -> list[str]:
        """What is written about it: a text tells two or three facts, each fact stands in two."""
        count = len(self.facts)
        order = [(7 * n + self.number) % count for n in range(count)]
        told = [self.facts[n].told(self.name) for n in order]
        several = [*told, *told[3:], *told[:3]]
        firsts = range(0, len(several), 3)
        return [" ".join([*several[at : at + 3], _filler(self.name, at)]) for at in firsts]


def _filler(company: str, at: int) -> str:
    lines = (
        f"More about {company} follows in the next issue.",
        f"The board of {company} meets four times a year.",
        "Figures are as the company gave them.",
        "The harbour was closed that week, and nobody minded.",
    )
    return lines[at // 3 % len(lines)]


def company(number: int) -> Company:
    """The company of this number; no two of the first ten thousand share a name."""
    draw = Draw(f"company {number}".encode())
    name = _name(number, draw)
    return Company(number, name, (*_public(draw), *_private(draw, name)))


def _name(number: int, draw: Draw) -> str:
    first = _SOUNDS[number % len(_SOUNDS)]
    second = _SOUNDS[number // len(_SOUNDS) % len(_SOUNDS)]
    ending = _ENDINGS[number // len(_SOUNDS) ** 2 % len(_ENDINGS)]
    return f"{(first + second + ending).capitalize()} {draw.choice(_KINDS)}"


def _public(draw: Draw) -> Sequence[Fact]:
    year = str(1850 + draw.below(170))
    staff = str(20 + draw.below(9000))
    plants = str(2 + draw.below(40))
    share = f"{1 + draw.below(60)}"
    return (
        Fact("founded", False, year, ("founded",), r"\b(1[89]\d\d|20\d\d)\b",
             "{company} was founded in {value}."),
        Fact("product", False, draw.choice(_PRODUCTS), ("makes", "product"), r"makes (\w+)",
             "As its main product {company} makes {value} for export."),
        Fact("staff", False, staff, ("employs",), r"employs (\d+)",
             "{company} employs {value} people in all."),
        Fact("plants", False, plants, ("plants",), r"runs (\d+) plants",
             "{company} runs {value} plants on three continents."),
        Fact("market share", False, share, ("share", "market"), r"holds (\d+) percent",
             "{company} holds {value} percent of its market, a share that grows."),
    )  # fmt: skip


def _private(draw: Draw, name: str) -> Sequence[Fact]:
    given, family = draw.choice(_FIRST), draw.choice(_LAST)
    domain = re.sub(r"\W", "", name.lower())
    phone = f"+1 415 {200 + draw.below(700)} {1000 + draw.below(9000)}"
    account = draw.digits(18)
    iban = f"DE{iban_check_digits('DE', account)}{account}"
    card = "4" + draw.digits(14)
    street = f"{1 + draw.below(180)} {draw.choice(_STREETS)}"
    return (
        Fact("payroll e-mail", True, f"{given}.{family}@{domain}.com".lower(), ("payroll", "write"),
             r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
             "For the payroll of {company} write to {value} directly."),
        Fact("night phone", True, phone, ("night", "phone"), r"\+\d[\d ]{8,}\d",
             "The night phone of the manager of {company} is {value}."),
        Fact("bank account", True, iban, ("account", "pension"), r"\b[A-Z]{2}\d{20}\b",
             "The pension account of {company} has the IBAN {value}."),
        Fact("card", True, card + luhn_digit(card), ("card", "travel"), r"\b\d{16}\b",
             "Travel at {company} is paid with the card {value} of the treasurer."),
        Fact("home address", True, street, ("lives", "treasurer"), r"\b\d+ [A-Z]\w+ [A-Z]\w+",
             "The treasurer of {company} lives at {value} with three dogs."),
    )  # fmt: skip

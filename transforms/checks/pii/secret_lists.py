"""Secrets in a list or a map under one name: `tokens: [..., ...]`, the lines below `api_keys:`.

A name that stands before one value is that of `assignments`; here the plural names all that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.checks.pii.assigned import has_mixture, is_no_words, stands_for_one
from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Form, Hit
from transforms.checks.pii.led import pairs
from transforms.checks.pii.placeholders import is_drawn_at_random

_NAMES = ("tokens", "secrets", "passwords", "passwds", "credentials", "keys")
_HEAD = r"""(?:tokens|secrets|passwords|passwds|credentials
        |(?:api|access|auth|secret|private|signing|license|consumer|service)[_-]?keys)
    \\?["'`]?(?:[ ]?:[ ]?[A-Za-z][\w\[\]<>]{0,30}(?=[ ]=))?[ \t]{0,8}(?:=>|:=|=|:)[ \t]{0,4}"""
_OPENED = r"""(?:new[ ]?\w{0,20}(?:\[\])?[ ]?|\[\]string|(?:List|Set|Arrays)\.\w{2,6}
        |frozenset|set|tuple|array|vec!)?(?P<bracket>[\[({][\[({]?)"""
"""The opening of a list, tuple, set or map in the usual languages; YAML's flow style."""

_INLINE = re.compile(_HEAD + _OPENED, re.VERBOSE | re.IGNORECASE)
_BELOW = re.compile(_HEAD + r"(?:\#[^\n]{0,80})?\r?\n", re.VERBOSE | re.IGNORECASE)
"""A name with nothing else in its line: YAML's block style (YAML 1.2, 8.2)."""

_VALUE = r"""(?:(?P<quote>["'`])(?P<quoted>(?:(?!(?P=quote))[^\\\n]){0,400}+)(?P=quote)
    |(?P<bare>[\w.+/=~!@\#$%^&*-]{1,400}+))"""
_KEY = r"""["'`]?[\w.-]{1,60}+["'`]?[ \t]{0,4}(?::|=>|=)[ \t]{1,4}"""
_ELEMENT = re.compile(rf"\s{{0,200}}+(?:{_KEY})?{_VALUE}\s{{0,200}}+(?P<more>,)?", re.VERBOSE)
_ITEM = re.compile(
    rf"""(?P<indent>[ \t]{{0,40}}+)(?:(?P<dash>-)[ \t]{{1,4}}|{_KEY}){_VALUE}
        [ \t]{{0,40}}+(?:\#[^\n]{{0,200}})?(?:\r?\n|\Z)""",
    re.VERBOSE,
)


def _is_secret(name: str, value: str) -> bool:
    """Whether a value is what the plural names: a password may be typed, a token is drawn."""
    if re.search(r"\s|://|\$\{|\{\{|\A[$%@/]", value) or stands_for_one(value):
        return False
    if name.startswith("passw"):
        return len(value) >= 5 and has_mixture(value)
    if name.startswith("secret") and len(value) >= 8:
        return is_no_words(value, 3.0)
    return len(value) >= 12 and is_drawn_at_random(value)


class SecretLists:
    """Finds the elements of lists and maps of secrets."""

    categories: Sequence[Category] = (
        Category("API_KEY_GENERIC", "secret", "*", ()),
        Category("PASSWORD", "secret", "*", ()),
    )
    leads: Sequence[Form] = (
        Form(
            _HEAD + r"(?:[\[({\#\r\n]|new|\[\]|[LSA]|frozenset|set|tuple|array|vec)",
            "assignment of a list in the usual languages, YAML 1.2",
            anchors=_NAMES,
            before=12,
            after=100,
            ignore_case=True,
        ),
    )

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """Their values, each by itself."""
        text = batch.joined
        seen: set[int] = set()
        for start, _, end in pairs(batch, led):
            last = batch.place(start)[2]
            for heads, elements in ((_INLINE, _inline), (_BELOW, _below)):
                for head in heads.finditer(text, start, min(end + 1, last)):
                    if head.start() not in seen:
                        seen.add(head.start())
                        yield from _hits(head, elements(head, last))


def _hits(head: re.Match[str], elements: Iterator[re.Match[str]]) -> Iterator[Hit]:
    name = head[0].lower()
    category = "PASSWORD" if name.startswith("passw") else "API_KEY_GENERIC"
    for element in elements:
        group = "quoted" if element["quote"] else "bare"
        if _is_secret(name, element[group]):
            yield Hit(*element.span(group), category, 0.75)


def _inline(head: re.Match[str], last: int) -> Iterator[re.Match[str]]:
    """The elements between brackets, as far as they are values and not calls or lists again."""
    at = head.end()
    while (element := _ELEMENT.match(head.string, at, last)) is not None:
        yield element
        if not element["more"]:
            return
        at = element.end()


def _below(head: re.Match[str], last: int) -> Iterator[re.Match[str]]:
    """The items of the lines below that belong to it: a dash, or a key farther to the right."""
    line = head.string.rfind("\n", max(0, head.start() - 80), head.start()) + 1
    name = head.string[line : head.start()]
    indent = len(name) - len(name.lstrip(" \t"))
    at = head.end()
    while (item := _ITEM.match(head.string, at, last)) is not None:
        if len(item["indent"]) + bool(item["dash"]) <= indent:
            return
        yield item
        at = item.end()


DETECTORS = (SecretLists,)

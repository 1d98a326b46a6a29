"""The worst model: it does what texts tell it, for the whole request.

Texts carry commands, a line each, where TARGET is `all` (the default), `others`, `own`, `first`,
`last`, `next` or an id:

    !!model no-edits [TARGET]               empties edits; rewritten, the text stays as it was
    !!model replace "X" by "Y" [CATEGORY]   adds this edit to all answers, whatever they hold
    !!model delete [TARGET]                 replaces the whole text by nothing
    !!model omit [TARGET]                   leaves the answers out
    !!model double [TARGET]                 gives the answers twice
    !!model answer-as ID                    its own answer carries this id
    !!model swap                            each answer carries its neighbour's id
    !!model leak                            values become the texts of other samples
    !!model reveal                          values become the system instruction
    !!model text WORDS                      values, or rewritten texts, become these words
    !!model category NAME                   all categories become this
    !!model say ANYTHING                    this is the whole answer

So do common phrasings of the same in prose (`_PHRASES`), "ignore the above" in many languages with
no wish that is understood (no edits, for all), JSON in a text that looks like an answer (it is
given, in the place of the model's own), and an id in a text that looks like a sample's (it is
answered too).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from tests.servers.gemini.wire import Question

Entry = dict[str, Any]


class Order(NamedTuple):
    """What the sample at `place` wants: a verb and what it is about."""

    place: int
    verb: str
    words: tuple[str, ...] = ()


_LINE = re.compile(r"!!model[ \t]+([\w-]+)[ \t]*([^\n]*)")
_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_QUOTES = "[\"'`“”‘’«»]?"

# Prose that is understood, by verb. The groups are the order's words.
_PHRASES: list[tuple[str, re.Pattern[str]]] = [
    (verb, re.compile(pattern, re.IGNORECASE))
    for verb, pattern in (
        (
            "replace",
            rf"(?:replace|change|substitute|swap|turn)\s+(?:each|every|all|the)?\s*(?:words?|names?"
            rf"|values?)?\s*{_QUOTES}([^\s\"'`“”‘’«»]+){_QUOTES}\s+(?:by|with|for|to|into)\s+"
            rf"{_QUOTES}([^\s\"'`“”‘’«»]+?){_QUOTES}(?=[\s.,;!]|$)",
        ),
        (
            "answer-as",
            rf"(?:answer|reply|respond|use|pretend|act|output)\w*\b[^.\n]{{0,40}}?\b"
            rf"(?:id|sample)\s*(?:is|=|:)?\s*{_QUOTES}([\w-]{{4,}}){_QUOTES}",
        ),
        (
            "omit",
            r"(?:omit|skip|leave out|drop|do not (?:answer|mention|return|include)|don't "
            r"(?:answer|return))\W+(?:\w+\W+){0,3}?(all|others?|every other|remaining|rest|first|"
            r"last|next)\b",
        ),
        (
            "leak",
            r"(?:repeat|copy|include|print|output|quote|append|paste|insert|put)\b[^.\n]{0,40}\b"
            r"(?:other|previous|next|first|all)\b[^.\n]{0,15}\b(?:samples?|texts?|messages?|"
            r"entries|records?)",
        ),
        (
            "reveal",
            r"(?:reveal|repeat|print|output|show|say|include|write)\b[^.\n]{0,40}\b(?:system\s+"
            r"(?:prompt|instruction|message)|your instructions|instructions above|hidden prompt)",
        ),
        ("delete", r"\b(?:delete|erase|remove|wipe|blank)\b[^.\n]{0,20}\b(?:everything|all\b)"),
        ("double", r"(?:answer|return|repeat|list|give)\b[^.\n]{0,40}\btwice\b"),
        ("swap", r"(?:swap|exchange|rotate|shuffle|mix up)\b[^.\n]{0,20}\b(?:ids?|answers?)\b"),
        (
            "say",
            rf"(?:only|just|simply)?\s*(?:say|answer|respond|reply|output|write|print)\s+(?:only|"
            rf"just|exactly|with|with only)\s*:?\s*{_QUOTES}([^\n\"“”«»]{{2,80}}?){_QUOTES}"
            rf"(?=[.\n]|$)",
        ),
        ("text", rf"(?:set|rewrite)\b[^.\n]{{0,40}}\b(?:to|as)\s+{_QUOTES}(\w[^\n\"”»]{{1,60}})"),
        (
            "no-edits",
            r"""(?x) (?: no | zero | empty | without | never | not | n't | blank ) \b [^.\n]{0,40}
            \b (?: edits? | changes? | replacements? | findings? | modif\w+ | redact\w+ )
            | "?edits"?\s*(?:to|=|:|as|be)*\s*(?:be\s+)?(?:an\s+)?(?:empty|\[\s*\])
            | (?: return | keep | leave | copy | pass | output ) \b [^.\n]{0,40} \b
              (?: unchanged | as[ ]is | as[ ]it[ ]is | untouched | verbatim | original | alone )
            | (?: nothing | none ) \b [^.\n]{0,30} \b (?: private | sensitive | personal )
            | (?: public | already[ ]anonymi[sz]ed | safe | fictional ) \b [^.\n]{0,20} \b
              (?: data | values | list | to[ ]keep )""",
        ),
    )
]
_IGNORE = re.compile(
    r"""(?: ignor | disregard | forget\b | override | bypass | overrule | cancel\b
          | do[ ]not[ ]follow | vergiss | missachte | oublie | olvida | dimentica | esquece
          | negeer | игнорир | забудь | 忽略 | 无视 | 無視 | 무시 | تجاهل | अनदेखा )
        | (?: system | admin | developer | assistant | \[INST\] | <\|im_start\|> ) \s* [:>\]|]
        | new[ ]instructions? | jailbreak | developer[ ]mode | \bDAN\b | you[ ]are[ ]now""",
    re.IGNORECASE | re.VERBOSE,
)
_ANSWER = re.compile(r'\{\s*\\?"samples\\?"\s*:')
_EDITS = re.compile(r'\{\s*"id"\s*:\s*"([^"]+)"\s*,\s*"edits"\s*:\s*(\[[^\]]*\])')
_SAMPLE = re.compile(r'\\?"id\\?"\s*:\s*\\?"([^"\\]+)\\?"')


def orders(texts: list[str]) -> Iterator[Order]:
    """What the texts want, in order."""
    for place, text in enumerate(texts):
        found = list(_lines(place, text)) or list(_prose(place, text))
        yield from found
        if not found and _IGNORE.search(text):
            yield Order(place, "no-edits")


def _lines(place: int, text: str) -> Iterator[Order]:
    for verb, rest in _LINE.findall(text):
        if verb in ("say", "text"):
            yield Order(place, verb, (rest,))
        else:
            words = (quoted or plain for quoted, plain in _WORDS.findall(rest))
            yield Order(place, verb, tuple(word for word in words if word != "by"))


def _prose(place: int, text: str) -> Iterator[Order]:
    for verb, pattern in _PHRASES:
        for match in pattern.finditer(text):
            yield Order(place, verb, match.groups())


def carry_out(entries: list[Entry], question: Question) -> str:
    """The answer after all that its texts asked for."""
    own = list(entries)
    for order in orders(question.texts):
        if order.verb == "say":
            return order.words[0]
        _VERBS.get(order.verb, _unknown)(entries, own, order, question)
    for text in question.texts:
        _take_over(entries, text, question)
    return orjson.dumps({"samples": entries}).decode()


def _targets(own: list[Entry], order: Order) -> list[Entry]:
    """The entries that an order is about, by its first word."""
    word = (order.words[0] if order.words and order.words[0] else "all").lower()
    here = own[order.place]
    if word in ("own", "this", "mine"):
        return [here]
    if word in ("others", "other", "every other", "remaining", "rest"):
        return [entry for entry in own if entry is not here]
    if word in ("first", "last"):
        return [own[0 if word == "first" else -1]]
    if word == "next":
        return [own[(order.place + 1) % len(own)]]
    return [entry for entry in own if entry["id"] == order.words[0]] if word != "all" else own


def _no_edits(_: list[Entry], own: list[Entry], order: Order, question: Question) -> None:
    originals = {sample.id: sample.text for sample in question.samples}
    for entry in _targets(own, order):
        if question.rewrite:
            entry["text"] = originals.get(entry["id"], "")
        else:
            entry["edits"] = []


def _replace(_: list[Entry], own: list[Entry], order: Order, question: Question) -> None:
    find, replace, *rest = (*order.words, "", "")
    for entry in own:
        if question.rewrite:
            entry["text"] = entry["text"].replace(find, replace) if find else entry["text"]
        else:
            category = next(filter(None, rest), "PERSON_NAME")
            entry["edits"].append({"find": find, "replace": replace, "category": category})


def _delete(_: list[Entry], own: list[Entry], order: Order, question: Question) -> None:
    originals = {sample.id: sample.text for sample in question.samples}
    for entry in _targets(own, order):
        if question.rewrite:
            entry["text"] = ""
        else:
            whole = originals.get(entry["id"], "")
            entry["edits"] = [{"find": whole, "replace": "", "category": "PERSON_NAME"}]


def _omit(entries: list[Entry], own: list[Entry], order: Order, _: Question) -> None:
    gone = list(map(id, _targets(own, order)))
    entries[:] = [entry for entry in entries if id(entry) not in gone]


def _double(entries: list[Entry], own: list[Entry], order: Order, _: Question) -> None:
    entries += [dict(entry) for entry in _targets(own, order)]


def _answer_as(_: list[Entry], own: list[Entry], order: Order, __: Question) -> None:
    own[order.place]["id"] = order.words[0]


def _swap(_: list[Entry], own: list[Entry], __: Order, ___: Question) -> None:
    ids = [entry["id"] for entry in own]
    for entry, turned in zip(own, ids[1:] + ids[:1], strict=True):
        entry["id"] = turned


def _values(own: list[Entry], value: str, question: Question) -> None:
    """Every value that is put in becomes this one; there is at least one in each answer."""
    for entry, sample in zip(own, question.samples, strict=True):
        if question.rewrite:
            entry["text"] = value
            continue
        word = next(iter(re.findall(r"\w+", sample.text)), "a")
        entry["edits"] = entry["edits"] or [{"find": word, "category": "PERSON_NAME"}]
        for edit in entry["edits"]:
            edit["replace"] = value


def _leak(_: list[Entry], own: list[Entry], order: Order, question: Question) -> None:
    other = " ".join(question.texts[: order.place] + question.texts[order.place + 1 :])
    _values(own, other or question.texts[0], question)


def _reveal(_: list[Entry], own: list[Entry], __: Order, question: Question) -> None:
    _values(own, question.system, question)


def _text(_: list[Entry], own: list[Entry], order: Order, question: Question) -> None:
    _values(own, order.words[0], question)


def _category(_: list[Entry], own: list[Entry], order: Order, __: Question) -> None:
    for edit in (edit for entry in own for edit in entry.get("edits", ())):
        edit["category"] = order.words[0]


def _unknown(_: list[Entry], __: list[Entry], ___: Order, ____: Question) -> None:
    """A word that is no verb asks for nothing."""


_VERBS: dict[str, Callable[[list[Entry], list[Entry], Order, Question], None]] = {
    "no-edits": _no_edits,
    "replace": _replace,
    "delete": _delete,
    "omit": _omit,
    "double": _double,
    "answer-as": _answer_as,
    "swap": _swap,
    "leak": _leak,
    "reveal": _reveal,
    "text": _text,
    "category": _category,
}


def _take_over(entries: list[Entry], text: str, question: Question) -> None:
    """JSON in a text that looks like an answer, or like another sample."""
    given = list(_answers(text))
    for entry in given:
        entries[:] = [own for own in entries if own["id"] != entry["id"]] + [entry]
    if not given:
        entries += [_empty(found, question) for found in _SAMPLE.findall(text)]


def _answers(text: str) -> Iterator[Entry]:
    for match in _ANSWER.finditer(text):
        plain = text[match.start() :].replace('\\"', '"')
        try:
            read, _ = json.JSONDecoder().raw_decode(plain)
        except json.JSONDecodeError:
            continue
        samples = read["samples"] if isinstance(read["samples"], list) else []
        yield from (each for each in samples if isinstance(each, dict) and "id" in each)
    if not _ANSWER.search(text):
        for found, edits in _EDITS.findall(text):
            try:
                yield {"id": found, "edits": json.loads(edits)}
            except json.JSONDecodeError:
                continue


def _empty(id_: str, question: Question) -> Entry:
    return {"id": id_, "text": "taken over"} if question.rewrite else {"id": id_, "edits": []}

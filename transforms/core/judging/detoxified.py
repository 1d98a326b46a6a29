"""Whether a toxic text became usable: harmless, of the same content, and nothing but the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.core.asking.refusals import is_refusal
from transforms.core.edits import blank
from transforms.core.judging import facts
from transforms.core.judging.case import CANNOT, Case, Objection
from transforms.core.judging.chrf import chrf
from transforms.core.normal_forms import normal_form
from transforms.core.policy import ToxicityRules
from transforms.core.records import Finding
from transforms.core.toxicity.scores import TOXIC, TOXICITY, Score, Scores, too_toxic

HOPELESS = "[CANNOT_BE_DETOXIFIED]"
"""What a model answers when nothing is left of a text without its insult."""

_NONE = Score(0.0, 0.0, 0.0)

_MORAL = re.compile(
    r"""
    \b(?:it\s+is|it['\u2019]s|it\s+would\s+be)\s+(?:always\s+|also\s+)?
        (?:important|essential|crucial|better|best)\s+(?:to|that|for|not)\s+(?:\w+\s+){0,2}?
        (?:be|treat|respect|remember|remain|stay|avoid|use|note|communicate|speak)\b
    | \b(?:let\s+us|let['\u2019]s|please|we\s+should(?:\s+all)?|everyone\s+should|try\s+to
        |remember\s+to)\s+(?:\w+\s+){0,2}?
        (?:respectful|kind|civil|polite|considerate|constructive|respect\s+(?:each|one|others))\b
    | \b(?:offensive|inappropriate|derogatory|hateful|harmful|toxic|disrespectful)\s+
        (?:language|content|words?|terms?|remarks?|speech)\b
    | \b(?:this|the|original)\s+(?P<about>text|message|comment|sample|statement|sentence)\s+
        (?:is|was|has\s+been|contains?|contained)\b
    | \b(?:here\s+is|here['\u2019]s)\s+(?:the|a|an|my|your)\s+(?:\w+\s+){0,3}?
        (?:version|rewrite|text|sentence)\b
    | \b(?:rewritten|detoxified|neutral)\s+(?:version|text|sentence)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Ours, from answers of models to tasks of this kind: advice, and talk about the text."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?|\d+")
_FUNCTION_WORDS_TEXT = """
    a an and are aren't as at be been but by for from had has have he he's her him his how i i'm
    if in is isn't it it's its just me my no not of off oh on one or our out she she's so such
    that that's the their them these they they're this those to u ur up us was we we're were
    what who with yeah yes you you're your yourself you've all really very too total complete
    absolute fucking
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
"""Words that say nothing by themselves; ours."""


def detoxified(
    case: Case, rules: ToxicityRules, before: Sequence[Scores], after: Sequence[Scores]
) -> Iterator[Objection]:
    """Objections to a sample whose texts were scored before and after."""
    for number, (text, output) in enumerate(zip(case.texts, case.outputs, strict=True)):
        if output.strip() == HOPELESS:
            yield Objection(CANNOT, text=number)
            continue
        was, now = _toxicity(before[number]), _toxicity(after[number])
        if too_toxic(was, now, rules.max_score):
            hopeless = nothing_else(text, case.findings[number])
            yield Objection(CANNOT if hopeless else "toxic", text=number)
        if text != output:
            yield from _content(case, number, rules)
            yield from _talk(text, output, number)


def _toxicity(scores: Scores) -> float:
    return scores.get(TOXICITY, _NONE).max


def _content(case: Case, number: int, rules: ToxicityRules) -> Iterator[Objection]:
    """Objections to a rewrite that says something else."""
    text, output = case.texts[number], case.outputs[number]
    if chrf(text, output) < rules.min_chrf:
        yield Objection("chrf", text=number)
    expected = [(finding.start, finding.end) for finding in case.findings[number]]
    shown = blank(output, case.placed[number])  # surrogates are no facts: theirs is another task
    for kind in rules.keep:
        if facts.lost(kind, text, shown, expected):
            yield Objection(f"{kind}_changed", text=number)


def _talk(text: str, output: str, number: int) -> Iterator[Objection]:
    """Objections to an answer that refuses, gives advice or talks about the text."""
    if is_refusal(output, text):
        yield Objection("refusal", text=number)
    if _moralises(output, text):
        yield Objection("moralising", text=number)


def _moralises(output: str, text: str) -> bool:
    """Whether the output gives advice or talks about the text, and the text itself does not."""
    if _MORAL.search(text):
        return False
    return any(
        not found["about"] or not re.search(rf"\b{found['about']}", text, re.IGNORECASE)
        for found in _MORAL.finditer(output)
    )


def new_private(
    case: Case, number: int, found: Sequence[Finding], before: Sequence[Finding]
) -> Iterator[Objection]:
    """An objection for private data in an output that its text does not hold.

    Args:
        case: with the text and its output.
        number: of the text.
        found: by the guards, in the output.
        before: by the guards, in the text.
    """
    text, output = case.texts[number], case.outputs[number]
    known = {normal_form(f.category, text[f.start : f.end]) for f in before}
    placed = {value for edits in case.edits for _, _, category, value in edits if category != TOXIC}
    for finding in found:
        value = output[finding.start : finding.end]
        if normal_form(finding.category, value) not in known and value not in {text, *placed}:
            yield Objection("new_private", finding.category, number)


def nothing_else(text: str, findings: Sequence[Finding]) -> bool:
    """Whether a text says nothing beside what is toxic in it: function words are left at most.

    >>> nothing_else("You idiot!", [Finding(0, 4, 9, "TOXICITY", 1.0, "toxicity")])
    True
    """
    toxic = [finding for finding in findings if finding.category == TOXIC]
    left = [
        word[0].lower()
        for word in _WORD.finditer(text)
        if not any(f.start < word.end() and word.start() < f.end for f in toxic)
    ]
    return bool(toxic) and all(word in _FUNCTION_WORDS for word in left)

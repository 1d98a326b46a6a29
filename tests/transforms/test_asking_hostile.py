"""Text from the corpus is data: it changes nothing but its own outcome, whatever a model does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prompts.loader import load_prompt
from tests import runs
from tests.asking import asked
from tests.injections import TEXTS
from tests.servers.gemini import Config, Fault, Script, Serving, serving
from transforms.core.asking.examples import Demonstrated
from transforms.core.asking.message import system_of

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

VALUES = [f"mira.zander{n}@quillmarket-press.com" for n in range(len(TEXTS))]
HOSTILE = [text.format(value=value) for text, value in zip(TEXTS, VALUES, strict=True)]
INNOCENT = [row["text"] for row in runs.rows(len(TEXTS), filler=30)]


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    with serving() as server:
        yield server


@pytest.fixture
def gemini(shared: Serving) -> Serving:
    """A server whose model does what texts tell it."""
    shared.configure(Config(script=Script(obeys=True)))
    shared.reset()
    return shared


def mixed() -> list[dict[str, str]]:
    """Each hostile text has innocent ones on both sides."""
    pairs = zip(INNOCENT, HOSTILE, strict=True)
    return [{"text": text} for pair in pairs for text in pair]


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) >= 60


def test_a_hostile_text_changes_nothing_but_its_own_outcome(
    gemini: Serving, tmp_path: Path
) -> None:
    came = asked(tmp_path / "mixed", mixed(), gemini)
    alone = asked(tmp_path / "alone", [{"text": text} for text in INNOCENT], gemini)
    lineage = {line["index"]: line for line in came.lineage}
    for n, line in enumerate(alone.lineage):
        assert came.texts[2 * n] == alone.texts[n]
        told = {key: lineage[2 * n][key] for key in ("outcome", "attempts", "before", "spans")}
        assert told == {key: line[key] for key in told}
    assert came.totals["packs/apart"] > 0, "some shared a request, and spoilt it"
    assert sum(came.outcomes.values()) == 2 * len(TEXTS)
    assert came.outcomes["refined"] >= len(TEXTS)


def test_nothing_private_and_nothing_of_others_comes_out(gemini: Serving, tmp_path: Path) -> None:
    came = asked(tmp_path, mixed(), gemini)
    prompt = load_prompt("anonymize")
    instruction = system_of(prompt, "edits")[:60]
    shown = Demonstrated.of(prompt)
    passed = {"refined", "unchanged"}
    for index in [line["index"] for line in came.lineage if line["outcome"] in passed]:
        output, text = came.texts[index], mixed()[index]["text"]
        assert not [value for value in VALUES if value in output]
        assert "harborlight" not in output
        assert instruction not in output
        assert not shown.shown(output, text)


def test_what_is_masked_never_leaves(gemini: Serving, tmp_path: Path) -> None:
    rows = [{"text": text} for text in INNOCENT]
    marker = Fault(kind="status:400", marker="harborlight")
    gemini.configure(Config(faults=(marker,)))
    gemini.reset()
    came = asked(tmp_path / "all", rows, gemini, premask=("all",))
    assert gemini.counts()["by_fault"] == {}, "no text with an address was sent"
    assert came.outcomes == {"refined": len(rows)}
    named = asked(tmp_path / "one", rows, gemini, premask=("EMAIL_ADDRESS",))
    assert gemini.counts()["by_fault"] == {}
    assert named.texts == came.texts
    plain = asked(tmp_path / "none", rows[:3], gemini, samples_per_request=1)
    assert set(plain.dead.values()) == {"refine:rejected"}, "without it they are sent"


def test_a_model_that_echoes_demonstrations_is_found_out(gemini: Serving, tmp_path: Path) -> None:
    shown = Demonstrated.of(load_prompt("anonymize")).values
    values = dict.fromkeys(("Row 3",), "PERSON_NAME")
    script = Script(values=values, replacements={"Row 3": shown[0]})
    gemini.configure(Config(script=script))
    came = asked(tmp_path, [{"text": text} for text in INNOCENT[:5]], gemini)
    assert not [v for v in shown for text in came.texts.values() if v in text]

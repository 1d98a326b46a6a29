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


@pytest.mark.parametrize("premask", ["all", "none"])
def test_a_hostile_text_changes_nothing_but_its_own_outcome(
    gemini: Serving, tmp_path: Path, premask: str
) -> None:
    came = asked(tmp_path / "mixed", mixed(), gemini, premask=(premask,))
    innocent = [{"text": text} for text in INNOCENT]
    alone = asked(tmp_path / "alone", innocent, gemini, premask=(premask,))
    lineage = {line["index"]: line for line in came.lineage}
    for n, line in enumerate(alone.lineage):
        assert came.texts[2 * n] == alone.texts[n]
        told = {key: lineage[2 * n][key] for key in ("outcome", "attempts", "before", "spans")}
        assert told == {key: line[key] for key in told}
    assert came.totals["packs/apart"] > 0, "some shared a request, and spoilt it"
    assert sum(came.outcomes.values()) == 2 * len(TEXTS)
    assert came.outcomes["refined"] >= len(TEXTS)


@pytest.mark.parametrize("premask", ["all", "none"])
def test_nothing_private_and_nothing_of_others_comes_out(
    gemini: Serving, tmp_path: Path, premask: str
) -> None:
    came = asked(tmp_path, mixed(), gemini, premask=(premask,))
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
    came = asked(tmp_path / "all", rows, gemini)
    assert gemini.counts()["by_fault"] == {}, "no text with an address was sent"
    assert came.outcomes == {"refined": len(rows)}
    named = asked(tmp_path / "one", rows, gemini, premask=("EMAIL_ADDRESS",))
    assert gemini.counts()["by_fault"] == {}
    assert named.texts == came.texts
    plain = asked(tmp_path / "none", rows[:3], gemini, samples_per_request=1, premask=("none",))
    assert set(plain.dead.values()) == {"refine:rejected"}, "without it they are sent"


def test_masked_or_not_the_product_is_the_same(gemini: Serving, tmp_path: Path) -> None:
    """The model finds a name that the checks do not see beside an address that they see."""
    gemini.configure(Config(script=Script(values={"Row 3": "PERSON_NAME"})))
    rows = [{"text": f"{text} Row 3 came."} for text in INNOCENT[:6]]
    masked = asked(tmp_path / "all", rows, gemini)
    sent = gemini.counts()["tokens"]["output"]
    plain = asked(tmp_path / "none", rows, gemini, premask=("none",))
    assert masked.texts == plain.texts
    assert masked.outcomes == {"refined": 6}
    assert not [text for text in masked.texts.values() if "Row 3" in text or "walder" in text]
    assert sent < 0.7 * (gemini.counts()["tokens"]["output"] - sent), "it names what is left"


def test_a_model_that_names_what_was_put_in_changes_nothing(
    gemini: Serving, tmp_path: Path
) -> None:
    rows = [{"text": text} for text in INNOCENT[:4]]
    once = asked(tmp_path / "once", rows, gemini)
    calls = gemini.counts()["calls"]
    made = {word for text in once.texts.values() for word in text.split() if "@" in word}
    assert len(made) == 4
    values = dict.fromkeys(made, "EMAIL_ADDRESS")
    gemini.configure(Config(script=Script(values=values, patterns=())))
    gemini.reset()
    again = asked(tmp_path / "again", rows, gemini)
    assert again.texts == once.texts
    assert {line["attempts"] for line in again.lineage} == {1}
    assert again.totals["ignored/over_mask"] == 4
    assert gemini.counts()["calls"] == calls, "no anomaly: nothing is asked again"


def test_placeholders_and_generalisations_are_what_is_sent(gemini: Serving, tmp_path: Path) -> None:
    policy = tmp_path / "modes.toml"
    policy.write_text(
        'name = "modes"\nversion = 1\n[modes]\nEMAIL_ADDRESS = "placeholder"\n'
        'PHONE_NUMBER = "keep"\n'
    )
    kept = Fault(kind="status:400", marker="[EMAIL_1]")
    gemini.configure(Config(script=Script(patterns=()), faults=(kept,)))
    rows = [{"text": INNOCENT[0]}, {"text": "Nothing here."}]
    came = asked(tmp_path, rows, gemini, policy=str(policy), samples_per_request=1)
    assert came.dead == {0: "refine:rejected"}, "it was sent as what takes its place"
    gemini.configure(Config(script=Script(patterns=())))
    done = asked(tmp_path / "done", rows, gemini, policy=str(policy))
    assert done.texts[0].startswith("Row 0: write to [EMAIL_1] or call +1 415 867 1000.")


def test_a_model_that_echoes_demonstrations_is_found_out(gemini: Serving, tmp_path: Path) -> None:
    shown = Demonstrated.of(load_prompt("anonymize")).values
    values = dict.fromkeys(("Row 3",), "PERSON_NAME")
    script = Script(values=values, replacements={"Row 3": shown[0]})
    gemini.configure(Config(script=script))
    came = asked(tmp_path, [{"text": text} for text in INNOCENT[:5]], gemini)
    assert not [v for v in shown for text in came.texts.values() if v in text]

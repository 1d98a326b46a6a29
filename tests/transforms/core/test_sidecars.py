"""Lines of lineage, quarantine and dead letters, and the books they add up to."""

from __future__ import annotations

import json

import pytest

from transforms.core.records import Block, Outcome, Position, Previous, Sample, Shard
from transforms.core.refining import Refined
from transforms.core.sidecars import Sidecars, lost_sample

SHARD = Shard(0, "/in/a.jsonl", 'odd "name".jsonl', "jsonl", "", 10, "v")


def block() -> Block:
    return Block(SHARD, Position(0, 0, 1, 0, 10))


def added(sample: Sample, made: Block | None = None) -> Sidecars:
    sidecars = Sidecars(SHARD.relative, "p@1", "local")
    sidecars.add(made or block(), sample)
    return sidecars


def row(lines: list[bytes]) -> dict[str, object]:
    (line,) = lines
    assert line.endswith(b"\n")
    found: dict[str, object] = json.loads(line)
    return found


def test_a_sample_without_findings_is_unchanged() -> None:
    sidecars = added(Sample(4, ("plain",)))
    lineage = row(sidecars.lineage)
    assert (lineage["id"], lineage["index"]) == ('odd "name".jsonl#4', 4)
    assert (lineage["outcome"], lineage["prompt"]) == ("unchanged", "p@1")
    assert sidecars.counters == {"outcome/unchanged": 1}
    assert (sidecars.changed, sidecars.absent) == ({}, set())


def test_an_id_of_the_samples_own_is_taken() -> None:
    assert row(added(Sample(4, ("x",), id='é"\n')).lineage)["id"] == 'é"\n'


def test_a_defect_is_a_dead_letter_of_reading() -> None:
    sidecars = added(Sample(0, defect="not_json"))
    assert row(sidecars.dead_letters) == {
        "id": 'odd "name".jsonl#0', "index": 0, "stage": "read", "reason": "not_json",
    }  # fmt: skip
    assert sidecars.absent == {0}
    assert sidecars.counters["dead_letter/read:not_json"] == 1
    assert row(sidecars.lineage)["outcome"] == "dead_letter"


def test_what_travels_untouched_holds_a_sample_back() -> None:
    made = block()
    made.watched[0] = ("untouched:lang:EMAIL_ADDRESS",)
    sidecars = added(Sample(0, ("text of the sample",)), made)
    assert row(sidecars.quarantine)["reasons"] == ["untouched:lang:EMAIL_ADDRESS"]
    assert row(sidecars.quarantine)["text"] == "text of the sample"
    assert row(sidecars.lineage)["outcome"] == "quarantined"


def test_a_dead_letter_is_dead_whatever_else_holds_it_back() -> None:
    made = block()
    made.watched[0] = ("untouched:lang:EMAIL_ADDRESS",)
    made.refined[0] = Refined(Outcome.DEAD_LETTER, None, ("killed_worker",), "refine")
    sidecars = added(Sample(0, ("secret text",)), made)
    assert (sidecars.quarantine, sidecars.counters["outcome/dead_letter"]) == ([], 1)
    assert b"secret" not in sidecars.dead_letters[0]


def test_several_texts_of_a_held_back_sample_are_a_list() -> None:
    made = block()
    made.refined[0] = Refined(Outcome.QUARANTINED, None, ("leak:X",))
    assert row(added(Sample(0, ("a", "b")), made).quarantine)["text"] == ["a", "b"]


def test_a_file_without_text_passes_through() -> None:
    assert added(Sample(0, passthrough=True)).counters == {"outcome/passthrough": 1}


@pytest.mark.parametrize("same", [True, False])
def test_a_sample_that_is_not_opened_again_keeps_its_line(same: bool) -> None:
    made = block()
    old = b'{"id":"x","index":0}\n'
    texts = ("now",) if same else ("then",)
    made.previous[0] = Previous(Outcome.REFINED, texts, old, before={"X": 2})
    sidecars = added(Sample(0, ("now",)), made)
    assert sidecars.lineage == [old]
    assert sidecars.changed == ({} if same else {0: ("then",)})
    assert sidecars.counters == {"outcome/refined": 1, "before/X": 2}


def test_a_sample_that_is_lost_at_the_end_becomes_a_dead_letter() -> None:
    lineage, letter = lost_sample(added(Sample(3, ("é",), id="é")).lineage[0])
    assert json.loads(lineage)["outcome"] == "dead_letter"
    assert json.loads(letter) == {
        "id": "é", "index": 3, "stage": "assemble", "reason": "changed",
    }  # fmt: skip


def test_collected_lines_are_not_shown() -> None:
    assert "secret" not in repr(added(Sample(0, ("secret text",), id="secret")))

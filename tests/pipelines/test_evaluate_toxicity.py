"""`gdr evaluate toxicity`: scores before and after, and the quiz of facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.evaluation.pairing import Pair
from pipelines.evaluation.toxicity import measure
from tests import runs
from transforms import checks
from transforms.core.errors import InputError
from transforms.core.toxicity.scores import Scorer

MILD = "The report of 12 May is late, please send it to Berta today."
RUDE = "You are a complete idiot, the report of 12 May is late, send it to Berta, you moron."


def scorer() -> Scorer:
    made = checks.build("toxicity")
    assert isinstance(made, Scorer)
    return made


def test_a_mended_sample_scores_lower_and_keeps_its_facts() -> None:
    found = measure([Pair("0/0", RUDE, MILD), Pair("0/1", MILD, MILD)], scorer())
    assert (found["samples"], found["toxic_before"]) == (2, 1)
    toxic = found["toxic"]["mean"]
    assert toxic["before"]["value"] > 0.5 > toxic["after"]["value"]
    assert found["facts_kept"]["numbers"]["value"] == 1
    assert 0 < found["toxic"]["chrf"]["value"] < 1


def test_a_lost_fact_is_seen() -> None:
    found = measure([Pair("0/0", RUDE, "The report is late, please send it.")], scorer())
    assert found["facts_kept"]["numbers"]["value"] == 0
    assert found["facts_kept"]["urls"] is None


def test_a_fact_in_other_words_still_stands() -> None:
    after = "Berta gets the late report of the twelfth of May."
    found = measure([Pair("0/0", RUDE, after)], scorer())
    assert found["facts_kept"]["numbers"]["value"] == 1
    assert found["facts_kept"]["names"]["value"] == 1


def test_nothing_to_look_at_is_refused() -> None:
    with pytest.raises(InputError, match="no sample"):
        measure([], scorer())


def test_an_output_is_measured_against_its_originals(tmp_path: Path) -> None:
    runs.write_jsonl(tmp_path / "in.jsonl", [{"text": text} for text in (RUDE, MILD) * 3])
    runs.refine(tmp_path / "in.jsonl", tmp_path / "out")
    ran = runs.gdr("evaluate", "toxicity", tmp_path / "out", "--json", "-")
    assert ran.status == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    assert found["samples"] == 6
    assert found["scorer"].startswith("toxicity@")
    assert "idiot" not in ran.out

"""metrics.json keeps to its published schema, and Prometheus reads the same numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines import exposition, figures
from tests import runs

_LINE = re.compile(r'(gdr_\w+)\{((?:\w+="(?:[^"\\\n]|\\.)*",?)+)\} (-?[\d.e+-]+)')


@pytest.fixture(scope="module")
def refined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    runs.write_jsonl(folder / "in" / "a.jsonl", [*runs.rows(9), "{no json"])
    ran = runs.refine(f"{folder}/in/*", folder / "out", "--prometheus", folder / "gdr.prom")
    assert ran.status == 0, ran.err
    return folder


def metrics(refined: Path) -> dict[str, Any]:
    found: dict[str, Any] = runs.read_json(refined / "out" / "metrics.json")
    return found


def test_the_published_schema_is_the_models() -> None:
    anew = "run `python -m pipelines.figures` and commit pipelines/metrics.schema.json"
    assert figures.SCHEMA_FILE.read_text("utf-8") == figures.schema(), anew


def test_the_figures_of_a_run_keep_to_the_schema(refined: Path) -> None:
    found = metrics(refined)
    made = figures.model().model_validate(found, strict=True)
    assert set(found) <= set(type(made).model_fields), "a figure that the schema does not know"
    assert json.loads(made.model_dump_json()) == found


@pytest.mark.parametrize(
    "change", [{"books": 3}, {"shards": [{}]}, {"attempts": "many"}, {"categories": {"A": 1}}]
)
def test_what_is_no_figure_is_refused(refined: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        figures.model().model_validate(metrics(refined) | change)


def test_prometheus_gets_the_same_numbers(refined: Path) -> None:
    found = metrics(refined)
    lines = (refined / "gdr.prom").read_text("utf-8").splitlines()
    read = [line for line in lines if not line.startswith("#")]
    assert all(_LINE.fullmatch(line) for line in read)
    run = runs.read_json(refined / "out" / "manifest.json")["run_id"]
    for outcome, count in found["books"].items():
        assert f'gdr_books{{run="{run}",outcome="{outcome}"}} {count}' in read
    assert f'gdr_categories{{run="{run}",category="EMAIL_ADDRESS",when="before"}} 9' in read
    assert f'gdr_shards{{run="{run}"}} 1' in read
    types = [line.split()[2] for line in lines if line.startswith("#")]
    assert len(types) == len(set(types))


def test_names_from_outside_stay_labels() -> None:
    hostile = {"quarantine": {'x"} 1\nevil{y="\\': 2}, "shards": []}
    lines = exposition.text(hostile, "r").splitlines()
    assert lines[1] == 'gdr_quarantine{run="r",reason="x\\"} 1\\nevil{y=\\"\\\\"} 2'
    assert len(lines) == 4


def test_an_unknown_figure_is_named_by_its_place() -> None:
    made = exposition.text({"new": {"a": {"b": 1.5}}, "flag": True, "shards": []}, "r")
    assert 'gdr_new{run="r",name="a",name2="b"} 1.5' in made
    assert 'gdr_flag{run="r"} 1' in made

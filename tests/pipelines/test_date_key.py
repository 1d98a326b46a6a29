"""`--date-key`: the days between two dates of one entity stay, in all samples and shards."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import runs
from tests.asking import MODEL, at
from tests.servers.gemini import Config, serving

POLICY = ("--policy", "quasi_identifiers")
ROWS = {
    "a.jsonl": [("p-1", "2014-03-09"), ("p-2", "2014-03-09"), (None, "2014-03-09")],
    "b.jsonl": [("p-2", "2015-11-30"), ("p-1", "2016-02-29"), (None, "2015-01-02"), ("", None)],
}


def write(folder: Path) -> Path:
    """Visits of two people and of some whose name is not said, in two shards."""
    for name, visits in ROWS.items():
        rows = [
            {"who": who, "text": f"She was seen by her doctor on {day}." if day else "No visit."}
            for who, day in visits
        ]
        runs.write_jsonl(folder / name, rows)
    return folder


def moved(output: Path) -> list[tuple[str | None, int]]:
    """Whom a date was about, and by how many days it went back."""
    found: list[tuple[str | None, int]] = []
    for name, visits in ROWS.items():
        rows = runs.lines_of(output / "data" / name)
        for (who, day), row in zip(visits, rows, strict=True):
            if day is not None:
                (made,) = re.findall(r"\d{4}-\d\d-\d\d", row["text"])
                back = dt.date.fromisoformat(day) - dt.date.fromisoformat(made)
                found.append((who, back.days))
    return found


def offsets(pairs: Iterable[tuple[str | None, int]]) -> dict[str | None, set[int]]:
    made: dict[str | None, set[int]] = {}
    for who, days in pairs:
        made.setdefault(who, set()).add(days)
    return made


def refine(folder: Path, output: Path, *more: object) -> dict[str | None, set[int]]:
    ran = runs.refine(f"{folder}/*", output, *POLICY, *more)
    assert (ran.status, ran.err) == (0, "")
    return offsets(moved(output))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("visits"))


@pytest.fixture(scope="module")
def keyed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("keyed") / "out"
    refine(folder, output, "--date-key", "who")
    return output


def test_one_offset_an_entity_over_two_shards_and_that_of_the_run_for_the_others(
    folder: Path, keyed: Path, tmp_path: Path
) -> None:
    found = offsets(moved(keyed))
    plain = refine(folder, tmp_path / "out")
    assert all(len(days) == 1 for days in found.values())
    assert len(set.union(*found.values())) == 3
    assert set.union(*plain.values()) == found[None]


def test_a_date_moves_alike_however_the_rows_are_cut(
    folder: Path, keyed: Path, tmp_path: Path
) -> None:
    again = refine(folder, tmp_path / "out", "--date-key", "who", "--block-samples", "1")
    assert again == offsets(moved(keyed))


def test_an_output_with_a_key_of_dates_verifies(keyed: Path) -> None:
    assert runs.gdr("verify", keyed, "--quiet").status == 0
    assert runs.read_json(keyed / "manifest.json")["options"]["date_key"] == "who"


def test_the_values_of_the_key_stand_in_no_sidecar(keyed: Path) -> None:
    for path in keyed.rglob("*"):
        if path.is_file() and path.parent.name != "data":
            assert b"p-1" not in path.read_bytes(), path.name


def test_another_key_of_dates_is_another_run(folder: Path, keyed: Path) -> None:
    ran = runs.refine(f"{folder}/*", keyed, *POLICY)
    assert ran.status != 0
    assert "date_key" in ran.err


def test_a_wrong_path_is_refused_before_any_work(folder: Path, tmp_path: Path) -> None:
    ran = runs.refine(f"{folder}/*", tmp_path / "out", "--date-key", "who..is")
    assert ran.status == 2
    assert "--date-key" in ran.err
    assert "who..is" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")
@pytest.mark.parametrize("more", [(), ("--premask", "none")])
def test_a_model_is_asked_with_the_same_offsets(
    folder: Path, keyed: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    with serving() as server, at(server):
        server.configure(Config())
        asks = ("--backend", "gemini", "--model", MODEL, "--date-key", "who", *more)
        assert refine(folder, tmp_path / "out", *asks) == offsets(moved(keyed))
        assert server.counts()["calls"] > 0

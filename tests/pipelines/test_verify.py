"""`gdr verify`: a sound output holds, and nothing can be done to one without being found."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import cli
from pipelines.verification import alignment
from pipelines.verification.problems import SAID, Problem, Problems, Verified, add
from transforms.core.edits import apply, output_spans
from transforms.core.manifest import Manifest
from transforms.core.records import Edit, Finding
from transforms.core.shard_files import written_file
from transforms.stores import build as store_of
from transforms.summarize import figures_of

MAIL = "anna.miller@brightwater-mills.com"
OTHER = "tom.hardwick@oldquarry-press.org"
LINES = [
    {"n": 0, "text": f"Write to {MAIL} before noon, she waits.", "source": "desk"},
    {"n": 1, "text": "The tide turns at six, nothing to hide.", "source": "desk"},
    {"n": 2, "text": f"Ask {OTHER} or {MAIL}, whoever answers.", "source": "gate"},
    {"n": 3, "text": "Rain all day, the ferry stays in.", "source": "gate"},
]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDR_SURROGATE_KEY", "0123456789abcdef0123456789abcdef")


def write_corpus(folder: Path) -> Path:
    folder.mkdir()
    rows = [json.dumps(line) for line in LINES]
    (folder / "a.jsonl").write_text("\n".join([*rows, "{no json", ""]))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(("\n".join(rows * 4) + "\n").encode()))
    return folder


def refine(folder: Path, out: Path, *options: str) -> None:
    argv = ["refine", "--quiet", "--input", f"{folder}/*", "--output", str(out), *options]
    assert cli.main(argv) == 0


@pytest.fixture(scope="module")
def _finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    os.environ["GDR_SURROGATE_KEY"] = "0123456789abcdef0123456789abcdef"
    folder = tmp_path_factory.mktemp("verify")
    write_corpus(folder / "in")
    refine(folder / "in", folder / "out", "--block-samples", "3")
    return folder


@pytest.fixture
def out(_finished: Path, tmp_path: Path) -> Path:
    """A copy of a finished output, to be tampered with; its corpus stays where it is."""
    return Path(shutil.copytree(_finished / "out", tmp_path / "out"))


def verify(out: Path, *options: str) -> tuple[int, dict[str, Any]]:
    report = out.parent / "report.json"
    status = cli.main(["verify", str(out), "--json", str(report), *options])
    return status, json.loads(report.read_text())


def codes(out: Path, *options: str) -> set[str]:
    """The codes of everything that is found, after the exit status was seen to tell the same."""
    status, report = verify(out, *options)
    assert status == (1 if report["problems"] else 0)
    return {problem["code"] for problem in report["problems"]}


def reseal(out: Path) -> None:
    """Makes sizes, hashes and metrics those of the files as they stand: a careful forger's work."""
    manifest = Manifest.model_validate_json((out / "manifest.json").read_bytes())
    shards = []
    for shard in manifest.shards:
        files = {}
        for kind, file in shard.files.items():
            now = written_file(store_of(str(out)), str(out / file.path))
            assert now is not None
            files[kind] = file.model_copy(update={"bytes": now.bytes, "sha256": now.sha256})
        shards.append(shard.model_copy(update={"files": files}))
    sealed = manifest.model_copy(update={"shards": tuple(shards)})
    (out / "manifest.json").write_bytes(sealed.encode())
    metrics = json.loads((out / "metrics.json").read_text())
    made = {k: v for k, v in figures_of(sealed.shards).items() if k != "seconds"}
    (out / "metrics.json").write_text(json.dumps({**metrics, **made}))


def edit_rows(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def test_a_finished_output_holds_and_says_so(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = verify(out)
    assert (status, report["problems"]) == (0, [])
    assert (report["shards"], report["samples"], report["judged_with_originals"]) == (2, 21, 20)
    assert report["outcomes"]["dead_letter"] == 1
    assert "Everything holds" in capsys.readouterr().out


def test_an_output_holds_alone_as_well(out: Path) -> None:
    status, report = verify(out, "--without-originals")
    assert (status, report["judged_alone"], report["judged_with_originals"]) == (0, 20, 0)


def test_verifying_writes_nothing_into_the_output(out: Path) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    verify(out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_flipped_byte_is_found(out: Path) -> None:
    data = out / "data" / "b.jsonl.gz"
    data.write_bytes(data.read_bytes()[:40] + b"\x00" + data.read_bytes()[41:])
    assert "altered_file" in codes(out, "--without-originals")


def test_a_flipped_byte_of_a_sidecar_is_found_wherever_it_is(out: Path) -> None:
    lineage = out / "lineage" / "a.jsonl.jsonl"
    whole = lineage.read_bytes()
    for at in range(0, len(whole), 499):
        lineage.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "altered_file" in codes(out)


def test_a_swapped_row_is_found_though_hashes_fit(out: Path) -> None:
    edit_rows(out / "data" / "a.jsonl", lambda rows: [rows[1], rows[0], *rows[2:]])
    reseal(out)
    assert {"text_differs", "not_a_mirror"} <= codes(out)
    assert codes(out, "--without-originals") == {"span"}


def test_two_unchanged_rows_swapped_are_found_by_their_originals(out: Path) -> None:
    edit_rows(out / "data" / "a.jsonl", lambda rows: [rows[0], rows[3], rows[2], rows[1]])
    reseal(out)
    assert {"text_differs", "not_a_mirror"} <= codes(out)


def test_an_added_file_is_named(out: Path) -> None:
    (out / "data" / "notes").mkdir()
    (out / "data" / "notes" / "more.jsonl").write_text("{}\n")
    status, report = verify(out)
    assert status == 1
    assert report["problems"] == [
        {"shard": -1, "index": -1, "code": "extra_file", "what": "data/notes/more.jsonl"}
    ]


def test_a_planted_value_is_found_by_shard_and_index_and_never_shown(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = "planted.person@somewhere-real.com"
    edit_rows(
        out / "data" / "a.jsonl",
        lambda rows: [rows[0], rows[1].replace("nothing to hide", planted), *rows[2:]],
    )
    reseal(out)
    status, report = verify(out, "--without-originals")
    shown = capsys.readouterr()
    assert status == 1
    wanted = {"shard": 0, "index": 1, "code": "finding", "what": "EMAIL_ADDRESS"}
    assert report["problems"] == [wanted]
    assert planted not in json.dumps(report) + shown.out + shown.err


def test_a_value_put_back_where_its_surrogate_stood_is_a_leak(out: Path) -> None:
    def put_back(rows: list[str]) -> list[str]:
        text = json.loads(rows[0])["text"]
        fake = text[len("Write to ") : -len(" before noon, she waits.")]
        return [rows[0].replace(fake, MAIL), *rows[1:]]

    edit_rows(out / "data" / "a.jsonl", put_back)

    def respan(rows: list[str]) -> list[str]:
        row = json.loads(rows[0])
        row["spans"] = [[0, 9, 9 + len(MAIL), "EMAIL_ADDRESS"]]
        return [json.dumps(row) + "\n", *rows[1:]]

    edit_rows(out / "lineage" / "a.jsonl.jsonl", respan)
    reseal(out)
    assert "leak" in codes(out)


def test_a_value_planted_into_a_column_that_travels_untouched_is_found(out: Path) -> None:
    edit_rows(
        out / "data" / "a.jsonl",
        lambda rows: [row.replace('"desk"', f'"{OTHER}"') for row in rows],
    )
    reseal(out)
    assert codes(out, "--without-originals") == {"untouched"}
    assert {"untouched", "column_differs", "not_a_mirror"} <= codes(out)


def test_a_changed_number_is_found_though_no_check_reads_numbers(out: Path) -> None:
    edit_rows(
        out / "data" / "a.jsonl", lambda rows: [rows[0].replace('"n": 0', '"n": 7'), *rows[1:]]
    )
    reseal(out)
    assert codes(out) == {"not_a_mirror"}


def test_a_word_changed_outside_of_surrogates_is_found(out: Path) -> None:
    edit_rows(
        out / "data" / "a.jsonl",
        lambda rows: [r.replace("before noon", "after noon") for r in rows],
    )
    reseal(out)
    assert codes(out) == {"text_differs"}


LINEAGE = [
    ("a line less", lambda rows: rows[:-1]),
    ("a line twice", lambda rows: [rows[0], *rows]),
    ("two lines swapped", lambda rows: [rows[1], rows[0], *rows[2:]]),
    ("another outcome", lambda rows: [rows[0].replace("refined", "unchanged"), *rows[1:]]),
    ("a dead letter alive", lambda rows: [*rows[:-1], rows[-1].replace("dead_letter", "refined")]),
    ("no line at all", lambda rows: []),
    ("no JSON", lambda rows: ["{\n", *rows[1:]]),
    ("another id", lambda rows: [rows[0].replace("a.jsonl#0", "a.jsonl#9"), *rows[1:]]),
    ("more findings before", lambda rows: [rows[0].replace('S":1', 'S":2'), *rows[1:]]),
    ("spans gone", lambda rows: [rows[0].partition('"spans":')[0] + '"spans":[]}\n', *rows[1:]]),
    ("a span far away", lambda rows: [rows[0].replace("[[0,9,", "[[0,9999,"), *rows[1:]]),
    ("a span of a text that is not there", lambda r: [r[0].replace("[[0,", "[[1,"), *r[1:]]),
]


@pytest.mark.parametrize(("name", "change"), LINEAGE, ids=[name for name, _ in LINEAGE])
def test_changed_lineage_is_found(
    out: Path, name: str, change: Callable[[list[str]], list[str]]
) -> None:
    lineage = out / "lineage" / "a.jsonl.jsonl"
    before = lineage.read_text()
    edit_rows(lineage, change)
    assert lineage.read_text() != before, name
    reseal(out)
    assert codes(out, "--without-originals")


def test_a_dead_letter_deleted_is_found(out: Path) -> None:
    (out / "dead_letters" / "a.jsonl.jsonl").write_text("")
    reseal(out)
    assert codes(out) == {"sidecar"}


def test_a_dead_letter_with_text_is_found(out: Path) -> None:
    edit_rows(
        out / "dead_letters" / "a.jsonl.jsonl",
        lambda rows: [row.replace('"stage"', '"text":"x","stage"') for row in rows],
    )
    reseal(out)
    assert codes(out) == {"sidecar"}


BOOKS = [
    ("books gone", lambda m: m.pop("books"), "metrics_differ"),
    ("one outcome gone", lambda m: m["books"].pop("refined"), "metrics_differ"),
    ("another number", lambda m: m["books"].update(read=22), "metrics_differ"),
    ("a shard gone", lambda m: m["shards"].pop(), "metrics_differ"),
    ("categories", lambda m: m["categories"].clear(), "metrics_differ"),
]


@pytest.mark.parametrize(("name", "change", "code"), BOOKS, ids=[b[0] for b in BOOKS])
def test_changed_books_are_found(
    out: Path, name: str, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    metrics = json.loads((out / "metrics.json").read_text())
    change(metrics)
    (out / "metrics.json").write_text(json.dumps(metrics))
    assert codes(out) == {code}, name


MANIFEST = [
    ("a weaker policy", lambda m: m["options"]["policy"].update(categories=[]),
     "manifest_fingerprint"),
    ("another key id", lambda m: m.update(key_id="0"), "manifest_fingerprint"),
    ("another epoch", lambda m: m.update(epoch=9), "manifest_fingerprint"),
    ("no options", lambda m: m["options"].clear(), "manifest_options"),
    ("not complete", lambda m: m.update(complete=False), "manifest_incomplete"),
    ("another complete", lambda m: m.update(complete="perhaps"), "manifest_unreadable"),
    ("a shard less", lambda m: m["shards"].pop(), "extra_file"),
    ("a shard twice", lambda m: m["shards"].append(m["shards"][0]), "manifest_shards"),
    ("a shard outside", lambda m: m["shards"][0].update(relative="../x"), "manifest_shards"),
    ("a file elsewhere", lambda m: m["shards"][0]["files"]["data"].update(path="x"), "wrong_path"),
    ("a file forgotten", lambda m: m["shards"][0]["files"].pop("data"), "missing_file"),
    ("more read", lambda m: m["shards"][0].update(read=6), "books"),
    ("another original", lambda m: m["shards"][0].update(version="sha256:0"), "entry_id"),
    ("a counter", lambda m: m["shards"][0]["counters"].update({"outcome/refined": 1}), "books"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "code"), MANIFEST, ids=[m[0] for m in MANIFEST])
def test_a_changed_manifest_is_found(
    out: Path, name: str, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    manifest = json.loads((out / "manifest.json").read_text())
    change(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert code in codes(out), name


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("manifest.json", "manifest_missing"),
        ("metrics.json", "metrics_missing"),
        ("data/a.jsonl", "missing_file"),
        ("lineage/a.jsonl.jsonl", "missing_file"),
        ("dead_letters/a.jsonl.jsonl", "missing_file"),
    ],
)
def test_a_deleted_file_is_found(out: Path, path: str, code: str) -> None:
    (out / path).unlink()
    assert code in codes(out)


def test_a_row_deleted_from_data_is_found(out: Path) -> None:
    edit_rows(out / "data" / "a.jsonl", lambda rows: rows[:-1])
    reseal(out)
    assert {"row_missing", "rows_counted"} <= codes(out, "--without-originals")


def test_a_row_added_to_data_is_found(out: Path) -> None:
    edit_rows(out / "data" / "a.jsonl", lambda rows: [*rows, rows[1]])
    reseal(out)
    assert {"row_too_many", "rows_counted"} <= codes(out, "--without-originals")
    assert {"row_too_many", "rows_counted", "not_a_mirror"} <= codes(out)


def test_originals_that_are_gone_or_changed_are_a_note_and_no_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_corpus(tmp_path / "in")
    refine(folder, tmp_path / "out")
    (folder / "a.jsonl").unlink()
    (folder / "b.jsonl.gz").write_bytes(b"")
    status, report = verify(tmp_path / "out")
    assert (status, report["shards_without_originals"], report["judged_alone"]) == (0, 2, 20)
    assert "2 shards judged without their originals" in capsys.readouterr().out


def test_quarantine_elsewhere_and_kept_columns_hold(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "in")
    policy = tmp_path / "short.toml"
    policy.write_text('name = "short"\nversion = 1\nmax_length_ratio = 1.0\n')
    with (folder / "a.jsonl").open("a") as file:
        file.write(json.dumps({"text": "calm", "source": f"by {OTHER}"}) + "\n")
    refine(
        folder, tmp_path / "out", "--policy", str(policy), "--keep-field", "source",
        "--quarantine", str(tmp_path / "held"),
    )  # fmt: skip
    status, report = verify(tmp_path / "out")
    assert (status, report["problems"]) == (0, [])
    assert report["outcomes"]["quarantined"] > 0
    held = next((tmp_path / "held").glob("a.jsonl.jsonl"))
    held.write_text("")
    assert {"altered_file", "sidecar"} <= codes(tmp_path / "out")


def test_a_canary_and_dropped_fields_hold(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "in")
    refine(folder, tmp_path / "out", "--limit", "5", "--drop-field", "n")
    status, report = verify(tmp_path / "out")
    assert (status, report["problems"]) == (0, [])
    assert 0 < report["samples"] <= 5


@pytest.mark.slow
def test_two_processes_say_the_same_as_one(out: Path) -> None:
    (out / "data" / "a.jsonl").write_text("")
    assert verify(out, "--processes", "2") == verify(out)


def test_no_problem_is_said_twice_and_all_are_counted() -> None:
    problems = Problems(3)
    for index in range(250):
        problems.add("finding", index, "IBAN")
        problems.add("finding", index // 2, "IBAN")
    assert problems.counts["finding"] >= 250
    listed = Verified(tuple(sorted(problems.found)), problems.counts)
    both = add([listed, listed, Verified((Problem(-1, -1, "extra_file", "x"),))])
    assert len(both.problems) == len(set(both.problems)) == 101
    assert both.problems[0].kind == SAID["extra_file"]


TEXTS = st.text("ab ,", max_size=30)


@given(
    TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4), st.text("xa,", max_size=4)))
)
def test_edits_are_found_again_from_their_spans(
    text: str, places: list[tuple[int, int, str]]
) -> None:
    made: list[Edit] = []
    for start, length, value in sorted(places):
        end = min(start + length, len(text))
        if start < end and (not made or made[-1].end < start):
            made.append(Edit(start, end, "", value))
    output = apply(text, made)
    found = [Finding(0, edit.start, edit.end, "IBAN", 1.0, "") for edit in made]
    again = alignment.edits(text, output, output_spans(made), found)
    assert again is not None
    assert apply(text, again) == output
    covered = {at for edit in again for at in range(edit.start, edit.end)}
    assert covered >= {at for edit in made for at in range(edit.start, edit.end)}


def test_no_edits_are_found_for_a_text_that_was_changed_elsewhere() -> None:
    assert alignment.edits("ask Ann now", "ask Eve soon", [(4, 7)]) is None
    assert alignment.edits("ask Ann now", "ask Eve now", [(4, 7)]) is not None
    assert alignment.edits("ask Ann", "ask Ann", []) == ()
    assert alignment.edits("ask Ann", "ask Bob", []) is None

"""`gdr scan`: findings by category, spans by sample, the same however the work is cut up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipelines import cli
from pipelines.options import ScanOptions
from pipelines.scan import build, scan_job
from pipelines.scanning import tally
from transforms import checks
from transforms.core.errors import BooksError

MAIL = "anna.miller@brightwater-mills.com"
CARD = "4929 4212 3460 0821"


def write_corpus(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    rows = [
        {"text": f"Write to {MAIL} or {MAIL}.", "source": "desk"},
        {"text": "Nothing to hide.", "source": f"by {MAIL}"},
        {"text": f"Card {CARD}, Visa.", "source": "desk"},
    ]
    lines = [json.dumps(row) for row in rows]
    (folder / "a.jsonl").write_text("\n".join([*lines, "{no json", json.dumps({"x": 1}), ""]))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(lines * 5).encode()))
    (folder / "c.jsonl").write_text(json.dumps({"text": "calm"}) + "\n")
    return f"{folder}/*"


def scan(tmp_path: Path, *options: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The report of a scan, and its spans."""
    pattern, report, spans = (
        write_corpus(tmp_path / "in"),
        tmp_path / "r.json",
        tmp_path / "s.jsonl",
    )
    argv = ["scan", "--quiet", "--input", pattern, "--json", str(report), "--spans", str(spans)]
    assert cli.main([*argv, *options]) == 0
    return json.loads(report.read_text()), [
        json.loads(line) for line in spans.read_text().splitlines()
    ]


def test_findings_are_counted_by_category_sample_and_shard(tmp_path: Path) -> None:
    report, _ = scan(tmp_path)
    assert report["categories"] == {
        "EMAIL_ADDRESS": {"findings": 12, "samples": 6, "shards": 2},
        "CREDIT_CARD_NUMBER": {"findings": 6, "samples": 6, "shards": 2},
    }
    assert (report["samples"], report["shards"], report["findings"]) == (21, 3, 18)
    assert (report["samples_with_findings"], report["shards_with_findings"]) == (12, 2)


def test_what_travels_untouched_and_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    report, _ = scan(tmp_path, "--keep-field", "source")
    assert report["untouched"] == {"source": {"EMAIL_ADDRESS": 6}}
    assert report["defects"] == {"read:not_json": 1, "read:text_missing": 1}


def test_spans_are_a_line_per_sample_in_order_and_say_where(tmp_path: Path) -> None:
    _, spans = scan(tmp_path)
    assert [row["id"] for row in spans[:6]] == [*(f"a.jsonl#{n}" for n in range(5)), "b.jsonl.gz#0"]
    assert len(spans) == 21
    first = spans[0]["spans"]
    text = f"Write to {MAIL} or {MAIL}."
    assert [text[span["start"] : span["end"]] for span in first] == [MAIL, MAIL]
    assert {span["label"] for span in first} == {"EMAIL_ADDRESS"}
    assert all(0.5 <= span["score"] <= 1 for span in first)
    assert set(spans[0]) == {"id", "spans", "scores"}
    assert spans[1] == {"id": "a.jsonl#1", "spans": [], "scores": {}}
    assert spans[3]["defect"] == "read:not_json"


def test_spans_of_several_texts_say_which(tmp_path: Path) -> None:
    row = {"key": "k-7", "turns": [{"say": "hello"}, {"say": f"to {MAIL}"}]}
    (tmp_path / "chat.jsonl").write_text(json.dumps(row) + "\n")
    spans = tmp_path / "s.jsonl"
    argv = ["scan", "--quiet", "--input", str(tmp_path / "chat.jsonl"), "--spans", str(spans)]
    assert cli.main([*argv, "--text-field", "turns[].say", "--id-field", "key"]) == 0
    found = json.loads(spans.read_text())
    assert found["id"] == "k-7"
    [span] = found["spans"]
    assert (span["text"], span["start"], span["end"]) == (1, 3, 3 + len(MAIL))


@pytest.mark.parametrize(
    "options",
    [("--block-samples", "1"), ("--block-bytes", "1"), ("--block-samples", "4")],
)
def test_every_block_size_gives_the_same_bytes(tmp_path: Path, options: tuple[str, ...]) -> None:
    scan(tmp_path)
    files = (tmp_path / "r.json", tmp_path / "s.jsonl")
    before = [file.read_bytes() for file in files]
    scan(tmp_path, *options)
    assert [file.read_bytes() for file in files] == before


@pytest.mark.slow
def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    scan(tmp_path)
    files = (tmp_path / "r.json", tmp_path / "s.jsonl")
    before = [file.read_bytes() for file in files]
    scan(tmp_path, "--processes", "2", "--block-samples", "4")
    assert [file.read_bytes() for file in files] == before


def test_only_what_the_policy_objects_to_is_a_finding(tmp_path: Path) -> None:
    policy = tmp_path / "mild.toml"
    policy.write_text('name = "mild"\nversion = 3\nkeep_categories = ["EMAIL_ADDRESS"]\n')
    report, spans = scan(tmp_path, "--policy", str(policy))
    assert list(report["categories"]) == ["CREDIT_CARD_NUMBER"]
    assert report["policy"] == "mild@3"
    assert spans[0]["spans"] == []


def test_a_scan_changes_nothing_and_leaves_nothing_but_its_reports(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in")
    before = {path: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    left = tmp_path / "s.jsonl._gdr_work" / "000000009"
    left.mkdir(parents=True)
    (left / "000000000000").write_text("of a scan that was killed\n")
    _, spans = scan(tmp_path)
    assert len(spans) == 21
    assert {path: path.read_bytes() for path in (tmp_path / "in").iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"in", "r.json", "s.jsonl"}


def test_the_table_names_categories_and_columns_and_shows_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["scan", "--input", write_corpus(tmp_path / "in")]) == 0
    shown = capsys.readouterr()
    for word in ("EMAIL_ADDRESS", "CREDIT_CARD_NUMBER", "source", "read:not_json", "21 samples"):
        assert word in shown.out
    assert MAIL not in shown.out + shown.err
    assert CARD not in shown.out + shown.err


def test_json_on_standard_output_is_all_that_stands_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["scan", "--input", write_corpus(tmp_path / "in"), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == 18


def test_the_list_names_every_category_of_every_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "checks.json"
    assert cli.main(["scan", "--list", "--json", str(report)]) == 0
    known = checks.build("private_data").categories
    listed = json.loads(report.read_text())["private_data"]
    assert list(listed) == list(known)
    assert listed["GERMANY_TAX_ID"] == {
        "group": "identity",
        "country": "DE",
        "description": "Germany tax id (BZSt; python-stdnum de.idnr)",
    }
    assert all(entry["group"] and entry["country"] for entry in listed.values())
    shown = capsys.readouterr().out
    assert all(category[:12] in shown for category in known)


def test_no_match_and_spans_on_standard_output_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["scan", "--input", f"{tmp_path}/*.jsonl"]) == 2
    assert "matches no file" in capsys.readouterr().err
    argv = ["scan", "--input", write_corpus(tmp_path / "in"), "--spans", "-"]
    assert cli.main(argv) == 2
    assert "give a file" in capsys.readouterr().err


def test_the_pipeline_runs_without_the_command(tmp_path: Path) -> None:
    options = ScanOptions(input=(write_corpus(tmp_path / "in"),))
    address = str(tmp_path / "result.json")
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([])) as pipeline:
        build(pipeline, scan_job(options), address, None)
    assert json.loads(Path(address).read_text())["samples"] == 21


def test_a_shard_whose_samples_do_not_add_up_is_refused() -> None:
    with pytest.raises(BooksError, match="shard 4: 3 samples counted, 2 scanned"):
        tally.close_shard((4, {"samples": 2, "planned_samples": 3}))
    closed = tally.close_shard((4, {"samples": 2, "planned_samples": 2, "found/IBAN": 3}))
    assert (closed["shards"], closed["flagged_shards"], closed["shards/IBAN"]) == (1, 1, 1)


def test_scores_of_every_sample_stand_beside_its_spans(tmp_path: Path) -> None:
    rows = ["The weather is nice today.", "The train was late. You pathetic loser!", ""]
    corpus = tmp_path / "in" / "a.jsonl"
    corpus.parent.mkdir()
    corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in rows))
    spans = tmp_path / "s.jsonl"
    argv = ["scan", "--quiet", "--input", str(corpus), "--spans", str(spans)]
    assert cli.main([*argv, "--prompt", "detoxify"]) == 0
    found = [json.loads(line) for line in spans.read_text().splitlines()]
    nice, bad, empty = (row["scores"] for row in found)
    assert nice["toxicity"]["max"] < 0.5 <= bad["toxicity"]["max"]
    assert bad["toxicity"]["share"] == 0.5
    assert empty["toxicity"] == {"max": 0.0, "mean": 0.0, "share": 0.0}
    assert [[rows[1][s["start"] : s["end"]] for s in row["spans"]] for row in found] == [
        [],
        ["pathetic loser"],
        [],
    ]
    assert {row["scorer"] for row in found} == {checks.build("toxicity").identity}  # type: ignore[attr-defined]

"""Runs on Prism, Beam's own portable runner: it splits bundles while they run."""

from __future__ import annotations

from pathlib import Path

from tests import runs
from tests.distributed import tools


def test_a_run_on_prism_gives_the_bytes_of_fn_api_runner(tmp_path: Path) -> None:
    for shard in range(4):
        runs.write_jsonl(tmp_path / "corpus" / f"{shard}.jsonl", runs.rows(200, first=1000 * shard))
    corpus, options = f"{tmp_path}/corpus/*.jsonl", ("--block-samples", 10)
    there = runs.refine(
        corpus, tmp_path / "there", *options,
        "--runner", "PrismRunner", "--prism_location", tools.prism(),
    )  # fmt: skip
    here = runs.refine(corpus, tmp_path / "here", *options)
    assert (there.status, here.status) == (0, 0)
    assert runs.products(tmp_path / "there") == runs.products(tmp_path / "here")
    assert runs.books(tmp_path / "there") == runs.books(tmp_path / "here")

"""A sample that takes its worker down costs only itself.

The processes of these runs are given a `sitecustomize.py` that kills them when they refine (or
read) a text with a marker: gdr itself knows nothing of it.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.jobs import refine_job
from pipelines.options import RefineOptions
from pipelines.refine import begin
from tests import runs
from tests.waiting import PATIENCE_S
from transforms.commit import make_part
from transforms.core.errors import OptionsError, PartError, StoppedError
from transforms.core.records import Descriptor
from transforms.cut import cut
from transforms.discovery import identify, list_shards
from transforms.isolation import refine_alone
from transforms.read import read_run
from transforms.refine import refine
from transforms.screen import screen
from transforms.worker import Worker

MARKER = "falls-over-here"
KILLERS = {
    "SIGKILL": "os.kill(os.getpid(), 9)",
    "exit": "os._exit(77)",
    "stopped": "os.kill(os.getpid(), 15)",
}

_SITE = """
import importlib.abc
import importlib.machinery
import os
import sys

TARGETS = {targets!r}


def die_of(texts):
    if any({marker!r} in text for text in texts):
        {killer}


def of_backend(module):
    answer = module.Local._answer

    def deadly(self, request):
        die_of(request.texts)
        return answer(self, request)

    module.Local._answer = deadly


def of_format(module):
    build = module.build

    def deadly_build(fields):
        reader = build(fields)
        read = type(reader).read

        def deadly(self, source, positions, limits):
            for position, rows in read(self, source, positions, limits):
                die_of(text for sample in rows.samples for text in sample.texts)
                yield position, rows

        if read.__name__ != "deadly":
            type(reader).read = deadly
        return reader

    module.build = deadly_build


WRAPS = {{"transforms.backends.local": of_backend, "transforms.formats.jsonl": of_format}}


class Loader(importlib.abc.Loader):
    def __init__(self, inner, wrap):
        self.inner, self.wrap = inner, wrap

    def create_module(self, spec):
        return self.inner.create_module(spec)

    def exec_module(self, module):
        self.inner.exec_module(module)
        self.wrap(module)


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name not in TARGETS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Loader(spec.loader, WRAPS[name])
        return spec


sys.meta_path.insert(0, Finder())
"""


def trap(folder: Path, *targets: str, killer: str = "SIGKILL") -> dict[str, str]:
    """The environment of a process that dies of the marker."""
    folder.mkdir(parents=True, exist_ok=True)
    site = _SITE.format(targets=targets, marker=MARKER, killer=KILLERS[killer])
    (folder / "sitecustomize.py").write_text(site)
    return {"PYTHONPATH": f"{folder}:{runs.ROOT}"}


REFINING = "transforms.backends.local"
READING = "transforms.formats.jsonl"


def corpus_of(path: Path, killers: set[int], *, rows: int = 12) -> Path:
    """Rows of which the killers hold the marker beside their private values."""
    values = list(runs.rows(rows, filler=30))
    for index in killers:
        values[index]["text"] += f" {MARKER}"
    lines = "".join(json.dumps(value) + "\n" for value in values).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(lines, mtime=0) if path.suffix == ".gz" else lines)
    return path


def refine_until_done(corpus: object, output: Path, *more: object, **environment: str) -> list[int]:
    """Exit statuses of the same command, again and again until it is through (at most 6 times)."""
    statuses: list[int] = []
    while len(statuses) < 6 and (not statuses or statuses[-1] != 0):
        process = runs.start(
            "refine", "--input", corpus, "--output", output, "--quiet", "--block-samples", 4,
            *more, **environment,
        )  # fmt: skip
        process.communicate(timeout=PATIENCE_S)
        statuses.append(process.returncode)
    return statuses


def undisturbed(corpus: Path, output: Path) -> dict[str, str]:
    assert runs.refine(corpus, output, "--block-samples", 4).status == 0
    return runs.products(output)


def letters(output: Path, name: str) -> list[Any]:
    return runs.lines_of(output / "dead_letters" / f"{name}.jsonl")


def data_lines(output: Path, name: str) -> list[bytes]:
    raw = (output / "data" / name).read_bytes()
    return (gzip.decompress(raw) if name.endswith(".gz") else raw).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "killers", "killer"),
    [
        ("a.jsonl", {4, 6}, "exit"),
        ("a.jsonl", {5}, "SIGKILL"),
        ("a.jsonl.gz", {5}, "SIGKILL"),
    ],
)
def test_a_sample_that_kills_its_worker_costs_only_itself(
    tmp_path: Path, name: str, killers: set[int], killer: str
) -> None:
    corpus, output = corpus_of(tmp_path / name, killers), tmp_path / "out"
    undisturbed(corpus, tmp_path / "undisturbed")
    statuses = refine_until_done(corpus, output, **trap(tmp_path / "site", REFINING, killer=killer))
    assert statuses == [-9 if killer == "SIGKILL" else 77] * 2 + [0]
    assert [(row["index"], row["stage"], row["reason"]) for row in letters(output, name)] == [
        (index, "refine", "killed_worker") for index in sorted(killers)
    ]
    books = runs.books(output)
    assert (books["refined"], books["dead_letter"], books["read"]) == (
        12 - len(killers), len(killers), 12,
    )  # fmt: skip
    expected = data_lines(tmp_path / "undisturbed", name)
    assert data_lines(output, name) == [
        line for index, line in enumerate(expected) if index not in killers
    ]
    lineage = runs.lines_of(output / "lineage" / f"{name}.jsonl")
    calm = runs.lines_of(tmp_path / "undisturbed" / "lineage" / f"{name}.jsonl")
    for index, (mine, theirs) in enumerate(zip(lineage, calm, strict=True)):
        assert (mine == theirs) is (index not in killers)
    assert not (output / "_work").exists()


@pytest.mark.slow
def test_killers_in_two_blocks_of_a_stream_each_cost_themselves(tmp_path: Path) -> None:
    corpus, output = corpus_of(tmp_path / "a.jsonl.gz", {1, 10}), tmp_path / "out"
    statuses = refine_until_done(corpus, output, **trap(tmp_path / "site", REFINING))
    assert statuses[-1] == 0
    assert [row["index"] for row in letters(output, "a.jsonl.gz")] == [1, 10]
    assert runs.books(output)["refined"] == 10


@pytest.mark.slow
def test_a_block_that_cannot_be_read_without_dying_becomes_dead_letters(tmp_path: Path) -> None:
    corpus, output = corpus_of(tmp_path / "a.jsonl", {5}), tmp_path / "out"
    undisturbed(corpus, tmp_path / "undisturbed")
    statuses = refine_until_done(corpus, output, **trap(tmp_path / "site", READING))
    assert statuses == [-9, -9, -9, -9, 0], "twice as the run looks at columns, twice as it reads"
    found = [(row["index"], row["reason"]) for row in letters(output, "a.jsonl")]
    assert found == [(index, "killed_worker") for index in range(4, 8)]
    expected = data_lines(tmp_path / "undisturbed", "a.jsonl")
    assert data_lines(output, "a.jsonl") == expected[:4] + expected[8:]


@pytest.mark.slow
def test_an_output_with_a_dead_killer_is_verified_and_retried(tmp_path: Path) -> None:
    corpus, output = corpus_of(tmp_path / "a.jsonl", {5}), tmp_path / "out"
    calm = undisturbed(corpus, tmp_path / "undisturbed")
    refine_until_done(corpus, output, **trap(tmp_path / "site", REFINING))
    verified = runs.gdr("verify", output)
    assert (verified.status, verified.err) == (0, "")
    ran = runs.refine(corpus, output, "--block-samples", 4, "--retry-dead-letters")
    assert (ran.status, ran.err) == (0, "")
    assert runs.products(output) == calm


@pytest.mark.slow
def test_a_killer_among_two_worker_processes_costs_only_itself(tmp_path: Path) -> None:
    corpus, output = corpus_of(tmp_path / "a.jsonl", {5}, rows=40), tmp_path / "out"
    statuses = refine_until_done(
        corpus, output, "--processes", 2, **trap(tmp_path / "site", REFINING)
    )
    assert statuses[-1] == 0
    assert [row["index"] for row in letters(output, "a.jsonl")] == [5]
    assert runs.books(output)["refined"] == 39


@pytest.fixture
def errand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Worker, Descriptor]:
    """A worker of a run that has begun, and the first block of its shard."""
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    corpus = corpus_of(tmp_path / "a.jsonl", set(), rows=3)
    options = RefineOptions(input=(str(corpus),), output=str(tmp_path / "out"), quiet=True)
    job = begin(Worker(refine_job(options)), options)
    assert job is not None
    worker = Worker(job)
    return worker, next(cut(worker, identify(worker, list_shards(worker)[0])))


def test_a_block_alone_leaves_the_part_that_a_worker_would(
    errand: tuple[Worker, Descriptor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, descriptor = errand
    foreign = tmp_path / "cwd" / "transforms"
    foreign.mkdir(parents=True)
    (foreign / "__init__.py").write_text("raise SystemExit(5)")
    monkeypatch.chdir(foreign.parent)
    alone = worker.parts.read(refine_alone(worker.job, descriptor, descriptor.positions[0]))
    block = next(read_run(worker, descriptor, descriptor.positions))
    together = make_part(worker, refine(worker, screen(worker, block)))
    for section in ("rows", "lineage", "quarantine", "dead_letters"):
        assert getattr(alone, section) == getattr(together, section)


def test_what_fails_alone_for_a_reason_of_ours_condemns_no_sample(
    errand: tuple[Worker, Descriptor], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, descriptor = errand
    monkeypatch.delenv("GDR_SURROGATE_KEY")
    with pytest.raises(OptionsError, match="no surrogate key"):
        refine_alone(worker.job, descriptor, descriptor.positions[0])
    assert runs.parts(Path(worker.job.output)) == []


def test_a_process_that_cannot_begin_condemns_no_sample(
    errand: tuple[Worker, Descriptor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, descriptor = errand
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(PartError, match="as it began"):
        refine_alone(worker.job, descriptor, descriptor.positions[0])


def test_a_sample_that_kills_a_process_alone_is_a_dead_letter_and_the_others_are_refined(
    errand: tuple[Worker, Descriptor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, _ = errand
    deadly = trap(tmp_path / "site", REFINING)["PYTHONPATH"]
    monkeypatch.setattr(sys, "path", [*deadly.split(":"), *sys.path])
    corpus_of(tmp_path / "a.jsonl", {1}, rows=3)
    known = next(cut(worker, identify(worker, list_shards(worker)[0])))
    part = worker.parts.read(refine_alone(worker.job, known, known.positions[0]))
    dead = [json.loads(line) for line in part.dead_letters.splitlines()]
    assert [(row["index"], row["reason"]) for row in dead] == [(1, "killed_worker")]
    assert len(part.rows.splitlines()) == 2


def test_a_process_that_is_asked_to_stop_condemns_no_sample(
    errand: tuple[Worker, Descriptor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, descriptor = errand
    stopped = trap(tmp_path / "site", REFINING, killer="stopped")["PYTHONPATH"]
    monkeypatch.setattr(sys, "path", [*stopped.split(":"), *sys.path])
    corpus_of(tmp_path / "a.jsonl", {1}, rows=3)
    known = next(cut(worker, identify(worker, list_shards(worker)[0])))
    with pytest.raises(StoppedError):
        refine_alone(worker.job, known, known.positions[0])
    assert descriptor != known

"""Each step alone, in somebody else's pipeline; and what all of them together shuffle."""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.pipeline import AppliedPTransform, PipelineVisitor
from apache_beam.typehints.decorators import TypeCheckError

from pipelines.jobs import refine_job
from pipelines.options import RefineOptions
from pipelines.refine import begin, build
from tests import runs
from transforms.assemble import AssembleShards
from transforms.commit import CommitBlocks
from transforms.core.job import Job
from transforms.core.manifest import ShardEntry
from transforms.core.records import Block, BlockReport, Descriptor, Shard, ShardPlan
from transforms.cut import CutShards, cut
from transforms.discovery import identify, list_shards
from transforms.match import Match
from transforms.read import ReadBlocks, read_run
from transforms.refine import Refine
from transforms.screen import Screen, screen
from transforms.sharing import SharedWorker
from transforms.summarize import Summarize, Sweep
from transforms.worker import Worker

ROWS = 30
SMALL = 2048
"""Bytes that an element may have when it is shuffled: there is one for each block of a corpus."""


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A run that has begun, over two shards of three blocks each."""
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    for n, name in enumerate(["a.jsonl", "sub/b.jsonl"]):
        runs.write_jsonl(tmp_path / "corpus" / name, runs.rows(ROWS, first=n * ROWS))
    options = RefineOptions(
        input=(f"{tmp_path}/corpus/**",), output=str(tmp_path / "out"), block_samples=10, quiet=True
    )
    found = begin(Worker(refine_job(options)), options)
    assert found is not None
    return found


def pipeline() -> beam.Pipeline:
    return beam.Pipeline(runner="FnApiRunner", options=PipelineOptions([]))


def note(element: Any, folder: str) -> None:
    """Leaves an element where the test finds it: what Beam runs is a copy of this function."""
    data = pickle.dumps(element)
    Path(folder, hashlib.sha256(data).hexdigest()).write_bytes(data)


def noted(folder: Path) -> list[Any]:
    return [pickle.loads(path.read_bytes()) for path in sorted(folder.iterdir())]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "noted"
    made.mkdir()
    return made


def shards(job: Job) -> list[Shard]:
    worker = Worker(job)
    return [identify(worker, shard) for shard in list_shards(worker)]


def blocks(job: Job) -> list[Block]:
    """The blocks of the first shard, as `ReadBlocks` gives them."""
    worker = Worker(job)
    descriptors = cut(worker, shards(job)[0])
    return [block for d in descriptors for block in read_run(worker, d, d.positions)]


def test_match_gives_new_shards_identified(job: Job, folder: Path) -> None:
    with pipeline() as p:
        changed, kept = p | Match(SharedWorker(job))
        assert (changed.element_type, kept.pipeline) == (Shard, p)
        _ = changed | beam.Map(note, str(folder))
    found = sorted(noted(folder), key=lambda shard: shard.number)
    assert found == shards(job)


def test_cut_shards_gives_descriptors_and_plans(job: Job, folder: Path) -> None:
    (folder / "plans").mkdir()
    (folder / "descriptors").mkdir()
    with pipeline() as p:
        descriptors, plans = p | beam.Create(shards(job)) | CutShards(SharedWorker(job))
        assert descriptors.element_type == Descriptor
        _ = descriptors | "D" >> beam.Map(note, str(folder / "descriptors"))
        _ = plans | "P" >> beam.Map(note, str(folder / "plans"))
    found = noted(folder / "plans")
    assert [plan.samples for plan in found] == [ROWS, ROWS]
    assert sum(len(d.positions) for d in noted(folder / "descriptors")) == sum(
        plan.blocks for plan in found
    )


def count(block: Block) -> tuple[int, int, int]:
    return block.position.ordinal, len(block.findings), len(block.refined)


def test_read_screen_refine_and_commit_follow_one_another_or_stand_alone(
    job: Job, folder: Path
) -> None:
    """A block never leaves its worker: so these steps meet in one bundle, without a shuffle."""
    for name in ("read", "screened", "refined", "reports"):
        (folder / name).mkdir()
    worker = SharedWorker(job)
    descriptors = list(cut(Worker(job), shards(job)[0]))
    with pipeline() as p:
        read = p | beam.Create(descriptors) | ReadBlocks(worker)
        screened = read | Screen(worker)
        refined = screened | Refine(worker)
        reports = refined | CommitBlocks(worker)
        steps = (read, screened, refined)
        assert [step.element_type for step in steps] == [Block] * 3
        assert reports.element_type == BlockReport
        _ = reports | "N4" >> beam.Map(note, str(folder / "reports"))
    found = noted(folder / "reports")
    assert sorted(report.position.ordinal for report in found) == [0, 1, 2]
    assert all(Path(report.part).exists() for report in found)


@pytest.mark.parametrize(("step", "findings", "refined"), [(Screen, 10, 0), (Refine, 10, 10)])
def test_a_step_on_blocks_stands_alone(
    job: Job, folder: Path, step: Any, findings: int, refined: int
) -> None:
    """Somebody else may read blocks and judge them: the step before is a function of ours."""
    worker = SharedWorker(job)

    def prepared(block: Block) -> Block:
        return block if step is Screen else screen(worker.get(), block)

    def read(descriptor: Descriptor) -> Iterator[Block]:
        yield from read_run(worker.get(), descriptor, descriptor.positions)

    descriptors = list(cut(Worker(job), shards(job)[0]))
    with pipeline() as p:
        typed = beam.Map(prepared).with_output_types(Block)
        made = p | beam.Create(descriptors) | beam.FlatMap(read) | typed
        _ = made | step(worker) | beam.Map(count) | beam.Map(note, str(folder))
    assert sorted(noted(folder)) == [(n, findings, refined) for n in range(3)]


def test_assemble_shards_gives_an_entry_for_each_shard(job: Job, folder: Path) -> None:
    worker = SharedWorker(job)
    plans = [ShardPlan(shard, 3, ROWS, only_defects=False) for shard in shards(job)]
    with pipeline() as p:
        plan = p | "Plans" >> beam.Create(plans)
        found = p | "Shards" >> beam.Create(shards(job))
        reports = (
            (found | CutShards(worker)).descriptors
            | ReadBlocks(worker)
            | Screen(worker)
            | Refine(worker)
            | CommitBlocks(worker)
        )
        entries = (plan, reports) | AssembleShards(worker)
        assert entries.element_type == ShardEntry
        _ = entries | beam.Map(note, str(folder))
    assert sorted(entry.relative for entry in noted(folder)) == ["a.jsonl", "sub/b.jsonl"]
    assert {e.outcomes["refined"] for e in noted(folder)} == {ROWS}
    assert sorted(runs.tree(Path(job.output), "data")) == ["data/a.jsonl", "data/sub/b.jsonl"]


def entry(relative: str, read: int) -> ShardEntry:
    return ShardEntry(
        relative=relative, source="/x", id="0", version="v", format="jsonl", compression="",
        folder=False, bytes=10, read=read, outcomes={"unchanged": read}, files={},
        counters={"outcome/unchanged": read},
    )  # fmt: skip


def test_summarize_and_sweep_finish_the_output(job: Job, folder: Path) -> None:
    worker = SharedWorker(job)
    with pipeline() as p:
        entries = p | beam.Create([entry("a.jsonl", 3), entry("b.jsonl", 4)])
        finished = entries | Summarize(worker)
        swept = finished | Sweep(worker)
        assert (finished.element_type, swept.element_type) == (str, str)
        _ = swept | beam.Map(note, str(folder))
    assert noted(folder) == [job.run_id]
    assert runs.books(Path(job.output))["read"] == 7
    assert runs.read_json(Path(job.output) / "manifest.json")["complete"] is True
    assert not Path(job.work).exists()


def test_a_run_without_a_shard_is_finished_too(job: Job) -> None:
    with pipeline() as p:
        empty = p | beam.Create([]).with_output_types(ShardEntry)
        _ = empty | Summarize(SharedWorker(job)) | Sweep(SharedWorker(job))
    assert runs.books(Path(job.output))["read"] == 0


@pytest.mark.parametrize("step", [CutShards, ReadBlocks, Screen, Refine, CommitBlocks, Sweep])
def test_a_step_refuses_elements_of_another_type(job: Job, step: Any) -> None:
    with pytest.raises(TypeCheckError):
        _ = pipeline() | beam.Create([3.5]) | step(SharedWorker(job))


class Shuffles(PipelineVisitor):
    """Collects what is shuffled, and what `Create` holds."""

    def __init__(self) -> None:
        self.inputs: list[Any] = []
        self.created: list[Any] = []

    def enter_composite_transform(self, node: AppliedPTransform) -> None:
        if isinstance(node.transform, beam.Create):
            self.created.append(list(node.transform.values))

    def visit_transform(self, node: AppliedPTransform) -> None:
        if isinstance(node.transform, beam.GroupByKey):
            self.inputs.extend(node.inputs)
        self.inputs.extend(side.pvalue for side in node.side_inputs)


@pytest.fixture
def whole(job: Job) -> tuple[beam.Pipeline, Shuffles]:
    made = pipeline()
    build(made, job)
    found = Shuffles()
    made.visit(found)
    return made, found


def test_nothing_that_is_shuffled_holds_text_and_all_of_it_is_small(
    whole: tuple[beam.Pipeline, Shuffles], folder: Path
) -> None:
    made, found = whole
    assert len(found.inputs) >= 4, "shards, descriptors, plans with reports, entries"
    for number, values in enumerate(found.inputs):
        _ = values | f"Spy {number}" >> beam.Map(note, str(folder))
    made.run().wait_until_finish()
    seen = [path.read_bytes() for path in folder.iterdir()]
    assert len(seen) > 15
    names = ("Shard", "Descriptor", "ShardPlan", "BlockReport", "ShardEntry")
    marks = {name: f"\x94\x8c{chr(len(name))}{name}\x94".encode("latin-1") for name in names}
    assert [name for name, mark in marks.items() if not any(mark in data for data in seen)] == []
    for data in seen:
        assert b"Nothing else is private" not in data
        assert b"ines.walder" not in data
        assert b"harborlight" not in data
        assert len(data) < SMALL


def test_create_holds_no_shard_and_the_graph_no_name_of_a_file(
    whole: tuple[beam.Pipeline, Shuffles],
) -> None:
    made, found = whole
    assert [values for values in found.created if values != [0]] in ([], [[None]] * 4)
    graph = made.to_runner_api().SerializeToString()
    assert b"b.jsonl" not in graph
    assert runs.KEY.encode() not in graph


def test_a_process_builds_one_worker_for_all_its_threads_and_steps(job: Job) -> None:
    worker = SharedWorker(job)
    copies = [pickle.loads(pickle.dumps(worker)) for _ in range(8)]
    found: list[Worker] = []
    barrier = threading.Barrier(8)

    def get(shared: SharedWorker) -> None:
        barrier.wait()
        found.append(shared.get())

    threads = [threading.Thread(target=get, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {id(each) for each in found} == {id(worker.get())}


def test_two_runs_in_one_process_have_a_worker_each(job: Job) -> None:
    assert SharedWorker(job).get() is not SharedWorker(job).get()

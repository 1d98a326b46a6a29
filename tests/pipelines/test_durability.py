"""Kills, retries, zombies, two runs at once: what is committed stays, the output is the same."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipelines import preflight
from pipelines.jobs import refine_job
from pipelines.locking import StoreLock, locked
from pipelines.options import RefineOptions
from pipelines.refine import begin
from tests import runs
from tests.waiting import PATIENCE_S
from transforms import stores
from transforms.assemble import assemble, ordered
from transforms.commit import commit
from transforms.core.errors import BooksError, OutputError, StoreError
from transforms.core.job import Job, KeySource
from transforms.core.records import BlockReport, Descriptor, ShardPlan
from transforms.cut import cut
from transforms.discovery import identify, list_shards
from transforms.read import read
from transforms.refine import refine
from transforms.screen import screen
from transforms.summarize import summarize
from transforms.worker import Worker

BLOCKS = 220
PER_BLOCK = 3
FEW = 4 * PER_BLOCK


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shards of 110 blocks each."""
    folder = tmp_path_factory.mktemp("corpus")
    half = BLOCKS * PER_BLOCK // 2
    runs.write_jsonl(folder / "a.jsonl", runs.rows(half))
    runs.write_jsonl(folder / "sub" / "b.jsonl", [*runs.rows(half, first=half), "no json"])
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shards of 4 blocks each, where the number does not matter."""
    folder = tmp_path_factory.mktemp("small")
    runs.write_jsonl(folder / "a.jsonl", runs.rows(FEW))
    runs.write_jsonl(folder / "sub" / "b.jsonl", runs.rows(FEW, first=FEW))
    return folder


@pytest.fixture(scope="module")
def finished(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("finished") / "out"
    assert runs.gdr("refine", *options_of(small, output)).status == 0
    return output


@pytest.fixture
def done(finished: Path, tmp_path: Path) -> Path:
    """A copy of a finished output of the small corpus."""
    return Path(shutil.copytree(finished, tmp_path / "out"))


def options_of(corpus: Path, output: Path) -> list[str]:
    pattern = f"{corpus}/**/*.jsonl"
    return [
        "--input",
        pattern,
        "--output",
        str(output),
        "--block-samples",
        str(PER_BLOCK),
        "--quiet",
    ]


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    assert runs.gdr("refine", *options_of(corpus, output)).status == 0
    return runs.products(output)


def kill_points(count: int) -> list[int]:
    """Numbers of parts after which to kill: spread by a hash, the ends among them."""
    drawn = [hashlib.sha256(b"kill %d" % n).digest() for n in range(count - 2)]
    return [0, *sorted(int.from_bytes(d[:4]) % BLOCKS for d in drawn), BLOCKS - 1]


def kill_and_relaunch(corpus: Path, output: Path, point: int) -> None:
    arguments = ["refine", *options_of(corpus, output), "--processes", "2"]
    process = runs.start(*arguments)
    runs.wait_for_parts(output, point, process)
    runs.kill_group(process)
    assert runs.gdr("refine", *options_of(corpus, output)).status == 0


@pytest.mark.parametrize("point", kill_points(20)[9:10])
def test_a_run_killed_in_the_middle_goes_on_to_the_same_bytes(
    corpus: Path, tmp_path: Path, undisturbed: dict[str, str], point: int
) -> None:
    kill_and_relaunch(corpus, tmp_path / "out", point)
    assert runs.products(tmp_path / "out") == undisturbed
    assert not (tmp_path / "out" / "_work").exists()


@pytest.mark.slow
@pytest.mark.parametrize("point", kill_points(20))
def test_a_run_killed_at_each_of_20_points_goes_on_to_the_same_bytes(
    corpus: Path, tmp_path: Path, undisturbed: dict[str, str], point: int
) -> None:
    kill_and_relaunch(corpus, tmp_path / "out", point)
    assert runs.products(tmp_path / "out") == undisturbed


def begun(corpus: Path, output: Path) -> Worker:
    """A worker of a run that has written its first manifest."""
    options = RefineOptions(
        input=(f"{corpus}/**/*.jsonl",), output=str(output), block_samples=PER_BLOCK, quiet=True
    )
    job = begin(Worker(refine_job(options)), options)
    assert isinstance(job, Job)
    return Worker(job)


@pytest.fixture
def worker(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    return begun(corpus, tmp_path / "out")


def descriptors(worker: Worker, number: int) -> list[Descriptor]:
    return list(cut(worker, identify(worker, list_shards(worker)[number])))


def commit_all(worker: Worker, found: list[Descriptor]) -> list[BlockReport]:
    return [
        commit(worker, refine(worker, screen(worker, block)) if block.rows else block)
        for descriptor in found
        for block in read(worker, descriptor)
    ]


def plan_of(found: list[Descriptor]) -> ShardPlan:
    positions = [position for descriptor in found for position in descriptor.positions]
    samples = sum(position.count for position in positions)
    return ShardPlan(found[0].shard, len(positions), samples, only_defects=False)


def test_finished_blocks_are_neither_read_nor_started_again(worker: Worker) -> None:
    found = descriptors(worker, 0)
    commit_all(worker, found[:60])
    again = commit_all(Worker(worker.job), found)
    assert len(again) == len(found)
    starts = list(worker.output.list(f"{worker.job.work}/starts"))
    assert len(starts) == len(found), "a finished block was started a second time"


def test_of_two_attempts_at_a_block_the_smallest_name_wins(worker: Worker) -> None:
    found = descriptors(worker, 0)
    reports = commit_all(worker, found)
    first = worker.parts.read(reports[0].part)
    slower = type(first)(
        first.rows, first.lineage, b"", b"", {**first.counters, "seconds/read": 99.0}
    )
    other = worker.parts.put(found[0].shard, reports[0].position, slower)
    assert other != reports[0].part
    doubled = [*reports, BlockReport(0, reports[0].position, other), reports[3]]
    plan = plan_of(found)
    _, best = ordered([plan, *doubled])
    assert len(best) == len(found)
    assert best[0].part == min(other, reports[0].part)
    entry = assemble(worker, plan, best)
    again = assemble(worker, plan, best)
    assert entry.files == again.files
    assert entry.read == BLOCKS * PER_BLOCK // 2


def test_a_missing_block_fails_the_run(worker: Worker) -> None:
    found = descriptors(worker, 0)
    reports = commit_all(worker, found)
    with pytest.raises(BooksError, match="110 blocks has reports of 109"):
        ordered([plan_of(found), *reports[:-1]])


def test_a_damaged_part_is_told_from_a_whole_one(worker: Worker) -> None:
    found = descriptors(worker, 0)
    reports = commit_all(worker, found)
    path = Path(reports[5].part)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Exception, match="damaged"):
        assemble(worker, plan_of(found), reports)


def test_a_zombie_that_commits_after_the_end_changes_nothing(
    corpus: Path, tmp_path: Path, undisturbed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    output = tmp_path / "out"
    zombie = begun(corpus, output)
    assert runs.gdr("refine", *options_of(corpus, output)).status == 0
    found = descriptors(zombie, 0)
    reports = commit_all(zombie, found)
    assemble(zombie, plan_of(found), reports)
    with pytest.raises(OutputError, match="another run"):
        summarize(zombie, [])
    assert runs.products(output) == undisturbed
    assert runs.gdr("refine", *options_of(corpus, output)).status == 0
    assert runs.products(output) == undisturbed
    assert not (output / "_work").exists()


def test_a_second_run_on_the_same_output_is_refused(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with locked(stores.build(str(output)), str(output)):
        ran = runs.gdr("refine", *options_of(small, output))
    assert ran.status == 2
    assert "written by another run" in ran.err
    assert runs.gdr("refine", *options_of(small, output)).status == 0


def test_the_lock_of_an_object_store_expires_and_one_of_two_wins(tmp_path: Path) -> None:
    now = [1000.0]
    store = stores.build(str(tmp_path))

    def lock() -> StoreLock:
        return StoreLock(store, f"{tmp_path}/_work", clock=lambda: now[0])

    dead = lock()
    dead.acquire()
    with pytest.raises(OutputError):
        lock().acquire()
    now[0] += 599
    dead.renew()
    now[0] += 599
    with pytest.raises(OutputError):
        lock().acquire()
    now[0] += 2
    alive = lock()
    alive.acquire()
    assert alive.epoch == 2
    with pytest.raises(OutputError):
        lock().acquire()
    alive.release()
    lock().acquire()


def test_a_changed_shard_costs_only_itself(small: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(small, tmp_path / "corpus"))
    output = tmp_path / "out"
    assert runs.gdr("refine", *options_of(copy, output)).status == 0
    before = {path: path.stat().st_mtime_ns for path in (output / "data").rglob("*.jsonl")}
    shard = copy / "a.jsonl"
    text = shard.read_text()
    stat = shard.stat()
    shard.write_text(text.replace("Row 7:", "Row 8:"))  # of equal length
    os.utime(shard, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # and of equal time
    runs.write_jsonl(copy / "new.jsonl", runs.rows(2, first=5000))
    assert runs.gdr("refine", *options_of(copy, output)).status == 0
    after = {path: path.stat().st_mtime_ns for path in (output / "data").rglob("*.jsonl")}
    changed = {path.name for path, when in after.items() if before.get(path) != when}
    assert changed == {"a.jsonl", "new.jsonl"}
    assert "Row 8:" in (output / "data" / "a.jsonl").read_text().splitlines()[7]
    assert runs.books(output)["read"] == 2 * FEW + 2
    fresh = tmp_path / "fresh"
    assert runs.gdr("refine", *options_of(copy, fresh)).status == 0
    assert runs.products(output) == runs.products(fresh)


def test_outputs_of_a_vanished_shard_are_deleted_and_listed(small: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(small, tmp_path / "corpus"))
    output = tmp_path / "out"
    assert runs.gdr("refine", *options_of(copy, output)).status == 0
    (copy / "sub" / "b.jsonl").unlink()
    assert runs.gdr("refine", *options_of(copy, output)).status == 0
    assert runs.read_json(output / "manifest.json")["vanished"] == ["sub/b.jsonl"]
    assert [path.name for path in output.rglob("b.jsonl*")] == []


@pytest.mark.parametrize(
    "change",
    [
        ["--drop-field", "lang"],
        ["--keep-field", "lang"],
        ["--max-sample-bytes", "1MiB"],
        ["--limit", "5"],
        ["--id-field", "id"],
    ],
)
def test_another_option_is_another_run(small: Path, done: Path, change: list[str]) -> None:
    before = runs.tree(done)
    ran = runs.gdr("refine", *options_of(small, done), *change)
    assert ran.status == 2
    assert change[0].strip("-").replace("-", "_") in ran.err
    assert "--overwrite" in ran.err
    assert runs.tree(done) == before
    assert runs.gdr("refine", *options_of(small, done), *change, "--overwrite").status == 0


def test_another_prompt_policy_detector_version_or_key_is_another_run() -> None:
    base = Job(prompt="a@1")
    stricter = base.policy.model_copy(update={"min_score": 0.9})
    assert len({
        base.fingerprint("k"),
        base.fingerprint("other key"),
        Job(prompt="a@2").fingerprint("k"),
        Job(prompt="a@1", code="other").fingerprint("k"),
        Job(prompt="a@1", policy=stricter).fingerprint("k"),
        Job(prompt="a@1", prompt_fingerprint="f").fingerprint("k"),
    }) == 6  # fmt: skip


def test_another_key_is_refused(small: Path, done: Path) -> None:
    ran = runs.gdr(
        "refine", *options_of(small, done), "--drop-field", "lang", key="another key " * 4
    )
    assert ran.status == 2
    assert "surrogate key" in ran.err


def test_a_drawn_key_lives_as_long_as_the_run_and_the_manifest_tells_whether_it_is_over(
    corpus: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    process = runs.start("refine", *options_of(corpus, output), GDR_SURROGATE_KEY="")
    assert runs.wait_for_parts(output, 1, process)
    runs.kill_group(process)
    key = output / "_work" / "surrogate.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert runs.read_json(output / "manifest.json")["complete"] is False
    assert runs.gdr("refine", *options_of(corpus, output), key=None).status == 0
    assert not key.exists()
    manifest = runs.read_json(output / "manifest.json")
    assert (manifest["complete"], manifest["epoch"]) == (True, 2)
    before = runs.products(output)
    ran = runs.gdr("refine", *[o for o in options_of(corpus, output) if o != "--quiet"], key=None)
    assert (ran.status, "nothing to do" in ran.out) == (0, True)
    runs.write_jsonl(corpus / "late.jsonl", runs.rows(1))
    try:
        ran = runs.gdr("refine", *options_of(corpus, output), key=None)
        assert ran.status == 2
        assert "GDR_SURROGATE_KEY" in ran.err
    finally:
        (corpus / "late.jsonl").unlink()
    assert runs.products(output) == before


def test_a_folder_that_holds_something_else_is_refused(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "thesis.txt").write_text("irreplaceable")
    for more in ([], ["--overwrite"]):
        ran = runs.gdr("refine", *options_of(corpus, output), *more)
        assert ran.status == 2
        assert "holds something else" in ran.err
    assert runs.tree(output).keys() == {"thesis.txt"}


@pytest.mark.slow
def test_overwrite_goes_on_where_the_same_command_was_killed(
    corpus: Path, done: Path, undisturbed: dict[str, str]
) -> None:
    output = done
    process = runs.start("refine", *options_of(corpus, output), "--overwrite")
    assert runs.wait_for_parts(output, 20, process)
    runs.kill_group(process)
    kept = {path.name for path in runs.parts(output)}
    assert len(kept) >= 20
    assert runs.gdr("refine", *options_of(corpus, output), "--overwrite").status == 0
    assert runs.products(output) == undisturbed


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_signal_stops_the_run_resumable(
    corpus: Path, tmp_path: Path, undisturbed: dict[str, str], processes: int
) -> None:
    output = tmp_path / "out"
    process = runs.start("refine", *options_of(corpus, output), "--processes", processes)
    assert runs.wait_for_parts(output, 10, process)
    process.terminate()
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 4
    assert b"the same command goes on" in err
    assert runs.gdr("refine", *options_of(corpus, output)).status == 0
    assert runs.products(output) == undisturbed


class _FullDisk:
    """A store whose disk is full after so many puts."""

    def __init__(self, store: object, puts: int) -> None:
        self._store = store
        self._left = puts

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def put(self, uri: str, data: bytes, **more: object) -> None:
        self._left -= 1
        if self._left < 0:
            raise StoreError("no space left on the disk of --output")
        self._store.put(uri, data, **more)  # type: ignore[attr-defined]


def test_a_full_disk_fails_clearly_and_the_same_command_goes_on(
    small: Path, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    output = tmp_path / "out"
    full = _FullDisk(stores.build(str(output)), 8)
    with monkeypatch.context() as patched:
        patched.setattr(Worker, "store", lambda self, uri: full)
        ran = runs.gdr("refine", *options_of(small, output))
    assert ran.status == 1
    assert "no space left on the disk" in ran.err
    assert "Traceback" not in ran.err
    assert runs.gdr("refine", *options_of(small, output)).status == 0
    assert runs.products(output) == runs.products(finished)


def test_preflight_clears_only_what_a_run_writes(done: Path) -> None:
    (done / "notes-of-the-owner.md").write_text("mine")
    worker = Worker(Job(output=str(done), key=KeySource(file=f"{done}/_work/surrogate.key")))
    preflight.clear(worker, preflight.load_or_none(worker))
    assert runs.tree(done).keys() == {"notes-of-the-owner.md"}


@pytest.mark.slow
def test_a_worker_process_that_dies_is_replaced_within_the_same_command(
    corpus: Path, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    output = tmp_path / "out"
    process = runs.start("refine", *options_of(corpus, output), "--processes", "2")
    assert runs.wait_for_parts(output, 30, process)
    workers = [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if any("sdk_worker" in word for word in child.cmdline()) and child.name() != "sh"
    ]
    assert workers
    workers[0].kill()
    _, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, b"a worker process died" in err) == (0, True)
    assert runs.products(output) == undisturbed


@pytest.mark.slow
def test_a_write_that_fails_in_the_middle_costs_nothing_whichever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails every publication of a small run in turn, until a run has fewer."""
    corpus = tmp_path / "in"
    runs.write_jsonl(corpus / "a.jsonl", [*runs.rows(5), "no json"])
    runs.write_jsonl(corpus / "b.jsonl", runs.rows(3, first=50))
    whole = tmp_path / "whole"
    arguments = ["--block-samples", "3"]
    assert runs.refine(corpus / "*", whole, *arguments).status == 0
    replace, link = os.replace, os.link
    writes = 0

    def failing(publish: Callable[..., None], at: int) -> Callable[..., None]:
        def publishing(source: str, target: str, **more: Any) -> None:
            nonlocal writes
            if str(tmp_path) in str(target):
                writes += 1
                if writes == at:
                    raise OSError(errno.EIO, "cut off")
            publish(source, target, **more)

        return publishing

    for at in range(1, 100):
        output, writes = tmp_path / f"out{at}", 0
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", failing(replace, at))
            patched.setattr(os, "link", failing(link, at))
            status = runs.refine(corpus / "*", output, *arguments).status
        if writes < at:
            break
        assert status in {0, 1}
        assert runs.refine(corpus / "*", output, *arguments).status == 0
        assert runs.products(output) == runs.products(whole), at
        assert runs.gdr("verify", output, "--quiet").status == 0
    assert at > 10


def test_summarizing_twice_says_the_same(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    copy = Path(shutil.copytree(small, tmp_path / "corpus"))
    output = tmp_path / "out"
    assert runs.gdr("refine", *options_of(copy, output)).status == 0
    (copy / "sub" / "b.jsonl").unlink()
    runs.write_jsonl(copy / "c.jsonl", runs.rows(3))
    worker = begun(copy, output)
    found = descriptors(worker, 1)
    entries = [assemble(worker, plan_of(found), commit_all(worker, found))]
    previous = worker.begun_manifest().shards
    entries += [entry for entry in previous if entry.relative == "a.jsonl"]
    summarize(worker, entries)
    first = runs.read_json(output / "manifest.json")
    summarize(worker, entries)
    assert runs.read_json(output / "manifest.json") == first
    assert first["vanished"] == ["sub/b.jsonl"]

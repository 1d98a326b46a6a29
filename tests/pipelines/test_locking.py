"""What a run leaves beside its products: nothing, and never another run's lock."""

from __future__ import annotations

from pathlib import Path

from pipelines.locking import locked
from tests import runs
from transforms import stores
from transforms.core.job import Job
from transforms.core.run_lock import StoreLock
from transforms.summarize import sweep
from transforms.worker import Worker

DRAFT = ".gdr-0123456789abcdef0123456789abcdef.tmp"


def test_a_sweep_leaves_the_lock_to_who_holds_it(tmp_path: Path) -> None:
    store, output = stores.build(str(tmp_path)), str(tmp_path / "out")
    with locked(store, output):
        store.put(f"{output}/_work/parts/a/b.part", b"x")
        store.put(f"{output}/_work/surrogate.key", b"x")
        sweep(Worker(Job(output=output)))
        left = [path.name for path in Path(output, "_work").iterdir()]
        assert left == ["lock"]
        ran = runs.refine(runs.write_jsonl(tmp_path / "a.jsonl", runs.rows(1)), output)
        assert (ran.status, "another run" in ran.err) == (2, True)
    assert not Path(output, "_work").exists()


def test_a_lock_given_back_leaves_nothing_of_it_nor_of_the_dead_before(tmp_path: Path) -> None:
    now = [0.0]
    store, work = stores.build(str(tmp_path)), f"{tmp_path}/_work"
    dead = StoreLock(store, work, clock=lambda: now[0])
    dead.acquire()
    now[0] += 700
    alive = StoreLock(store, work, clock=lambda: now[0])
    alive.acquire()
    store.put(f"{work}/lock-of-nobody", b"")
    dead.release()
    assert {path.name for path in Path(work).iterdir()} == {
        "lock-00000002", "lock-00000002.alive", "lock-of-nobody",
    }  # fmt: skip
    alive.release()
    assert {path.name for path in Path(work).iterdir()} == {"lock-of-nobody"}


def test_drafts_of_a_killed_run_are_no_part_of_the_output(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    runs.write_jsonl(corpus / "sub" / "a.jsonl", runs.rows(3))
    output = tmp_path / "out"
    arguments = (f"{corpus}/**/*.jsonl", output)
    assert runs.refine(*arguments).status == 0
    before = runs.tree(output)
    for last in ("nothing new", "a new shard"):
        for folder in ("data", "data/sub", "lineage"):
            (output / folder / DRAFT).write_bytes(b"half of a shard")
        if last == "a new shard":
            runs.write_jsonl(corpus / "b.jsonl", runs.rows(1))
        assert runs.refine(*arguments).status == 0
        assert not list(output.rglob(".gdr-*"))
        assert (
            runs.tree(output).items()
            >= {k: v for k, v in before.items() if k.startswith("data/")}.items()
        )

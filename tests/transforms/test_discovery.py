"""Which files a pattern means, and which of their samples a canary takes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import runs
from transforms.core.errors import InputError, StoreError
from transforms.core.job import Job
from transforms.core.records import BlockLimits, Shard
from transforms.cut import _pick, cut, samples_at
from transforms.discovery import _take, identify, list_shards
from transforms.worker import Worker


def found(*patterns: object, code: bool = False, take: int | None = None) -> list[Shard]:
    job = Job(inputs=tuple(map(str, patterns)), format="code" if code else "", take=take)
    return list_shards(Worker(job))


def names(*patterns: object, code: bool = False) -> list[str]:
    return [shard.relative for shard in found(*patterns, code=code)]


def put(path: Path, rows: int = 2) -> Path:
    return runs.write_jsonl(path, runs.rows(rows))


def test_shards_are_numbered_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.jsonl", "a.jsonl", "é.jsonl", "B.jsonl"):
        put(tmp_path / name)
    shards = found(f"{tmp_path}/**/*.jsonl")
    expected = ["B.jsonl", "a.jsonl", "a/z.jsonl", "b.jsonl", "é.jsonl"]
    assert [shard.relative for shard in shards] == expected
    assert [shard.number for shard in shards] == list(range(5))


def test_a_link_to_a_file_is_a_shard_with_the_size_of_what_it_names(tmp_path: Path) -> None:
    blob = put(tmp_path / "blobs" / "0a1b2c", rows=5)
    snapshot = tmp_path / "snapshots" / "main"
    snapshot.mkdir(parents=True)
    (snapshot / "train.jsonl").symlink_to(os.path.relpath(blob, snapshot))
    (shard,) = found(f"{snapshot}/*.jsonl")
    assert (shard.relative, shard.size) == ("train.jsonl", blob.stat().st_size)
    known = identify(Worker(Job()), shard)
    assert (known.format, known.version[:7]) == ("jsonl", "sha256:")
    blob.write_bytes(blob.read_bytes() + b'{"text": "one more"}\n')
    assert identify(Worker(Job()), shard).version != known.version


def test_a_cache_of_links_is_refined_into_files(tmp_path: Path) -> None:
    blob = put(tmp_path / "blobs" / "0a1b2c", rows=5)
    (tmp_path / "main").mkdir()
    (tmp_path / "main" / "train.jsonl").symlink_to(blob)
    assert runs.refine(f"{tmp_path}/main/*.jsonl", tmp_path / "out").status == 0
    written = tmp_path / "out" / "data" / "train.jsonl"
    assert not written.is_symlink()
    assert len(runs.lines_of(written)) == 5
    assert b"ines.walder" not in written.read_bytes()
    assert b"ines.walder" in blob.read_bytes()


def test_links_to_folders_broken_links_and_loops_are_no_shards(tmp_path: Path) -> None:
    put(tmp_path / "corpus" / "a.jsonl")
    put(tmp_path / "other" / "b.jsonl")
    (tmp_path / "corpus" / "folder.jsonl").symlink_to(tmp_path / "other")
    (tmp_path / "corpus" / "broken.jsonl").symlink_to(tmp_path / "nowhere")
    (tmp_path / "corpus" / "loop.jsonl").symlink_to("loop.jsonl")
    (tmp_path / "corpus" / "up").symlink_to("..")
    os.mkfifo(tmp_path / "corpus" / "pipe.jsonl")
    assert names(f"{tmp_path}/corpus/**/*.jsonl") == ["a.jsonl"]
    for nothing in ("broken.jsonl", "pipe.jsonl", "folder.jsonl"):
        with pytest.raises(InputError):
            found(f"{tmp_path}/corpus/{nothing}")
    with pytest.raises(StoreError, match="link_loop"):
        found(f"{tmp_path}/corpus/loop.jsonl")


def test_a_link_that_vanishes_while_the_run_goes_on_is_a_dead_letter(tmp_path: Path) -> None:
    blob = put(tmp_path / "blob")
    (tmp_path / "a.jsonl").symlink_to(blob)
    (shard,) = found(f"{tmp_path}/*.jsonl")
    blob.unlink()
    assert identify(Worker(Job()), shard).version == "vanished"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("data[1].jsonl", ["data[1].jsonl"]),
        ("data[2].jsonl", ["data2.jsonl"]),  # no such file: a class of one
        ("data[[]1].jsonl", ["data[1].jsonl"]),
        ("data[12].jsonl", ["data1.jsonl", "data2.jsonl"]),
        ("run[a]/x.jsonl", ["x.jsonl"]),
        ("data*.jsonl", ["data1.jsonl", "data2.jsonl", "data[1].jsonl"]),
        ("data?.jsonl", ["data1.jsonl", "data2.jsonl"]),
    ],
)
def test_a_file_whose_name_has_brackets_is_meant_where_it_is(
    tmp_path: Path, given: str, expected: list[str]
) -> None:
    for name in ("data[1].jsonl", "data1.jsonl", "data2.jsonl", "run[a]/x.jsonl", "runa/y.jsonl"):
        put(tmp_path / name)
    assert names(f"{tmp_path}/{given}") == expected


def test_repositories_are_folders_and_archives_and_links_to_archives(tmp_path: Path) -> None:
    repos = tmp_path / "repos"
    (repos / "one" / "src").mkdir(parents=True)
    (repos / "one" / "src" / "a.py").write_text("pass\n")
    (repos / "two[x]").mkdir()
    (repos / "two[x]" / "b.py").write_text("pass\n")
    (repos / "three.zip").symlink_to(tmp_path / "blob")
    (tmp_path / "blob").write_bytes(b"PK\5\6" + bytes(18))
    (repos / "twice").symlink_to("one")
    (repos / "nowhere.zip").symlink_to("gone")
    assert names(f"{repos}/*", code=True) == ["one", "three.zip", "two[x]"]
    for literal in ("one", "one/", "two[x]", "twice"):
        (shard,) = found(f"{repos}/{literal}", code=True)
        assert (shard.relative, shard.folder) == (literal.rstrip("/"), True)
    assert not found(f"{repos}/three.zip", code=True)[0].folder


def test_patterns_that_overlap_give_each_shard_once(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        put(tmp_path / name)
    patterns = [f"{tmp_path}/*.jsonl", f"{tmp_path}/a.jsonl", f"{tmp_path}/[ab].jsonl"]
    assert names(*patterns) == ["a.jsonl", "b.jsonl"]


def test_two_shards_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("en", "de"):
        put(tmp_path / folder / "a.jsonl")
    with pytest.raises(InputError, match=r"both give 'a\.jsonl'"):
        found(f"{tmp_path}/en/*", f"{tmp_path}/de/*")


def test_every_pattern_has_to_match(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl")
    with pytest.raises(InputError, match="matches no file"):
        found(f"{tmp_path}/*.jsonl", f"{tmp_path}/*.csv")
    with pytest.raises(InputError, match="is a folder"):
        found(tmp_path)


def shards_of(sizes: list[int]) -> list[Shard]:
    return [Shard(n, f"/{n}", f"{n}", "", "", size, "") for n, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=20), st.integers(1, 300))
@settings(deadline=None, max_examples=60)
def test_a_canary_draws_exactly_as_many_samples_always_the_same(
    sizes: list[int], wanted: int
) -> None:
    taken = _take(shards_of(sizes), wanted)
    assert sum(shard.take for shard in taken) == wanted
    assert taken == _take(shards_of(sizes), wanted)
    assert all(shard.take > 0 for shard in taken)


def test_a_canary_takes_of_each_shard_in_proportion_to_its_bytes() -> None:
    taken = {shard.number: shard.take for shard in _take(shards_of([10, 1000, 0, 9000]), 2000)}
    assert taken.keys() >= {1, 3}
    assert 150 < taken[1] < 250
    assert 1700 < taken[3] < 1900
    assert taken.get(2, 0) <= 2


def test_without_a_canary_all_is_taken() -> None:
    assert _take(shards_of([1, 2]), None) == shards_of([1, 2])


@given(st.integers(0, 50), st.integers(0, 60))
@settings(deadline=None)
def test_a_canary_picks_so_many_different_samples_of_a_shard(total: int, wanted: int) -> None:
    shard = replace(shards_of([1])[0], take=wanted)
    picked = _pick(shard, total)
    assert len(picked) == min(total, wanted)
    assert picked == tuple(sorted(set(picked)))
    assert set(picked) <= set(range(total))
    assert picked == _pick(replace(shard, uri="/elsewhere", number=7), total)


@pytest.mark.parametrize("samples", [1, 3, 512])
def test_a_canary_is_the_same_whatever_the_blocks(tmp_path: Path, samples: int) -> None:
    path = put(tmp_path / "a.jsonl", rows=40)
    job = Job(inputs=(str(path),), take=9, limits=BlockLimits(samples=samples))
    worker = Worker(job)
    descriptors = list(cut(worker, identify(worker, list_shards(worker)[0])))
    positions = [(d, p) for d in descriptors for p in d.positions]
    assert sum(samples_at(p, d.only) for d, p in positions) == 9
    assert [p.ordinal for _, p in positions] == list(range(len(positions)))
    whole = replace(list_shards(worker)[0], take=9)
    assert {d.only for d in descriptors} == {_pick(whole, 40)}


@pytest.mark.slow
def test_a_canary_is_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        put(tmp_path / "corpus" / name, rows=30)
    for processes in (1, 2):
        ran = runs.refine(
            f"{tmp_path}/corpus/*", tmp_path / f"out{processes}", "--limit", 7,
            "--processes", processes, "--block-samples", 4,
        )  # fmt: skip
        assert (ran.status, ran.err) == (0, "")
        assert runs.books(tmp_path / f"out{processes}")["read"] == 7
    assert runs.products(tmp_path / "out1") == runs.products(tmp_path / "out2")

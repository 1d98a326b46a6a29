"""Bad input ends in a dead letter or a clear refusal, and costs nothing else."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests import runs
from tests.waiting import PATIENCE_S

GOOD = b'{"id": 1, "text": "write to ines.walder@harborlight-books.com today"}\n'
ALSO_GOOD = b'{"id": 2, "text": "nothing private"}\n'


def outcome_of(corpus: Path, output: Path, *more: object) -> dict[str, int]:
    """The books of a run over `corpus`, which has to balance and to leak nothing."""
    ran = runs.refine(corpus, output, *more)
    assert (ran.status, ran.err) == (0, "")
    books = runs.books(output)
    assert books["read"] == sum(count for outcome, count in books.items() if outcome != "read")
    for path in (output / "data").rglob("*"):
        if path.is_file():
            assert b"ines.walder" not in path.read_bytes()
    return books


def reasons(output: Path) -> dict[str, int]:
    found: dict[str, int] = runs.read_json(output / "metrics.json")["dead_letters"]
    return found


BAD = [
    (b"no json at all\n", "not_json"),
    (b'{"text": "cut off\n', "not_json"),
    (b"[1, 2]\n", "not_an_object"),
    (b"42\n", "not_an_object"),
    (b"null\n", "not_an_object"),
    (b'"text"\n', "not_an_object"),
    (b'{"other": "x"}\n', "text_missing"),
    (b'{"text": 5}\n', "text_not_string"),
    (b'{"text": ["x"]}\n', "text_not_string"),
    (b'{"text": {"a": "x"}}\n', "text_not_string"),
    (b'{"text": "\xff\xfe"}\n', "invalid_utf8"),
    (b'{"text": "lone \\ud800 half"}\n', "lone_surrogate"),
    (b'{"text": "x", "text": "y"}\n', "duplicate_key"),
    (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}\n", None),
    (b'{"text": "' + b"x" * (17 << 20) + b'"}\n', "too_large"),
    (b"\0\0\0\n", "not_json"),
]


@pytest.fixture(scope="module")
def among_good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over a shard for each bad line, with a good one before and behind it."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "in").mkdir()
    for number, (bad, _) in enumerate(BAD):
        (folder / "in" / f"{number}.jsonl").write_bytes(GOOD + bad + ALSO_GOOD)
    books = outcome_of(folder / "in" / "*", folder / "out")
    assert {books[name] for name in ("refined", "unchanged", "dead_letter")} == {len(BAD)}
    return folder / "out"


@pytest.mark.parametrize(
    ("number", "reason"),
    [pytest.param(n, reason, id=repr(bad[:24])) for n, (bad, reason) in enumerate(BAD)],
)
def test_a_bad_line_is_one_dead_letter(among_good: Path, number: int, reason: str | None) -> None:
    letters = runs.lines_of(among_good / "dead_letters" / f"{number}.jsonl.jsonl")
    assert [(row["index"], row["stage"]) for row in letters] == [(1, "read")]
    if reason:
        assert letters[0]["reason"] == reason
    lineage = runs.lines_of(among_good / "lineage" / f"{number}.jsonl.jsonl")
    assert [lineage[n]["outcome"] for n in (0, -1)] == ["refined", "unchanged"]
    refined, unchanged = (among_good / "data" / f"{number}.jsonl").read_bytes().splitlines(True)
    assert (b"@" in refined, unchanged) == (True, ALSO_GOOD)


FINE = [
    b'{"text": null}\n',
    b'{"text": ""}\n',
    b'{"text": "NUL \\u0000 inside"}\n',
    b'{"text": "plain", "n": 1e400, "m": NaN, "big": 123456789012345678901234567890}\r\n',
    '{"text": "\u05d0\u0628\U0001f600 \u2028 line"}\n'.encode(),
    b'  {"text" :  "spaces"  }  \n',
    b"\n",
    b"   \n",
    b'{"text": "no final newline"}',
]


def test_an_odd_but_sound_line_passes_byte_for_byte(tmp_path: Path) -> None:
    shards = {
        f"{number}.jsonl": b"\xef\xbb\xbf" + ALSO_GOOD + fine for number, fine in enumerate(FINE)
    }
    write_all(tmp_path / "in", shards)
    outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert {
        path.name: path.read_bytes() for path in (tmp_path / "out" / "data").iterdir()
    } == shards


def write_all(folder: Path, shards: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, data in shards.items():
        (folder / name).write_bytes(data)


@pytest.mark.slow
def test_text_of_50_megabytes_costs_only_itself(tmp_path: Path) -> None:
    corpus, output = tmp_path / "a.jsonl", tmp_path / "out"
    with corpus.open("wb") as stream:
        stream.write(GOOD + b'{"text": "')
        for _ in range(50):
            stream.write(b"many words " * 95325)
        stream.write(b'"}\n' + ALSO_GOOD)
    books = outcome_of(corpus, output)
    assert (books["refined"], books["unchanged"], books["dead_letter"]) == (1, 1, 1)
    assert reasons(output) == {"read:too_large": 1}


def packed(data: bytes, kind: str) -> bytes:
    if kind == "zst":
        return zstandard.ZstdCompressor().compress(data)
    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[kind](data)


KINDS = ("gz", "zst", "bz2", "xz")


def test_a_truncated_stream_keeps_what_was_whole(tmp_path: Path) -> None:
    filler = os.urandom(300_000).hex().encode() + b"\n"
    whole = {f"a.jsonl.{kind}": packed(GOOD + ALSO_GOOD + filler, kind) for kind in KINDS}
    write_all(tmp_path / "in", {name: data[:-200] for name, data in whole.items()})
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert books["dead_letter"] == len(KINDS)
    assert set(reasons(tmp_path / "out")) <= {"read:truncated", "read:corrupt"}
    kept = {
        name: [row["outcome"] for row in lines if row["outcome"] != "dead_letter"]
        for name in whole
        for lines in [runs.lines_of(tmp_path / "out" / "lineage" / f"{name}.jsonl")]
    }
    for kind in ("gz", "zst"):
        assert kept[f"a.jsonl.{kind}"] == ["refined", "unchanged"]
    for kind in ("bz2", "xz"):  # in one piece, or not at all
        assert kept[f"a.jsonl.{kind}"] in ([], ["refined", "unchanged"])


def test_a_corrupt_stream_beside_a_good_one_costs_only_itself(tmp_path: Path) -> None:
    shards = {"good.jsonl": GOOD + ALSO_GOOD}
    for kind in KINDS:
        data = bytearray(packed(GOOD * 50, kind))
        data[len(data) // 2] ^= 0xFF
        data[len(data) // 2 + 1] ^= 0xFF
        shards[f"bad.jsonl.{kind}"] = bytes(data)
    write_all(tmp_path / "in", shards)
    assert outcome_of(tmp_path / "in" / "*", tmp_path / "out")["dead_letter"] > 0
    good = runs.lines_of(tmp_path / "out" / "lineage" / "good.jsonl.jsonl")
    assert [row["outcome"] for row in good] == ["refined", "unchanged"]


def parquet(path: Path, columns: dict[str, Any]) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path.read_bytes()


def test_a_truncated_parquet_is_one_dead_letter(tmp_path: Path) -> None:
    good = tmp_path / "in" / "good.parquet"
    data = parquet(good, {"text": ["write to ines.walder@harborlight-books.com", None, ""]})
    (tmp_path / "in" / "bad.parquet").write_bytes(data[:-20])
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert (books["read"], books["refined"], books["unchanged"], books["dead_letter"]) == (
        4,
        1,
        2,
        1,
    )
    assert not (tmp_path / "out" / "data" / "bad.parquet").exists()


def test_a_parquet_shard_of_another_schema_costs_only_itself(tmp_path: Path) -> None:
    parquet(tmp_path / "in" / "a.parquet", {"text": ["nothing", "here"]})
    parquet(tmp_path / "in" / "b.parquet", {"body": ["another", "schema"], "n": [1, 2]})
    parquet(tmp_path / "in" / "c.parquet", {"text": pa.array([1, 2])})
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert (books["unchanged"], books["dead_letter"]) == (2, 4)
    assert reasons(tmp_path / "out") == {"read:text_field_missing": 2, "read:text_not_string": 2}


def test_a_truncated_avro_keeps_its_whole_blocks(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "r", "fields": [{"name": "text", "type": "string"}]}
    stream = io.BytesIO()
    fastavro.writer(
        stream, schema, [{"text": f"row {n} " * 50} for n in range(200)], sync_interval=4000
    )
    (tmp_path / "a.avro").write_bytes(stream.getvalue()[:-1000])
    books = outcome_of(tmp_path / "a.avro", tmp_path / "out")
    assert books["unchanged"] > 100
    assert books["dead_letter"] == 1
    with (tmp_path / "out" / "data" / "a.avro").open("rb") as refined:
        assert sum(1 for _ in fastavro.reader(refined)) == books["unchanged"]


def test_an_empty_shard_stays_an_empty_shard(tmp_path: Path) -> None:
    empty = dict.fromkeys(("a.jsonl", "a.csv", "a.txt"), b"") | {"b.jsonl.gz": gzip.compress(b"")}
    write_all(tmp_path / "in", {**empty, "good.jsonl": GOOD})
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert books["refined"] == 1
    made = [name for name in empty if (tmp_path / "out" / "data" / name).exists()]
    assert len(made) + books["dead_letter"] == len(empty)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_shard_that_changes_or_vanishes_while_the_run_is_on(
    tmp_path: Path, processes: int
) -> None:
    folder = tmp_path / "in"
    for name in ("changes", "stays", "vanishes"):
        runs.write_jsonl(folder / f"{name}.jsonl", runs.rows(150))
    output = tmp_path / "out"
    process = runs.start(
        "refine", "--input", f"{folder}/*", "--output", output, "--quiet",
        "--block-samples", 2, "--processes", processes,
    )  # fmt: skip
    assert runs.wait_for_parts(output, 3, process)
    (folder / "vanishes.jsonl").unlink()
    runs.write_jsonl(folder / "changes.jsonl", runs.rows(150, first=9000))
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    books = runs.books(output)
    assert books["read"] == sum(count for outcome, count in books.items() if outcome != "read")
    stays = runs.lines_of(output / "lineage" / "stays.jsonl.jsonl")
    assert {row["outcome"] for row in stays} == {"refined"}
    assert {reason.partition(":")[2] for reason in reasons(output)} <= {"vanished", "changed"}
    again = runs.refine(folder / "*", output, "--block-samples", 2)
    assert again.status == 0
    assert runs.books(output)["refined"] == 300


def test_duplicate_ids_are_kept_and_told_apart_by_their_index(tmp_path: Path) -> None:
    corpus = runs.write_jsonl(
        tmp_path / "a.jsonl", [{"id": "same", "text": f"t {n}"} for n in range(3)]
    )
    books = outcome_of(corpus, tmp_path / "out", "--id-field", "id")
    assert books["unchanged"] == 3
    lineage = runs.lines_of(tmp_path / "out" / "lineage" / "a.jsonl.jsonl")
    assert [(row["id"], row["index"]) for row in lineage] == [("same", 0), ("same", 1), ("same", 2)]


NAMES = [
    "with space.jsonl", 'qu"o\'te.jsonl', "new\nline.jsonl", "\u00fcml\u00e4ut-\u65e5\u672c.jsonl",
    "per%20cent.jsonl", "a#b?c.jsonl", "-dash.jsonl", "$HOME.jsonl", "[x].jsonl",
]  # fmt: skip


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_odd_file_names_are_mirrored(tmp_path: Path, processes: int) -> None:
    for name in NAMES:
        (tmp_path / "in" / "deep er").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "deep er" / name).write_bytes(GOOD)
    books = outcome_of(
        tmp_path / "in" / "**" / "*.jsonl", tmp_path / "out", "--processes", processes
    )
    assert books["refined"] == len(NAMES)
    made = {path.name for path in (tmp_path / "out" / "data" / "deep er").iterdir()}
    assert made == set(NAMES)
    assert runs.gdr("verify", tmp_path / "out").status == 0


def repository(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "main.py").write_text("AUTHOR = 'ines.walder@harborlight-books.com'\n")
    return folder


def test_symlink_loops_in_a_repository_are_not_followed(tmp_path: Path) -> None:
    repo = repository(tmp_path / "in" / "repo")
    (repo / "loop").symlink_to(".")
    (repo / "self").symlink_to("self")
    (repo / "out").symlink_to("../../../etc/passwd")
    (repo / "absolute").symlink_to("/etc/passwd")
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out", "--format", "code")
    assert books["refined"] == 1
    assert not (tmp_path / "out" / "data" / "repo" / "out").is_symlink()
    assert not (tmp_path / "out" / "data" / "repo" / "absolute").is_symlink()


def test_paths_that_leave_an_archive_become_dead_letters(tmp_path: Path) -> None:
    archive = tmp_path / "in" / "repo.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("main.py", "AUTHOR = 'ines.walder@harborlight-books.com'\n")
        made.writestr("../evil.py", "x = 1\n")
        made.writestr("/etc/evil.py", "x = 1\n")
    books = outcome_of(archive, tmp_path / "out", "--format", "code")
    assert (books["refined"], books["dead_letter"]) == (1, 2)
    with zipfile.ZipFile(tmp_path / "out" / "data" / "repo.zip") as refined:
        assert refined.namelist() == ["main.py"]


def test_a_zip_bomb_costs_only_itself(tmp_path: Path) -> None:
    archive = tmp_path / "in" / "bomb.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open("zeros.txt", "w", force_zip64=True) as member:
            for _ in range(600):
                member.write(b"\0" * (1 << 20))
        made.writestr("main.py", "AUTHOR = 'ines.walder@harborlight-books.com'\n")
    repository(tmp_path / "in" / "good")
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out", "--format", "code")
    assert books["refined"] >= 1
    assert books["dead_letter"] >= 1


def test_a_tar_of_odd_members(tmp_path: Path) -> None:
    archive = tmp_path / "repo.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        data = b"AUTHOR = 'ines.walder@harborlight-books.com'\n"
        for name in ("main.py", "../up.py", "a/../../up.py"):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.uname = "ines.walder"
            made.addfile(member, io.BytesIO(data))
        device = tarfile.TarInfo("dev")
        device.type = tarfile.CHRTYPE
        made.addfile(device)
    books = outcome_of(archive, tmp_path / "out", "--format", "code")
    assert (books["refined"], books["dead_letter"]) == (1, 3)
    with tarfile.open(tmp_path / "out" / "data" / "repo.tar.gz") as refined:
        assert refined.getnames() == ["main.py"]
        assert refined.getmembers()[0].uname == ""


@pytest.mark.parametrize(("mode", "passed"), [("keep", 1), ("drop", 0)])
def test_binary_files_among_code(tmp_path: Path, mode: str, passed: int) -> None:
    repo = repository(tmp_path / "in" / "repo")
    corpora = Path(__file__).parents[1] / "corpora" / "repos"
    shutil.copy(next(corpora.rglob("*.png")), repo / "logo.png")
    (repo / "tool.exe").write_bytes(b"MZ\0\0" * 100)
    books = outcome_of(
        tmp_path / "in" / "*", tmp_path / "out", "--format", "code", "--binary", mode
    )
    assert (books["passthrough"], books["dead_letter"]) == (passed, 2 - passed)
    assert not (tmp_path / "out" / "data" / "repo" / "tool.exe").exists()


def test_private_data_that_hides_in_an_image_keeps_it_out(tmp_path: Path) -> None:
    repo = repository(tmp_path / "in" / "repo")
    corpora = Path(__file__).parents[1] / "corpora" / "repos"
    image = next(corpora.rglob("*.png")).read_bytes()
    (repo / "logo.png").write_bytes(image + b"tEXtAuthor\0ines.walder@harborlight-books.com\0")
    ran = runs.refine(tmp_path / "in" / "*", tmp_path / "out", "--format", "code")
    assert ran.status == 2
    assert "column binary" in ran.err


def test_an_unreadable_folder_is_a_clear_refusal(tmp_path: Path) -> None:
    """Root reads everything, so a process of another user looks."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    folder = tmp_path / "in" / "closed"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(GOOD)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == 0 and str(path) != "/":
            path.chmod(0o755)
    folder.chmod(0o700)
    script = (
        "import os; from transforms import stores; "
        f"store = stores.build({str(tmp_path)!r}); os.setgid(65534); os.setuid(65534); "
        f"list(store.list({str(tmp_path / 'in')!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=runs.ROOT
    )
    assert "permission_denied" in done.stderr


def test_an_unreadable_shard_is_a_dead_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transforms.core.errors import DeniedInStoreError
    from transforms.stores.local import LocalStore

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "closed.jsonl").write_bytes(GOOD)
    (tmp_path / "in" / "open.jsonl").write_bytes(GOOD)
    original = LocalStore.open

    def guarded(self: LocalStore, uri: str, start: int = 0) -> Any:
        if uri.endswith("closed.jsonl"):
            raise DeniedInStoreError("open failed: permission_denied")
        return original(self, uri, start)

    monkeypatch.setattr(LocalStore, "open", guarded)
    books = outcome_of(tmp_path / "in" / "*", tmp_path / "out")
    assert (books["refined"], books["dead_letter"]) == (1, 1)
    assert reasons(tmp_path / "out") == {"read:denied": 1}


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("nothing/*.jsonl", "matches no file"),
        ("*.parquet", "matches no file"),
        ("folder", "is a folder"),
        ("folder/*", "no format knows"),
    ],
)
def test_a_glob_that_gives_nothing_to_do_is_refused(
    tmp_path: Path, pattern: str, said: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.unknown").write_bytes(b"\x00\xff\x03")
    ran = runs.refine(tmp_path / pattern, tmp_path / "out")
    assert ran.status == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_two_patterns_that_give_one_path_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.jsonl").write_bytes(GOOD)
    ran = runs.refine(tmp_path / "a" / "*", tmp_path / "out", "--input", tmp_path / "b" / "*")
    assert ran.status == 2
    assert "'x.jsonl'" in ran.err


def test_private_data_in_an_untouched_column_stops_the_run_before_work(tmp_path: Path) -> None:
    row = {"text": "nothing", "meta": {"owner": "ines.walder@harborlight-books.com"}, "n": 1}
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", [row] * 3)
    ran = runs.refine(corpus, tmp_path / "out")
    assert ran.status == 2
    for word in ("meta.owner", "EMAIL_ADDRESS", "--keep-field", "--drop-field"):
        assert word in ran.err
    assert "ines" not in ran.err
    assert not (tmp_path / "out" / "data").exists()
    kept = runs.refine(corpus, tmp_path / "kept", "--keep-field", "meta.owner")
    assert kept.status == 0
    assert runs.read_json(tmp_path / "kept" / "metrics.json")["kept"] == {
        "meta.owner:EMAIL_ADDRESS": 3
    }
    dropped = runs.refine(corpus, tmp_path / "dropped", "--drop-field", "meta.owner")
    assert dropped.status == 0
    assert (
        runs.lines_of(tmp_path / "dropped" / "data" / "a.jsonl")
        == [{"text": "nothing", "meta": {}, "n": 1}] * 3
    )


def test_private_data_in_an_untouched_column_later_on_keeps_the_row_back(tmp_path: Path) -> None:
    rows = [{"text": f"row {n}", "owner": "nobody"} for n in range(2000)]
    rows[1500]["owner"] = "ines.walder@harborlight-books.com"
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", rows)
    books = outcome_of(corpus, tmp_path / "out")
    assert (books["quarantined"], books["unchanged"]) == (1, 1999)
    held = runs.lines_of(tmp_path / "out" / "quarantine" / "a.jsonl.jsonl")
    assert [(row["index"], row["reasons"]) for row in held] == [
        (1500, ["untouched:owner:EMAIL_ADDRESS"])
    ]


def test_failures_above_the_share_end_with_status_3(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"no json\n" + ALSO_GOOD * 2)
    assert runs.refine(tmp_path / "a.jsonl", tmp_path / "a", "--max-failures", "0.25").status == 0
    ran = runs.refine(tmp_path / "a.jsonl", tmp_path / "b", "--max-failures", "0.2")
    assert ran.status == 3
    assert runs.books(tmp_path / "b")["dead_letter"] == 1


@pytest.mark.parametrize(
    "other",
    [["--block-samples", "7"], pytest.param(["--processes", "2"], marks=pytest.mark.slow)],
)
def test_a_canary_takes_as_many_samples_as_asked_the_same_every_time(
    tmp_path: Path, other: list[str]
) -> None:
    for name in "abc":
        runs.write_jsonl(tmp_path / "in" / f"{name}.jsonl", runs.rows(300, first=ord(name) * 1000))
    pattern = tmp_path / "in" / "*"
    books = outcome_of(pattern, tmp_path / "one", "--limit", "25")
    assert books["read"] == books["refined"] == 25
    outcome_of(pattern, tmp_path / "two", "--limit", "25", *other)
    assert runs.products(tmp_path / "one") == runs.products(tmp_path / "two")
    indexes = [
        row["index"]
        for path in (tmp_path / "one" / "lineage").glob("*")
        for row in runs.lines_of(path)
    ]
    assert len(indexes) == 25
    assert max(indexes) > 50


def test_a_finished_output_is_opened_again_only_where_asked(tmp_path: Path) -> None:
    rows: list[Any] = [*runs.rows(1000), "no json", *runs.rows(30, first=2000)]
    rows[700] = {**rows[700], "lang": "ines.walder@harborlight-books.com"}
    runs.write_jsonl(tmp_path / "in" / "a.jsonl", rows)
    runs.write_jsonl(tmp_path / "in" / "b.jsonl", runs.rows(5, first=5000))
    output = tmp_path / "out"
    assert runs.refine(tmp_path / "in" / "*", output, "--block-samples", "70").status == 0
    before = runs.products(output)
    written = (output / "data" / "b.jsonl").stat().st_mtime_ns
    for option in ("--retry-dead-letters", "--retry-quarantine"):
        again = runs.refine(tmp_path / "in" / "*", output, "--block-samples", "50", option)
        assert (again.status, again.err) == (0, "")
        assert runs.products(output) == before
    assert (output / "data" / "b.jsonl").stat().st_mtime_ns == written
    books = runs.books(output)
    assert (books["dead_letter"], books["quarantined"]) == (1, 1)


def test_a_pipe_among_the_shards_does_not_hang_the_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe.jsonl")
    (tmp_path / "in" / "a.jsonl").write_bytes(GOOD)
    done: list[int] = []
    thread = threading.Thread(
        target=lambda: done.append(runs.refine(tmp_path / "in" / "*", tmp_path / "out").status),
        daemon=True,
    )
    thread.start()
    thread.join(PATIENCE_S)
    assert done == [0]


def test_json_in_text_stays_json(tmp_path: Path) -> None:
    inner = json.dumps({"mail": "ines.walder@harborlight-books.com", "n": [1, 2]})
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", [{"text": inner}])
    assert outcome_of(corpus, tmp_path / "out")["refined"] == 1
    refined = runs.lines_of(tmp_path / "out" / "data" / "a.jsonl")[0]["text"]
    assert json.loads(refined)["n"] == [1, 2]

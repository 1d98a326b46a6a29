"""What every extension that the registry finds has to keep: a new one by being there."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.runs import read_json
from transforms import backends, checks, formats
from transforms.core import registry
from transforms.core.calling.replies import Service
from transforms.core.calling.settings import ModelSettings
from transforms.core.edits import check_order
from transforms.core.errors import OptionsError
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Format, Request
from transforms.core.records import BlockLimits, Position, Shard
from transforms.core.shard_files import ShardOutput, ShardSource, written_file
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.stores.local import build as local_store

CORPORA = Path(__file__).parents[1] / "corpora"
LIMITS = (BlockLimits(), BlockLimits(samples=1), BlockLimits(bytes=700, samples=5))
SAMPLE_TEXT = (
    "Write to nadia.ferrow@quillmarket-press.com or call +1 415 867 5309 before noon.\n"
    "The server 54.93.12.7 takes IBAN DE89 3704 0044 0532 0130 00 and nothing else.\n"
)


def shards_of(name: str) -> Iterator[tuple[Path, str, bool]]:
    """(path, compression, folder) of every bundled shard of a format."""
    endings = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2"}
    for corpus in read_json(CORPORA / "expected.json").values():
        if corpus["format"] == name:
            for relative in corpus["samples"]:
                path = CORPORA / relative
                yield path, endings.get(path.suffix, ""), path.is_dir()


def fields_of(name: str) -> FieldOptions:
    for corpus in read_json(CORPORA / "expected.json").values():
        if corpus["format"] == name:
            unit = corpus["text_unit"] or "file"
            return FieldOptions(text=tuple(corpus["text_fields"]) or ("text",), text_unit=unit)
    raise AssertionError(f"format {name} has no bundled corpus: add one to tests/corpora")


def opened(path: Path, name: str, compression: str, folder: bool) -> ShardSource:
    size = 0 if folder else path.stat().st_size
    shard = Shard(0, str(path), path.name, name, compression, size, "v", folder)
    return ShardSource(local_store(), shard)


CASES = [
    pytest.param(name, *shard, id=f"{name}-{shard[0].name}")
    for name in registry.names("formats")
    for shard in shards_of(name)
]


def assembled(
    reader: Format, source: ShardSource, limits: BlockLimits, output: Path
) -> tuple[int, object]:
    """Samples read, and what was written, when nothing changes."""
    samples = 0
    parts: list[tuple[Position, bytes]] = []
    for positions in reader.cut(source, limits):
        assert pickle.loads(pickle.dumps(positions)) == positions
        for position, rows in reader.read(source, positions, limits):
            indexes = [sample.index for sample in rows.samples]
            assert indexes == list(range(position.index, position.index + position.count))
            samples += len(indexes)
            parts.append((position, rows.encode({}, set())))
    ordinals = [position.ordinal for position, _ in parts]
    assert ordinals == list(range(len(parts)))
    made = ShardOutput(local_store(), str(output))
    reader.assemble(source, iter(parts), made)
    return samples, made.finish()


def test_every_format_has_a_bundled_corpus() -> None:
    for name in registry.names("formats"):
        assert list(shards_of(name)), name


@pytest.mark.parametrize(("name", "path", "compression", "folder"), CASES)
def test_a_format_writes_the_same_shard_whatever_the_blocks(
    name: str, path: Path, compression: str, folder: bool, tmp_path: Path
) -> None:
    reader = formats.build(name, fields_of(name))
    source = opened(path, name, compression, folder)
    made = [assembled(reader, source, limits, tmp_path / f"{n}") for n, limits in enumerate(LIMITS)]
    assert len(set(made)) == 1
    if name in {"jsonl", "csv", "text"} and not compression:
        assert (tmp_path / "0").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("name", "path", "compression", "folder"), CASES)
def test_what_a_format_wrote_it_reads_again(
    name: str, path: Path, compression: str, folder: bool, tmp_path: Path
) -> None:
    reader = formats.build(name, fields_of(name))
    source = opened(path, name, compression, folder)
    samples, _ = assembled(reader, source, LIMITS[0], tmp_path / "once")
    again = opened(tmp_path / "once", name, compression, folder)
    assert assembled(reader, again, LIMITS[0], tmp_path / "twice")[0] == samples
    once, twice = (written_file(local_store(), str(tmp_path / n)) for n in ("once", "twice"))
    assert once is not None
    assert twice is not None
    assert once.bytes == twice.bytes
    if name != "parquet":  # pyarrow turns the order of a file's metadata around
        assert once == twice


@pytest.mark.parametrize(("name", "path", "compression", "folder"), CASES)
def test_a_format_can_skip_positions_that_are_finished(
    name: str, path: Path, compression: str, folder: bool
) -> None:
    reader = formats.build(name, fields_of(name))
    source = opened(path, name, compression, folder)
    limits = BlockLimits(samples=2)
    for positions in list(reader.cut(source, limits))[:20]:
        whole = {p: rows.samples for p, rows in reader.read(source, positions, limits)}
        some = positions[1::2]
        if some:
            read = {p: rows.samples for p, rows in reader.read(source, some, limits)}
            assert read == {position: whole[position] for position in some}


@pytest.mark.parametrize(("name", "path", "compression", "folder"), CASES)
def test_a_format_shows_no_text_in_a_repr(
    name: str, path: Path, compression: str, folder: bool
) -> None:
    reader = formats.build(name, fields_of(name))
    source = opened(path, name, compression, folder)
    for positions in reader.cut(source, LIMITS[0]):
        for _, rows in reader.read(source, positions, LIMITS[0]):
            shown = repr(rows) + repr(rows.samples[:3])
            for sample in rows.samples[:3]:
                assert all(text[:40] not in shown for text in sample.texts if len(text) > 8)


@pytest.mark.parametrize("name", registry.names("formats"))
@pytest.mark.parametrize(
    "junk", [b"", b"\0" * 5000, b"\xff\xfe\x00junk", b"{" * 3000, b"Obj\x01PK\x03\x04"]
)
def test_a_format_makes_defects_of_junk_never_exceptions(
    name: str, junk: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "shard.bin"
    path.write_bytes(junk)
    reader = formats.build(name, fields_of(name))
    source = opened(path, name, "", folder=False)
    for positions in reader.cut(source, LIMITS[0]):
        sound = [position for position in positions if not position.defect]
        for position, rows in reader.read(source, sound, LIMITS[0]) if sound else ():
            assert len(rows.samples) == position.count


@pytest.mark.parametrize("name", registry.names("checks"))
def test_a_check_finds_the_same_in_a_batch_as_alone(name: str) -> None:
    check = checks.build(name)
    texts = [SAMPLE_TEXT, "", "nothing here", SAMPLE_TEXT[::-1], "\0" * 50, SAMPLE_TEXT * 3]
    batch = check.find(texts)
    alone = [
        finding._replace(text=number)
        for number, text in enumerate(texts)
        for finding in check.find([text])
    ]
    assert batch == alone
    assert batch == sorted(batch, key=lambda finding: (finding.text, finding.start))
    for finding in batch:
        assert 0 <= finding.start < finding.end <= len(texts[finding.text])
        assert 0 < finding.score <= 1
        assert finding.category in check.categories
        assert finding.check == name


@pytest.mark.parametrize("name", registry.names("checks"))
def test_a_check_lists_its_categories_sorted(name: str) -> None:
    categories = checks.build(name).categories
    assert list(categories) == sorted(set(categories))


def requests() -> Sequence[Request]:
    found = checks.build("private_data").find([SAMPLE_TEXT])
    full = Request((SAMPLE_TEXT, "no finding"), (tuple(found), ()))
    return [full, Request(("plain",), ((),)), full]


ENGINE = SurrogateEngine(b"0123456789abcdef")
SERVICES = [name for name in registry.names("backends") if backends.is_service(name)]


@pytest.mark.parametrize("name", sorted({*registry.names("backends")} - {*SERVICES}))
def test_a_backend_gives_as_many_sound_answers_as_requests(name: str) -> None:
    backend = backends.build(name, backends.Context(ENGINE))
    assert not isinstance(backend, Service)
    asked = requests()
    answers = asyncio.run(backend.answer(asked))
    assert len(answers) == len(asked)
    assert answers[0] == answers[2]
    for request, answer in zip(asked, answers, strict=True):
        for text, edits in zip(request.texts, answer.edits, strict=True):
            assert check_order(edits, len(text))
    assert any(answers[0].edits[0])
    assert "quillmarket" not in repr(asked) + repr(answers)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_names_what_it_lacks_and_never_travels(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ModelSettings(models=("some-model",), api_key_env=("GDR_TEST_KEY",))
    with pytest.raises(OptionsError, match="GDR_TEST_KEY"):
        backends.build(name, backends.Context(ENGINE, settings))
    monkeypatch.setenv("GDR_TEST_KEY", "a key that nobody shows")
    service = backends.build(name, backends.Context(ENGINE, settings))
    assert isinstance(service, Service)
    assert "nobody shows" not in repr(service)
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(service)


@pytest.mark.parametrize("name", registry.names("metrics"))
def test_a_metric_is_json_and_needs_no_counter_to_be_there(name: str) -> None:
    metric = registry.module("metrics", name).build()
    assert metric.name == name
    json.dumps(metric.of({}))


@pytest.mark.parametrize("kind", registry.KINDS)
def test_an_unknown_name_lists_the_known_and_the_nearest(kind: str) -> None:
    known = registry.names(kind)[0]
    with pytest.raises(OptionsError, match=f"known are .*did you mean {known}"):
        registry.module(kind, known + "x")

"""Every string of a corpus, inputs and refined outputs alike, read by other code than gdr's own."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import zstandard

from tests.corpora.avro_file import records


class Row(NamedTuple):
    """One sample: the strings of its text fields, and all its other strings."""

    texts: list[str]
    others: list[str]


def rows(path: Path, text_fields: list[str], text_unit: str) -> list[Row]:
    """The samples of one shard (a file, or the folder of a repository)."""
    name = path.name
    if path.is_dir() or name.endswith((".zip", ".tar.gz")):
        return [Row([text], [member]) for member, text in sorted(_members(path))]
    raw = unpacked(path)
    if ".jsonl" in name:
        return [_row(json.loads(line), text_fields) for line in raw.splitlines()]
    if name.endswith(".parquet"):
        return [_row(row, text_fields) for row in pq.read_table(io.BytesIO(raw)).to_pylist()]
    if name.endswith(".avro"):
        return [_row(row, text_fields) for row in records(raw)]
    if name.endswith((".csv", ".tsv")):
        return [_row(row, text_fields) for row in _table(raw)]
    text = raw.decode()
    return [Row([part], []) for part in (text.splitlines() if text_unit == "line" else [text])]


def unpacked(path: Path) -> bytes:
    """The bytes of a file without the compression of the whole file."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(raw)
    if path.suffix == ".bz2":
        return bz2.decompress(raw)
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    return raw


def _members(path: Path) -> Iterator[tuple[str, str]]:
    """Names and content (of links: the target) of the files and links of a repository."""
    if path.is_dir():
        for file in path.rglob("*"):
            if file.is_symlink() or file.is_file():
                data = str(file.readlink()).encode() if file.is_symlink() else file.read_bytes()
                yield str(file.relative_to(path)), data.decode("utf-8", "replace")
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name).decode("utf-8", "replace")
    else:
        with tarfile.open(path) as tar:
            for member in tar:
                file_object = tar.extractfile(member) if member.isreg() else None
                if file_object is not None:
                    yield member.name, file_object.read().decode("utf-8", "replace")
                elif member.issym():
                    yield member.name, member.linkname


def _table(raw: bytes) -> list[dict[str, Any]]:
    text = raw.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def _row(row: dict[str, Any], text_fields: list[str]) -> Row:
    texts: list[str] = []
    others: list[str] = []
    paths = {re.sub(r"\[\]", "", field) for field in text_fields}
    for path, value in _strings(row, ""):
        (texts if path in paths else others).append(value)
    return Row(texts, others)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string below `value` with its path; elements of lists have the path of the list."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner, path)

"""Corpora to measure with: real code of this installation, and chats that never repeat."""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.corpora.people import Person, synthetic
from tests.corpora.render import Ledger
from tests.corpora.scenes import Scene, conversation, scenes

MB = 10**6


@dataclass(frozen=True)
class Corpus:
    """A corpus on disk.

    Attributes:
        pattern: for `--input`.
        options: what `gdr refine` needs beside input and output.
        bytes, records, lines: of all files; a record is a row or a file.
    """

    name: str
    pattern: str
    options: tuple[str, ...]
    bytes: int
    records: int
    lines: int


class Source(NamedTuple):
    """A Python file and the folder (repository, path) that it goes to."""

    path: Path
    target: Path


def python_files() -> Iterator[Source]:
    """The .py files of the standard library and of all installed packages, ordered."""
    paths = sysconfig.get_paths()
    places = dict.fromkeys(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    site = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    seen: set[Path] = set()
    for place in map(Path, dict.fromkeys([*places, *site])):
        for path in sorted(place.rglob("*.py")):
            inside = path.relative_to(place)
            installed = "site-packages" in inside.parts or "dist-packages" in inside.parts
            if installed or path.resolve() in seen or not path.is_file():
                continue
            seen.add(path.resolve())
            kind = "packages" if place.name.endswith("-packages") else "stdlib"
            repository = inside.parts[0] if len(inside.parts) > 1 else f"{kind}-modules"
            yield Source(path, Path(repository, *inside.parts[len(inside.parts) > 1 :]))


def code_corpus(folder: Path, most_lines: int) -> Corpus:
    """Folders of repositories, one per top-level package; every content once.

    Ends with the file that reaches `most_lines`, or when there are no more.
    """
    seen: set[bytes] = set()
    size = files = lines = 0
    for source in python_files():
        data = source.path.read_bytes()
        digest = hashlib.sha256(data).digest()
        target = folder / source.target
        if digest in seen or target.exists() or not data:
            continue
        seen.add(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        size, files, lines = size + len(data), files + 1, lines + data.count(b"\n")
        if lines >= most_lines:
            break
    return Corpus("code", f"{folder}/*", ("--format", "code"), size, files, lines)


def chat_corpus(folder: Path, megabytes: int) -> Corpus:
    """One JSONL file of at least so many megabytes; no two rows are the same."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "chat.jsonl"
    size = rows = 0
    with path.open("wb") as out:
        for line in chat_lines():
            out.write(line)
            size, rows = size + len(line), rows + 1
            if size >= megabytes * MB:
                break
    options = ("--text-field", "messages[].content")
    return Corpus("chat", str(path), options, size, rows, rows)


def chat_lines() -> Iterator[bytes]:
    """Rows without end, always the same: the scenes in turn, each row with its own persons."""
    found = scenes()
    place = 0
    while True:
        ledger = Ledger()  # a new one every so often: it grows with every value
        for scene in found:
            row = conversation(scene, f"bench/{place}", place, _roles(scene, place), ledger)
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            place += 1


def _roles(scene: Scene, place: int) -> dict[str, Person]:
    parts = [part.partition(":") for part in scene.who.split(",") if part]
    return {role: synthetic(4 * place + n, country) for n, (role, _, country) in enumerate(parts)}


def texts(corpus: Corpus) -> Iterator[list[str]]:
    """The strings of each record that the job has to check: a file's content, a row's values."""
    if corpus.name == "chat":
        with Path(corpus.pattern).open(encoding="utf-8") as lines:
            for line in lines:
                yield list(_strings(json.loads(line)))
        return
    for path in sorted(Path(corpus.pattern).parent.rglob("*.py")):
        try:
            yield [path.read_bytes().decode("utf-8")]
        except UnicodeDecodeError:
            continue


def _strings(value: object) -> Iterator[str]:
    """Every string value below `value`: texts, and what travels untouched and is watched."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)

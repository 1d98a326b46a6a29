"""Builds the corpora below `tests/corpora` from the hand-written material in `source/`.

    python -m tests.corpora.build [FOLDER]

The texts are the same every time and with every version of every library; the bytes of compressed
and of Parquet files may differ with the versions of zlib, zstd and pyarrow.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.corpora.render import Ledger
from tests.corpora.repositories import write_code
from tests.corpora.shards import (
    write_chat,
    write_contacts,
    write_journal,
    write_notes,
    write_tickets,
    write_web,
)


class Corpus(NamedTuple):
    """How one corpus is written, and the options with which it is refined."""

    write: Callable[[Path, Ledger], None]
    inputs: tuple[str, ...]
    format: str
    text_fields: tuple[str, ...] = ()
    text_unit: str = ""


CORPORA = {
    "chat": Corpus(write_chat, ("chat/*",), "jsonl", ("messages[].content",)),
    "web": Corpus(write_web, ("web/*.parquet",), "parquet", ("text",)),
    "tickets": Corpus(write_tickets, ("tickets/*.avro",), "avro", ("body", "comments[].text")),
    "contacts": Corpus(write_contacts, ("contacts/*",), "csv", ("notes",)),
    "notes": Corpus(write_notes, ("notes/**/*.txt", "notes/**/*.txt.bz2"), "text", (), "file"),
    "journal": Corpus(write_journal, ("journal/*.log",), "text", (), "line"),
    "code": Corpus(write_code, ("repos/*",), "code"),
}


def build(root: Path) -> None:
    """Writes every corpus and `expected.json` below `root`."""
    expected = {}
    for name, corpus in CORPORA.items():
        ledger = Ledger()
        corpus.write(root, ledger)
        expected[name] = _expected(corpus, ledger)
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=False)
    (root / "expected.json").write_text(text + "\n", encoding="utf-8")


def _expected(corpus: Corpus, ledger: Ledger) -> dict[str, Any]:
    planted: dict[str, dict[str, int]] = {}
    for (category, value), count in sorted(ledger.planted.items()):
        planted.setdefault(category, {})[value] = count
    return {
        "inputs": corpus.inputs,
        "format": corpus.format,
        "text_fields": corpus.text_fields,
        "text_unit": corpus.text_unit,
        "samples": ledger.samples,
        "planted": planted,
        "look_alikes": dict(sorted(ledger.look_alikes.items())),
        "names": dict(sorted(ledger.names.items())),
    }


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

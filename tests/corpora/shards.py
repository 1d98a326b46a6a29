"""Writes the corpora of rows: chat, web, tickets, contacts, notes, journal."""

from __future__ import annotations

import bz2
import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.corpora.avro_file import TICKET, container
from tests.corpora.bundles import bundle
from tests.corpora.people import people
from tests.corpora.render import Ledger, cast, render
from tests.corpora.scenes import chats, documents, fragments
from tests.corpora.values import choose, number

Row = dict[str, Any]

_EPOCH = dt.datetime(2024, 1, 8, 7, 30, tzinfo=dt.UTC)


def moment(*key: object) -> dt.datetime:
    """A moment of the year 2024, to the second, UTC."""
    return _EPOCH + dt.timedelta(seconds=number(*key) % (340 * 86400))


def write_chat(root: Path, ledger: Ledger) -> None:
    """Three shards of conversations; key order, spacing, escaping and compression differ."""
    rows = list(chats(6, ledger))
    third = len(rows) // 3
    shards = (rows[:third], rows[third : 2 * third], rows[2 * third :])
    compact = [_line(row, separators=(",", ":"), ensure_ascii=False) for row in shards[0]]
    spaced = [_line(dict(reversed(row.items())), ensure_ascii=False) for row in shards[1]]
    escaped = [_line(dict(sorted(row.items())), separators=(", ", ":")) for row in shards[2]]
    zstd = zstandard.ZstdCompressor(level=10, write_checksum=True)
    for name, lines, pack in (
        ("chat/shard-00000.jsonl", compact, bytes),
        ("chat/shard-00001.jsonl.gz", spaced, lambda raw: gzip.compress(raw, 9, mtime=0)),
        ("chat/shard-00002.jsonl.zst", escaped, zstd.compress),
    ):
        _write(root / name, pack("".join(lines).encode()))
        ledger.samples[name] = len(lines)


def _line(row: Row, **style: Any) -> str:
    return json.dumps(row, **style) + "\n"


_LINK = pa.struct([pa.field("rel", pa.string()), pa.field("rank", pa.int32(), nullable=False)])
_WEB = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("text", pa.string()),
        pa.field("title", pa.string()),
        pa.field("lang", pa.dictionary(pa.int8(), pa.string())),
        pa.field("score", pa.float32()),
        pa.field("fetched", pa.timestamp("us", tz="UTC")),
        pa.field("links", pa.list_(_LINK)),
        pa.field("counts", pa.map_(pa.string(), pa.int32())),
        pa.field("status", pa.int16(), nullable=False),
        pa.field("digest", pa.binary(16)),
    ],
    metadata={"made_by": "tests/corpora/build.py", "licence": "CC0-1.0"},
)
_PACKING: dict[str, dict[str, Any]] = {
    "web/part-00000.parquet": {"compression": "snappy", "row_group_size": 16},
    "web/part-00001.parquet": {"compression": "zstd", "row_group_size": 9},
    "web/part-00002.parquet": {
        "compression": {"text": "none", **{name: "gzip" for name in _WEB.names if name != "text"}},
        "row_group_size": 25,
        "data_page_version": "2.0",
    },
    "web/part-00003.parquet": {"compression": "none"},
}


def write_web(root: Path, ledger: Ledger) -> None:
    """Four Parquet shards of one schema: snappy, zstd, gzip with plain text, one without rows."""
    rows = [_page(i, *document) for i, document in enumerate(documents(7, ledger))]
    cuts = (0, len(rows) * 2 // 5, len(rows) * 3 // 4, len(rows), len(rows))
    (root / "web").mkdir(parents=True, exist_ok=True)
    for place, (name, packing) in enumerate(_PACKING.items()):
        part = rows[cuts[place] : cuts[place + 1]]
        leaves = {**packing, "compression": _leaf_codecs(packing["compression"])}
        pq.write_table(pa.Table.from_pylist(part, _WEB), root / name, **leaves)
        ledger.samples[name] = len(part)


def _leaf_codecs(codecs: str | dict[str, str]) -> str | dict[str, str]:
    """Codecs by leaf, as Parquet names the inner columns of lists and maps."""
    if isinstance(codecs, str):
        return codecs
    inner = {
        "links": ("links.list.element.rel", "links.list.element.rank"),
        "counts": ("counts.key_value.key", "counts.key_value.value"),
    }
    return {leaf: codec for name, codec in codecs.items() for leaf in inner.get(name, (name,))}


def _page(i: int, path: str, lang: str, title: str, text: str | None) -> Row:
    links = [
        {"rel": choose((None, "next", "up", "licence"), i, n), "rank": n}
        for n in range(number(i, "links") % 4)
    ]
    counts = [(key, number(i, key) % 900) for key in ("words", "images", "tables")]
    return {
        "doc_id": f"web/{path}/{i:06d}",
        "text": text,
        "title": title if i % 5 else None,
        "lang": lang,
        "score": None if i % 11 == 3 else number(i, "score") % 1000 / 1000,
        "fetched": None
        if i % 19 == 7
        else moment(i) + dt.timedelta(microseconds=number(i) % 10**6),
        "links": None if i % 13 == 5 else links,
        "counts": None if i % 9 == 4 else counts[: number(i, "counts") % 4],
        "status": choose((200, 200, 200, 301, 404), i, "status"),
        "digest": None if i % 8 == 6 else number(i, "digest").to_bytes(8, "big") * 2,
    }


_ROLES = ("agent", "customer", "bot")


def write_tickets(root: Path, ledger: Ledger) -> None:
    """Two Avro shards of one schema, several blocks each: deflate and zstandard."""
    bodies, comments = fragments("tickets.txt", "body"), fragments("tickets.txt", "comment")
    rows = [_ticket(i, bodies, comments, ledger) for i in range(5 * len(bodies))]
    half = len(rows) // 2
    for name, part, codec in (
        ("tickets/2024-h1.avro", rows[:half], "deflate"),
        ("tickets/2024-h2.avro", rows[half:], "zstandard"),
    ):
        _write(root / name, container(name, TICKET, part, codec))
        ledger.samples[name] = len(part)


def _ticket(i: int, bodies: Sequence[str], comments: Sequence[str], ledger: Ledger) -> Row:
    key = f"tickets/{i}"
    roles = cast("p:US,q:*" if "ssn" in bodies[i % len(bodies)] else "p:*,q:*", key, _crowd())
    body = render(bodies[i % len(bodies)], key, roles, ledger)
    texts = [
        render(choose(comments, key, n), f"{key}/{n}", roles, ledger)
        for n in range(number(key, "comments") % 4)
    ]
    opened = moment(key)
    return {
        "number": 48000 + i,
        "status": choose(("open", "waiting", "closed"), key),
        "priority": choose((None, 1, 2, 3), key, "priority"),
        "opened": opened,
        "due": (opened + dt.timedelta(days=9)).date() if i % 3 else None,
        "cost": Decimal(number(key, "cost") % 90000) / 100 if i % 4 else None,
        "tags": [choose(("printer", "login", "network", "payroll", "other"), key, "tag")][: i % 5],
        "attributes": {"floor": str(i % 7), "channel": choose(("web", "walk-in"), key, "channel")},
        "customer": {
            "segment": "staff",
            "seats": i % 40,
            "region": choose((None, "north", "coast"), key, "region"),
        },
        "body": body,
        "comments": [
            {"role": choose(_ROLES, key, n), "at": moment(key, n), "text": text}
            for n, text in enumerate([*texts, *([None] if i % 10 == 9 else [])])
        ],
        "satisfaction": choose((None, 0.75, 1.0, True), key, "satisfaction"),
    }


_COLUMNS = ("id", "company", "city", "segment", "since", "orders", "notes", "rating")


def write_contacts(root: Path, ledger: Ledger) -> None:
    """Comma and LF; semicolon, CRLF and a byte order mark; tabs."""
    notes = fragments("contacts.txt", "")
    for name, count, dialect, mark in (
        ("contacts/customers.csv", 66, {"lineterminator": "\n"}, ""),
        ("contacts/eu.csv", 44, {"delimiter": ";", "lineterminator": "\r\n"}, "\ufeff"),
        ("contacts/leads.tsv", 33, {"delimiter": "\t", "lineterminator": "\n"}, ""),
    ):
        out = io.StringIO()
        writer = csv.writer(out, **dialect)  # type: ignore[arg-type]  # a dict of keywords of one type each
        writer.writerow(_COLUMNS)
        for i in range(count):
            writer.writerow(_contact(f"{name}/{i}", i, notes, ledger, dialect["lineterminator"]))
        _write(root / name, (mark + out.getvalue()).encode())
        ledger.samples[name] = count


def _contact(
    key: str, i: int, notes: Sequence[str], ledger: Ledger, newline: str
) -> tuple[object, ...]:
    roles = cast("p:*,q:*", key, _crowd())
    chosen = [notes[i % len(notes)], choose(notes, key, "second")][: 1 + number(key) % 2]
    if any("ssn" in note for note in chosen):
        roles |= cast("p:US", key, _crowd())
    text = choose((" ", newline, " / "), key, "join").join(chosen)
    person = roles["p"]
    since = moment(key).date().isoformat() if i % 6 else ""
    return (
        f"AC-{20000 + 7 * i}",
        person.company,
        person.city,
        choose(("retail", "trade", "press", "private"), key, "segment"),
        since,
        number(key, "orders") % 60,
        "" if i % 21 == 20 else render(text.replace("\n", newline), key, roles, ledger),
        choose(("", "A", "B", "C"), key, "rating"),
    )


def write_notes(root: Path, ledger: Ledger) -> None:
    """Plain text files, one of them in bzip2, for `--text-unit file`."""
    for member in bundle("notes.txt"):
        text = render(member.text, member.path, {}, ledger).encode()
        packed = bz2.compress(text, 9) if member.path.endswith(".bz2") else text
        _write(root / member.path, packed)
        ledger.samples[member.path] = 1


def write_journal(root: Path, ledger: Ledger) -> None:
    """Logs for `--text-unit line`; the second ends without a newline."""
    wordings = [line for line in _source("journal.txt").splitlines() if line]
    for name, count, end in (("journal/gate.log", 240, "\n"), ("journal/desk.log", 180, "")):
        lines = [_log_line(name, i, wordings, ledger) for i in range(count)]
        _write(root / name, ("\n".join(lines) + end).encode())
        ledger.samples[name] = count


def _log_line(name: str, i: int, wordings: Sequence[str], ledger: Ledger) -> str:
    key = f"{name}/{i}"
    stamp = _EPOCH + dt.timedelta(
        seconds=37 * i + number(key) % 37, milliseconds=number(key, 1) % 1000
    )
    text = render(choose(wordings, key), key, cast("p:*,q:*", key, _crowd()), ledger)
    return f"{stamp.strftime('%Y-%m-%dT%H:%M:%S')}.{stamp.microsecond // 1000:03d}Z {text}"


def _crowd() -> tuple[Any, ...]:
    return tuple(people().values())


def _source(name: str) -> str:
    return (Path(__file__).parent / "source" / name).read_text(encoding="utf-8")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

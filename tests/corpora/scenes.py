"""Makes conversations, pages and fragments of the hand-written material below `source/`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.corpora.people import Person, people
from tests.corpora.render import Ledger, cast, render
from tests.corpora.values import choose, draw, number

_SOURCE = Path(__file__).parent / "source"
_HEAD = re.compile(r"^### ?(.*)\n", re.MULTILINE)
_TURN = re.compile(r"^@(\w+)\n", re.MULTILINE)


class Scene(NamedTuple):
    """One conversation of `chat.txt`: who plays, its heading, and (role, template) in turn."""

    who: str
    head: dict[str, str]
    turns: tuple[tuple[str, str], ...]


def _sections(name: str) -> Iterator[tuple[dict[str, str], str]]:
    pieces = _HEAD.split((_SOURCE / name).read_text(encoding="utf-8"))
    for head, body in zip(pieces[1::2], pieces[2::2], strict=True):
        yield dict(part.split("=", 1) for part in head.split() if "=" in part), body.strip("\n")


@cache
def scenes() -> tuple[Scene, ...]:
    """The conversations as written."""
    found = []
    for head, body in _sections("chat.txt"):
        pieces = _TURN.split(body + "\n")
        turns = tuple(
            (role, text.strip("\n")) for role, text in zip(pieces[1::2], pieces[2::2], strict=True)
        )
        found.append(Scene(head.get("who", ""), head, turns))
    return tuple(found)


def chats(times: int, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Every scene `times` over, with other persons and wordings, well mixed."""
    takes = [(n, take) for n in range(len(scenes())) for take in range(times)]
    takes.sort(key=lambda pair: number("order", *pair))
    for place, (n, take) in enumerate(takes):
        scene, key = scenes()[n], f"chat/{n}/{take}"
        yield conversation(scene, key, place, cast(scene.who, key, _crowd()), ledger)


def conversation(
    scene: Scene, key: str, place: int, roles: Mapping[str, Person], ledger: Ledger
) -> dict[str, Any]:
    """Row number `place`: a function of all arguments but the ledger, which is added to."""
    messages: list[dict[str, Any]] = [
        {"role": role, "content": render(text, f"{key}/{turn}", roles, ledger)}
        for turn, (role, text) in enumerate(scene.turns)
    ]
    if place % 12 == 5:
        call = {"name": "lookup_order", "arguments": {"fields": ["status", "due"], "limit": 1}}
        messages.insert(len(messages) // 2, {"role": "assistant", "content": None, "calls": [call]})
    created = dt.datetime(2024, 2, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number(key) % 20000000)
    tags = [tag for tag in scene.head.get("tags", "").split(",") if tag]
    return {
        "id": f"chat-{place:08d}-{draw('abcdefghijklmnopqrstuvwxyz', 5, key)}",
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "model": choose(("reader-2", "reader-2-small", None), key, "model"),
        "meta": {
            "source": scene.head["source"],
            "tags": tags,
            "rating": choose((None, 1, 2, 3, 4.5, 5), key, "rating"),
        },
        "messages": messages,
        "language": scene.head["lang"] if place % 15 else None,
    }


def documents(times: int, ledger: Ledger) -> Iterator[tuple[str, str, str, str | None]]:
    """(path, language, title, text) of pages; some texts are None, some are empty."""
    topics = list(_sections("web.txt"))
    takes = [(n, take) for n in range(len(topics)) for take in range(times)]
    takes.sort(key=lambda pair: number("pages", *pair))
    for place, (n, take) in enumerate(takes):
        head, body = topics[n]
        title, *paragraphs = re.split(r"\n\n+", body.removeprefix("@title\n"))
        key = f"web/{n}/{take}"
        roles = cast(head["who"], key, _crowd())
        text = "\n\n".join(_some(paragraphs, key))
        quiet = Ledger()
        shown = render(title, f"{key}/title", roles, quiet)
        if place % 17 == 9:
            yield head["path"], head["lang"], shown, None if place % 2 else ""
        else:
            ledger.names.update(quiet.names)
            yield (
                head["path"],
                head["lang"],
                shown,
                f"{shown}\n\n{render(text, key, roles, ledger)}\n",
            )


def _some(paragraphs: list[str], key: str) -> list[str]:
    """The first, and two thirds of the others, in order."""
    return [text for i, text in enumerate(paragraphs) if not i or number(key, i) % 3]


def _crowd() -> tuple[Person, ...]:
    return tuple(people().values())


def fragments(name: str, kind: str) -> list[str]:
    """The paragraphs of a file without sections, or the sections of one kind."""
    if not kind:
        return (_SOURCE / name).read_text(encoding="utf-8").strip("\n").split("\n\n")
    return [body for head, body in _sections(name) if head.get("kind") == kind]

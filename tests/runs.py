"""Runs of gdr for tests: in this process, or as a process of its own that can be killed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import cli
from tests.waiting import wait_until

ROOT = Path(__file__).parent.parent
_COMMAND = "import sys; from pipelines.cli import main; sys.exit(main())"
KEY = "a key for tests only, 32 characters"


@dataclass(frozen=True)
class Ran:
    """What a command left: exit status and what it wrote."""

    status: int
    out: str
    err: str


def gdr(*arguments: object, key: str | None = KEY) -> Ran:
    """Runs a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    before = os.environ.get("GDR_SURROGATE_KEY")
    _set_key(key)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main([str(argument) for argument in arguments])
    finally:
        _set_key(before)
    return Ran(status, out.getvalue(), err.getvalue())


def _set_key(key: str | None) -> None:
    if key is None:
        os.environ.pop("GDR_SURROGATE_KEY", None)
    else:
        os.environ["GDR_SURROGATE_KEY"] = key


def refine(corpus: object, output: object, *more: object, key: str | None = KEY) -> Ran:
    """`gdr refine` in this process, without summary."""
    return gdr("refine", "--input", corpus, "--output", output, "--quiet", *more, key=key)


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of its own: finds gdr from any folder, and has the key."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "GDR_SURROGATE_KEY": KEY, **more}


def start(*arguments: object, **more: str) -> subprocess.Popen[bytes]:
    """A command as the leader of a process group."""
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *map(str, arguments)],
        env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the process and its workers."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def parts(output: Path) -> list[Path]:
    """The parts below `_work`."""
    return sorted((output / "_work" / "parts").rglob("*.part"))


def wait_for_parts(output: Path, count: int, process: subprocess.Popen[bytes]) -> bool:
    """Waits until so many parts are there; False when the process ended before."""
    wait_until(
        lambda: process.poll() is not None or len(parts(output)) >= count,
        lambda: f"{len(parts(output))} of {count} parts", every_s=0.002,
    )  # fmt: skip
    return process.poll() is None


def tree(folder: Path, *names: str) -> dict[str, str]:
    """sha256 by relative path of every file below `folder` (below `names` in it)."""
    roots = [folder / name for name in names] or [folder]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


PRODUCTS = ("data", "lineage", "quarantine", "dead_letters")


def products(output: Path) -> dict[str, str]:
    """sha256 of all that has to be the same whenever the answers are."""
    return tree(output, *PRODUCTS)


def read_json(path: Path) -> Any:
    """The JSON in a file."""
    return json.loads(path.read_text("utf-8"))


def lines_of(path: Path) -> list[Any]:
    """The JSON of each line of a file; none when it is not there."""
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def rows(count: int, *, first: int = 0, filler: int = 300) -> Iterator[dict[str, Any]]:
    """Rows with an e-mail address, a phone number and some text, no two alike."""
    for n in range(first, first + count):
        yield {
            "id": n,
            "text": f"Row {n}: write to ines.walder{n}@harborlight-books.com or call "
            f"+1 415 867 {1000 + n % 9000:04d}. "
            + "Nothing else is private here. "
            * (filler // 30),
            "lang": "en",
        }


def write_jsonl(path: Path, values: Iterable[object]) -> Path:
    """A file with a line of JSON a value; strings go in as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    texts: Sequence[str] = [v if isinstance(v, str) else json.dumps(v) for v in values]
    path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return path


def books(output: Path) -> dict[str, int]:
    """The books of a run."""
    found: dict[str, int] = read_json(output / "metrics.json")["books"]
    return found

"""What libraries and worker processes say, without what they might say of a corpus.

Beam logs and prints the tracebacks of workers, and these quote exceptions of other libraries, which
quote values. On the terminal stands only who spoke and where, and of a message its constant part;
our own messages, which hold no text, stand as they are.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator

_OURS = ("gdr", "pipelines", "transforms", "prompts")
_LONGEST = 160
_STDERR = 2


class _Discreet(logging.Formatter):
    """One line a record; of a foreign one no exception, no argument and no further line."""

    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        if record.name.partition(".")[0] in _OURS:
            return f"gdr: {level}: {record.getMessage()}"
        # Without arguments the message may be an f-string, with values in it.
        lines = str(record.msg).splitlines() if record.args else []
        said = "".join(c if c.isprintable() else "?" for c in (lines or [""])[0])[:_LONGEST]
        where = f"{record.name} ({record.filename}:{record.lineno})"
        return f"gdr: {level} of {where}" + (f": {said}" if said else "")


def _worth_showing() -> Callable[[logging.LogRecord], bool]:
    """Keeps our own records, and foreign ones once for each place: a worker repeats itself."""
    seen: set[tuple[str, int]] = set()

    def keep(record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] in _OURS:
            return True
        place = (record.pathname, record.lineno)
        # "Worker: %s" hands on a whole log entry as an argument, so nothing of it may be shown.
        new = place not in seen and not record.name.endswith(".local_job_service")
        seen.add(place)
        return new

    return keep


def _thread_failed(args: threading.ExceptHookArgs, /) -> None:
    """Names type and place of what ended a thread, instead of a traceback with its message."""
    frames = traceback.extract_tb(args.exc_traceback)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    logging.getLogger("gdr").debug("a thread ended with %s%s", args.exc_type.__name__, where)


@contextlib.contextmanager
def discreet() -> Iterator[None]:
    """While it lasts, standard error gets records of level WARNING and above, one line each.

    What worker processes print goes nowhere: an error of theirs is raised by the runner as well.
    """
    with _children_silent():
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
        handler.setFormatter(_Discreet())
        handler.addFilter(_worth_showing())
        root, hook = logging.getLogger(), threading.excepthook
        root.addHandler(handler)
        threading.excepthook = _thread_failed
        try:
            yield
        finally:
            threading.excepthook = hook
            root.removeHandler(handler)


@contextlib.contextmanager
def _children_silent() -> Iterator[None]:
    """Descriptor 2, which child processes inherit, leads nowhere; `sys.stderr` stays the user's.

    Where `sys.stderr` is not that descriptor (captured, replaced), nothing is changed.
    """
    before = sys.stderr
    try:
        direct = before.fileno() == _STDERR
    except (AttributeError, ValueError, io.UnsupportedOperation):
        direct = False
    if not direct:
        yield
        return
    before.flush()
    kept = os.dup(_STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    with open(kept, "w", buffering=1, encoding=before.encoding, errors="backslashreplace") as ours:
        sys.stderr = ours
        try:
            yield
        finally:
            ours.flush()
            sys.stderr = before
            os.dup2(kept, _STDERR)

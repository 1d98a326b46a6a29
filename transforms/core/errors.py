"""Every error that gdr raises on purpose, with the exit status that it ends a run with.

    GdrError
    ├── OptionsError  2  an option or the configuration is wrong: nothing was done
    ├── OutputError   2  the output folder is not ours to write: nothing was done
    ├── InputError    2  no shard matches, or an untouched column holds private data
    ├── StoppedError  4  a signal, the budget or the service; the same command goes on
    ├── StoreError    1  storage failed (full disk, permission); the same command goes on
    ├── BooksError    1  samples read and outcomes do not add up: never accepted
    ├── PartError     1  an object below `_work` is damaged
    ├── WorkerLostError  1  worker processes died; the same command goes on
    └── SampleError      this sample alone cannot be refined: it becomes a dead letter

Messages hold codes, counts, sizes, option names and the paths of files that the user named, never
text of a corpus. A run of Beam hands on only strings, so each class has a `code` that survives
the way through a runner.
"""

from __future__ import annotations

import re
from typing import ClassVar


class GdrError(Exception):
    """An error whose message is fit to be shown and logged.

    `exit_status` as in the design, section 6.
    """

    code: ClassVar[str] = "failed"
    exit_status: ClassVar[int] = 1

    def __str__(self) -> str:
        return f"[gdr:{self.code}] {' '.join(str(part) for part in self.args)}"

    @property
    def message(self) -> str:
        """The message without its code."""
        return " ".join(str(part) for part in self.args)


class OptionsError(GdrError):
    """Options or configuration are wrong; the message lists all that is, each with the mend."""

    code = "options"
    exit_status = 2


class OutputError(GdrError):
    """The output folder cannot be used.

    Foreign content, another fingerprint, another key, or a run under way.
    """

    code = "output"
    exit_status = 2


class InputError(GdrError):
    """The input cannot be used as asked; found before any work."""

    code = "input"
    exit_status = 2


class StoppedError(GdrError):
    """The run stopped before its end and can go on with the same command."""

    code = "stopped"
    exit_status = 4


class StoreError(GdrError):
    """Storage failed; what is committed stays, the same command goes on."""

    code = "store"


class NotFoundInStoreError(StoreError):
    """No object is at this path."""

    code = "not_found"


class DeniedInStoreError(StoreError):
    """There is an object at this path, and it may not be read."""

    code = "denied"


class BooksError(GdrError):
    """Samples read are not the sum of the outcomes."""

    code = "books"


class PartError(GdrError):
    """A part or another object below `_work` is damaged or not what its name says."""

    code = "part"


class WorkerLostError(GdrError):
    """Worker processes died again and again; what is committed stays, the same command goes on."""

    code = "worker_lost"


class SampleError(GdrError):
    """One sample cannot be refined; `reason` is a code of the glossary.

    `stage` where it happened.
    """

    code = "sample"

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(stage, reason)
        self.stage = stage
        self.reason = reason


_MARK = re.compile(r"\[gdr:([a-z_]+)\] ([^\n]*)")


def _all_classes(root: type[GdrError]) -> dict[str, type[GdrError]]:
    found = {root.code: root}
    for child in root.__subclasses__():
        found.update(_all_classes(child))
    return found


def recover(report: str) -> GdrError | None:
    """The last of our errors named in a runner's report, or None.

    Beam raises what failed in a worker again as a `RuntimeError` that holds the traceback as a
    string: the one
    seam where a message has to be read. Ours are recognised by the mark that `GdrError.__str__`
    writes.
    """
    marks = _MARK.findall(report)
    if not marks:
        return None
    code, message = marks[-1]
    kind = _all_classes(GdrError).get(code, GdrError)
    if kind is SampleError:
        kind = GdrError
    return kind(message)


def worker_lost(report: str) -> bool:
    """Whether a runner's report is about its worker process and not about what a step raised.

    Beam names the step in what it raises for one; the same seam as in `recover`.
    """
    return "[while running" not in report and "Interrupt" not in report and recover(report) is None

"""Speed, start and memory of the checks on one core, beside raw Hyperscan and presidio.

Code is read from `repositories.jsonl` (a `text` a line) in the folder that `GDR_LABELLED` names;
`../shared/data/code_labels/rebuild.py` makes it. Prose is that of `../shared/data/pii`. Times are
CPU seconds, the best of a few rounds, in batches as the pipeline makes them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from prompts.loader import load_policy
from tests.benchmarks.pii.rows import AbsentError, Figures, Row, Tools, compared
from transforms import checks
from transforms.checks.pii.batch import Batch
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.prescreening import Table
from transforms.checks.pii.views import DISGUISES
from transforms.checks.private_data import CATEGORIES
from transforms.core.records import BlockLimits

MB = 10**6
CODE_MB, PROSE_MB = 3.0, 1.5
"""How much is measured on."""
PEER_MB = 0.15
"""How much of that the peer gets: it does a tenth of a megabyte a second."""
ROUNDS = 3

Texts = tuple[str, ...]


@cache
def code() -> Texts:
    """Files of real repositories; raises `AbsentError`."""
    folder = os.environ.get("GDR_LABELLED", "")
    path = Path(folder) / "repositories.jsonl"
    if not folder or not path.is_file():
        raise AbsentError("GDR_LABELLED names no folder with repositories.jsonl (see rebuild.py)")
    with path.open(encoding="utf-8") as lines:
        return _up_to((json.loads(line)["text"] for line in lines), CODE_MB)


@cache
def prose() -> Texts:
    """Court cases, prompts and templates; raises `AbsentError`."""
    tools = Tools()
    names = ("pii/court_cases", "pii/user_prompts", "pii/presidio_synth")
    return _up_to((d["text"] for name in names for d in tools.documents(name)), PROSE_MB)


def _up_to(texts: Iterator[str], megabytes: float) -> Texts:
    taken: list[str] = []
    left = megabytes * MB
    for text in texts:
        if left <= 0:
            break
        taken.append(text)
        left -= len(text)
    return tuple(taken)


def blocks(texts: Sequence[str]) -> list[list[str]]:
    """The texts in blocks as the pipeline makes them."""
    limits = BlockLimits()
    made: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if made[-1] and (size >= limits.bytes or len(made[-1]) >= limits.samples):
            made.append([])
            size = 0
        made[-1].append(text)
        size += len(text)
    return made


def megabytes(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / MB


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of a few rounds."""
    took: list[float] = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


def prescreen(texts_of: Callable[[], Texts], tools: Tools) -> Figures:
    """MB/s of the prescreen, and of the library alone over the same patterns and bytes."""
    texts = texts_of()
    screen = HyperPrescreen(Table((*CATEGORIES, DISGUISES)))
    _look(screen, ["compiles or loads"])

    def ours() -> None:
        for block in blocks(texts):
            _look(screen, block)

    encoded = [Batch(block).utf8 for block in blocks(texts)]
    took, raw = seconds(ours), seconds(lambda: [screen.scan_only(data) for data in encoded])
    size = megabytes(texts)
    rate = f"{size / took:.0f} MB/s, {raw / took:.2f} of raw"
    return Figures(rate, f"raw hyperscan, {screen.patterns} patterns: {size / raw:.0f} MB/s")


def _look(screen: HyperPrescreen, texts: Sequence[str]) -> None:
    batch = Batch(texts)
    screen.regions(batch)
    screen.keywords(batch)


def whole(texts_of: Callable[[], Texts], tools: Tools) -> Figures:
    """MB/s of all checks of the bundled policy, and how many times that is of presidio's."""
    texts = texts_of()
    built = [checks.build(name) for name in load_policy("private_data").checks]

    def run() -> None:
        for block in blocks(texts):
            for check in built:
                check.find(block)

    run()  # loads models and compiles what is needed
    rate = megabytes(texts) / seconds(run)
    parts = ", ".join(
        f"{check.name} {megabytes(texts) / seconds(partial(_find, check, texts)):.1f}"
        for check in built
    )
    return Figures(f"{rate:.1f} MB/s ({parts})", compared(partial(_presidio, tools, texts, rate)))


def _find(check: object, texts: Texts) -> None:
    for block in blocks(texts):
        check.find(block)  # type: ignore[attr-defined] # a Check


def _presidio(tools: Tools, texts: Texts, rate: float) -> str:
    """Presidio's MB/s without its start: the CPU time for some texts, less that for one word."""
    if "presidio" not in tools.peers:
        raise AbsentError("presidio was not asked for or cannot be installed")
    some = _up_to(iter(texts), PEER_MB)
    took = []
    for given in (["start"], some):
        start = _children_s()
        tools.peers["presidio"](given)
        took.append(_children_s() - start)
    theirs = megabytes(some) / max(took[1] - took[0], 1e-6)
    return f"presidio {theirs:.3f} MB/s: {rate / theirs:.0f} times"


def _children_s() -> float:
    """CPU seconds of the processes that this one has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


_START = """
import resource, time
began = time.perf_counter()
from prompts.loader import load_policy
from transforms import checks
built = [checks.build(name) for name in load_policy("private_data").checks]
imported = time.perf_counter()
for check in built:
    check.find(["Mira Velmo of Kelora wrote to mira@kelora.net on 3 May. " * 8])
ready = time.perf_counter()
print(imported - began, ready - imported, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def start(tools: Tools) -> Figures:
    """Seconds until the first text is checked, and memory then, in a process of its own."""
    for _ in range(2):  # the first may compile patterns
        done = subprocess.run(
            [sys.executable, "-c", _START], stdout=subprocess.PIPE, check=True, text=True
        )
    imports, first, memory = map(float, done.stdout.split())
    return Figures(f"{imports + first:.2f} s (imports {imports:.2f}), {memory:.0f} MB")


ROWS = (
    Row("speed: prescreen, code", ".9 of raw, 20 MB/s", partial(prescreen, code)),
    Row("speed: prescreen, prose", ".9 of raw", partial(prescreen, prose)),
    Row("speed: whole check, code", "8 MB/s, 50 times", partial(whole, code)),
    Row("speed: whole check, prose", "2 MB/s, 10 times", partial(whole, prose)),
    Row("start and memory", "under 1 s, 250 MB", start),
)

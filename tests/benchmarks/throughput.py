"""Prints how fast `gdr refine` with the `local` backend is, and what it costs beyond the functions.

    python -m tests.benchmarks.throughput [--mb 500] [--lines 1200000] [--work FOLDER] [--only chat]

Corpus `code`: the .py files of the standard library and of installed packages, each content once.
Corpus `chat`: JSONL made from the texts of tests/corpora/chat with other persons in every row. Each
is refined with 1 and with 2 processes.

`bare` is what cannot be saved: the checks of the default policy over all strings (texts, and what
travels untouched) in batches of a block's size, the surrogates of what they found, and, to judge,
those that need no context once more over the texts that changed, with the check that changed
Python parses as before. Its CPU seconds are measured in this process, on the same texts, without
reading them. `overhead` is the job's CPU time beyond bare's, as a share of bare's, without the
job's start (imports, measured with one row). Numbers of a shared machine vary by 2x: compare
within one run only.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prompts.loader import load_policy
from tests.benchmarks.material import MB, Corpus, chat_corpus, code_corpus, texts
from tests.benchmarks.measuring import Usage, refine
from transforms import checks
from transforms.core.edits import apply
from transforms.core.judging.judge import Findings, Judge
from transforms.core.judging.syntax import broken
from transforms.core.records import BlockLimits, Edit
from transforms.core.surrogates.engine import SurrogateEngine

_POLICY = "private_data"
_KEY = b"a key of the benchmarks, no secret"


@dataclass
class Bare:
    """CPU seconds of the functions alone, and what they saw."""

    screen_s: float = 0.0
    surrogates_s: float = 0.0
    judge_s: float = 0.0
    findings: int = 0
    characters: int = 0

    @property
    def all_s(self) -> float:
        """Everything."""
        return self.screen_s + self.surrogates_s + self.judge_s


def bare(records: Iterable[list[str]], *, parse: bool = False) -> Bare:
    """The bare functions over all records, in batches as large as a block."""
    policy = load_policy(_POLICY)
    judge = Judge(policy, tuple(map(checks.build, policy.checks)))
    engine = SurrogateEngine(_KEY)
    judge.screen(["warm up: someone@kelora.net wrote to Mira Talvane"])
    spent = Bare()
    for batch in _batches(records, BlockLimits()):
        flat = [text for record in batch for text in record]
        began = time.process_time()
        findings = judge.screen(flat)
        screened = time.process_time()
        edits = _surrogates(engine, batch, findings)
        replaced = time.process_time()
        changed = [(text, own) for text, own in zip(flat, edits, strict=True) if own]
        outputs = [apply(text, own) for text, own in changed]
        judging = time.process_time()
        judge.screen_bare(outputs)
        if parse:
            for text, own in changed:
                broken("sample.py", text, own)
        spent.judge_s += time.process_time() - judging
        spent.screen_s += screened - began
        spent.surrogates_s += replaced - screened
        spent.findings += sum(map(len, findings))
        spent.characters += sum(map(len, flat))
    return spent


def _batches(records: Iterable[list[str]], limits: BlockLimits) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    size = 0
    for record in records:
        batch.append(record)
        size += sum(map(len, record))
        if size >= limits.bytes or len(batch) >= limits.samples:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _surrogates(
    engine: SurrogateEngine, batch: Sequence[list[str]], findings: Sequence[Findings]
) -> list[list[Edit]]:
    """The edits of each text; a scope for each record, as in the job."""
    edits: list[list[Edit]] = []
    found = iter(findings)
    for record in batch:
        made = engine.scope().surrogate
        for text in record:
            spans = [(f.start, f.end, f.category) for f in next(found)]
            edits.append([Edit(a, b, name, made(name, text[a:b])) for a, b, name in spans])
    return edits


def main(argv: Sequence[str] | None = None) -> None:
    """Builds the corpora, runs, prints."""
    options = _options().parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="gdr-throughput-", dir=options.work) as folder:
        work = Path(folder)
        if options.only in ("", "code"):
            corpus = code_corpus(work / "code", options.lines)
            _say_lines(corpus, options.lines)
            _compare(corpus, _start(work, options.processes), options.processes, work)
            shutil.rmtree(work / "code")
        if options.only in ("", "chat"):
            corpus = chat_corpus(work / "chat", options.mb)
            _compare(corpus, _start(work, options.processes), options.processes, work)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Throughput of gdr refine, local backend.")
    parser.add_argument("--mb", type=int, default=500, help="size of the chat corpus, MB (10**6)")
    parser.add_argument("--lines", type=int, default=1_200_000, help="most lines of code")
    parser.add_argument("--work", type=Path, help="folder for the corpora and outputs (temporary)")
    parser.add_argument("--only", choices=("", "code", "chat"), default="", help="one of the two")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], help="to compare")
    return parser


def _say_lines(corpus: Corpus, wanted: int) -> None:
    if corpus.lines < wanted:
        print(
            f"NOTE: this installation has only {corpus.lines} lines of different Python files, "
            f"not {wanted}: measured on these."
        )


def _start(work: Path, processes: Iterable[int]) -> dict[int, Usage]:
    """What a run of one row takes, by processes: the start, which does not grow with the corpus."""
    one = chat_corpus(work / "one", 0)
    return {n: _run(one, n, work)[0] for n in processes}


def _run(corpus: Corpus, processes: int, work: Path) -> tuple[Usage, dict[str, Any]]:
    """The usage and metrics.json; the output is deleted."""
    out = work / f"out-{corpus.name}-{processes}"
    usage = refine(corpus.pattern, corpus.options, out, processes)
    metrics: dict[str, Any] = json.loads((out / "metrics.json").read_text())
    shutil.rmtree(out)
    return usage, metrics


def _compare(corpus: Corpus, start: dict[int, Usage], processes: Iterable[int], work: Path) -> None:
    """Prints a corpus's figures."""
    size = corpus.bytes / MB
    print(f"\n== {corpus.name}: {size:.1f} MB, {corpus.records} records, {corpus.lines} lines")
    alone = bare(texts(corpus), parse=corpus.name == "code")
    print(
        f"bare     : {alone.all_s:.1f} CPU s ({alone.all_s / size:.4f} s/MB): screen "
        f"{alone.screen_s:.1f}, surrogates {alone.surrogates_s:.1f}, judge {alone.judge_s:.1f}; "
        f"{alone.findings} findings in {alone.characters} characters"
    )
    for n in processes:
        usage, metrics = _run(corpus, n, work)
        work_s = usage.cpu_s - start[n].cpu_s
        print(
            f"{n} process{'es' if n > 1 else '  '}: {usage.wall_s:.1f} s wall, "
            f"{size / usage.wall_s:.2f} MB/s, {corpus.records / usage.wall_s:.0f} records/s; "
            f"{usage.cpu_s:.1f} CPU s ({usage.cpu_s / size:.4f} s/MB, start "
            f"{start[n].cpu_s:.1f}); peak RSS {usage.rss / MB:.0f} MB, PSS {usage.pss / MB:.0f} MB"
        )
        print(
            f"           CPU over bare: {usage.cpu_s / alone.all_s:.2f} (without start "
            f"{work_s / alone.all_s:.2f}: overhead {work_s / alone.all_s - 1:+.0%}); over screen "
            f"and surrogates alone {work_s / (alone.screen_s + alone.surrogates_s):.2f}"
        )
        print(f"           books {metrics['books']}; seconds {metrics.get('seconds')}")


if __name__ == "__main__":
    main()

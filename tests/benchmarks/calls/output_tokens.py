"""Prints output tokens of edits, packed and prescreened, against rewriting every sample whole.

    python -m tests.benchmarks.calls.output_tokens

The bundled chat and code corpora; the real SDK against the project's server, whose model finds all
that was planted in them, names included, and names nothing that was put in before sending. Wanted:
at most a third for chat, a tenth for code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import runs
from tests.asking import MODEL, at
from tests.servers.gemini import Config, Script, Serving, serving

CORPORA = Path(__file__).parents[2] / "corpora"
WANTED = {"chat": 1 / 3, "code": 1 / 10}
WAYS = (
    ("by default", [], True),
    ("by default, flagged samples", ["--prescreen", "flagged"], True),
    ("texts sent as they are", ["--premask", "none"], False),
    ("the same, flagged samples", ["--premask", "none", "--prescreen", "flagged"], False),
)
"""How samples are asked for, options, and whether it is held to what is wanted."""

# The same policy for both, and no sample is asked twice: what is compared is one answer to each.
_POLICY = """
name = "once"
version = 1
checks = ["private_data"]
attempts = 1
max_edit_share = 1.0
"""
_REWRITE = """
name = "rewrite"
version = 1
policy = "private_data"
mode = "rewrite"
chunk_tokens = 6000
system = "Replace private data."
rewrite = "Give the whole text."
"""


def values_of(corpus: Mapping[str, Any]) -> dict[str, str]:
    """Everything that was planted in a corpus: value to category."""
    found = {value: name for name, planted in corpus["planted"].items() for value in planted}
    return {**found, **dict.fromkeys(corpus["names"], "PERSON_NAME")}


def tokens(
    name: str, corpus: Mapping[str, Any], gemini: Serving, folder: Path, *more: object
) -> dict[str, int]:
    """What a run took: calls, prompt and output tokens, refined samples."""
    gemini.configure(Config(script=Script(patterns=(), values=values_of(corpus))))
    gemini.reset()
    inputs = [arg for path in corpus["inputs"] for arg in ("--input", CORPORA / path)]
    fields = [arg for path in corpus["text_fields"] for arg in ("--text-field", path)]
    policy = folder / "once.toml"
    policy.write_text(_POLICY)
    ran = runs.gdr(
        "refine", *inputs, *fields, "--format", corpus["format"], "--output", folder / "out",
        "--quiet", "--backend", "gemini", "--model", MODEL, "--policy", policy, *more,
    )  # fmt: skip
    if ran.status:
        raise SystemExit(ran.err)
    counts = gemini.counts()
    books = runs.books(folder / "out")
    return {
        "calls": counts["calls"],
        "prompt": counts["tokens"]["prompt"],
        "output": counts["tokens"]["output"],
        "refined": books["refined"],
        "read": books["read"],
    }


def main() -> None:
    """Runs and prints."""
    corpora = runs.read_json(CORPORA / "expected.json")
    with serving() as gemini, at(gemini):
        for name, wanted in WANTED.items():
            _compare(name, corpora[name], gemini, wanted)


def _compare(name: str, corpus: Mapping[str, Any], gemini: Serving, wanted: float) -> None:
    prompt = "anonymize_code" if name == "code" else "anonymize"
    with tempfile.TemporaryDirectory(prefix="gdr-tokens-") as folder:
        whole = Path(folder) / "whole"
        whole.mkdir()
        rewrite = whole / "rewrite.toml"
        rewrite.write_text(_REWRITE)
        every = tokens(name, corpus, gemini, whole, "--prompt", rewrite, "--samples-per-request", 1)
        print(f"{name}: every sample rewritten whole: {every}", flush=True)
        for number, (way, more, counts) in enumerate(WAYS):
            place = Path(folder) / str(number)
            place.mkdir()
            used = tokens(name, corpus, gemini, place, "--prompt", prompt, *more)
            share = used["output"] / every["output"]
            goal = f"wanted at most {wanted:.3f}" if counts else "for comparison"
            print(f"{name}: {way}: {share:.3f} of its output tokens, {goal}; {used}", flush=True)


if __name__ == "__main__":
    main()

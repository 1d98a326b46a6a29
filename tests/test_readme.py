"""What the README tells to type works, and what it says of the options is true."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.commands import COMMANDS
from tests import runs
from tests.servers.gemini import serving

README = (runs.ROOT / "README.md").read_text("utf-8")
BLOCKS = [line.strip() for line in README.splitlines() if line.startswith("    ")]


def commands(name: str) -> list[list[str]]:
    """The words of every command of this name in an indented block."""
    return [shlex.split(line, comments=True) for line in BLOCKS if line.split()[:1] == [name]]


def test_the_first_two_commands_set_everything_up() -> None:
    assert [line.split("#")[0].split() for line in BLOCKS[:2]] == [
        ["make", "refine"],
        ["make", "test"],
    ]
    makefile = (runs.ROOT / "Makefile").read_text()
    for line in BLOCKS:
        if line.startswith("make "):
            assert f"\n{line.split()[1]}:" in makefile


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Gemini on loopback, in the place of the real one."""
    monkeypatch.setenv("GEMINI_API_KEY", "a key for tests")
    with serving() as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        yield


def write_labelled(folder: Path) -> None:
    """What `gdr evaluate` is given."""
    mail = "anna.miller@brightwater-mills.com"
    row = {
        "id": "1",
        "repo": "one",
        "text": f"write to {mail}",
        "spans": [{"start": 9, "end": 9 + len(mail), "label": "EMAIL_ADDRESS"}],
    }
    for name in ("gold.jsonl", "labelled.jsonl"):
        runs.write_jsonl(folder / name, [row])


@pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")
@pytest.mark.usefixtures("service")
def test_every_gdr_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus" / "deep"
    corpus.mkdir(parents=True)
    shard = runs.ROOT / "tests" / "corpora" / "chat" / "shard-00001.jsonl.gz"
    (corpus / shard.name).write_bytes(shard.read_bytes())
    write_labelled(tmp_path)
    monkeypatch.chdir(tmp_path)
    typed = commands("gdr")
    assert {words[1] for words in typed} == {
        "scan", "plan", "refine", "verify", "report", "evaluate",
    }  # fmt: skip
    for words in typed:
        ran = runs.gdr(*words[1:])
        assert ran.status == 0, ran.err
    assert (tmp_path / "out" / "data" / "deep" / shard.name).exists()


def test_every_option_that_is_named_exists() -> None:
    known = "".join(runs.gdr(*command.name.split(), "--help").out for command in COMMANDS)
    for option in set(re.findall(r"--[a-z][a-z-]+", README)):
        assert option in known, option


def test_the_output_layout_is_as_described(tmp_path: Path) -> None:
    rows: list[object] = [
        *runs.rows(3),
        "no json",
        {"text": "x", "owner": "a.walder@mill-house.org"},
    ]
    rows = [*rows[:4], *({"text": f"{n}", "owner": "nobody"} for n in range(600)), rows[4]]
    corpus = runs.write_jsonl(tmp_path / "in" / "a.jsonl", rows)
    assert runs.refine(corpus, tmp_path / "out").status == 0
    named = re.findall(r"^ {4}OUT/(\w+)", README, re.MULTILINE)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {name.removesuffix(".json") for name in made} == set(named)

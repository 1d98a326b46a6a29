"""The command line and the configuration: typing errors are named, the command line wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import arguments, beam_options, parsing
from pipelines.arguments import about, flag
from pipelines.option_groups import Options
from pipelines.options import PlanOptions, RefineOptions, ScanOptions, VerifyOptions
from transforms.core.errors import OptionsError

KINDS: dict[str, type[Options]] = {
    "refine": RefineOptions,
    "scan": ScanOptions,
    "plan": PlanOptions,
    "verify": VerifyOptions,
}
LEAST = ("--input", "in/*.jsonl", "--output", "out")


def parsed(*argv: str, name: str = "refine") -> Any:
    return parsing.parse(name, KINDS[name], KINDS, argv, {"X": "1"})[0]


def refused(*argv: str, name: str = "refine") -> list[str]:
    with pytest.raises(OptionsError) as caught:
        parsed(*argv, name=name)
    return caught.value.message.splitlines()


def written(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "job.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def test_every_option_can_be_given() -> None:
    options = parsed(
        *LEAST, "--input=more/*.jsonl", "--text-field", "a", "--text-field=b[].c", "--limit", "7",
        "--block-bytes", "2MiB", "--overwrite", "--max-failures=.5", "--runner", "flink",
        "--surrogate-key-env", "X", "--num_workers", "4", "--experiments=a", "--experiments", "b",
        "--streaming",
    )  # fmt: skip
    assert options.input == ("in/*.jsonl", "more/*.jsonl")
    assert options.text_field == ("a", "b[].c")
    assert (options.limit, options.block_bytes, options.max_failures) == (7, 2 << 20, 0.5)
    assert options.overwrite
    assert options.runner == "flink"
    assert options.beam_arguments == (
        "--num_workers=4", "--experiments=a", "--experiments=b", "--streaming",
    )  # fmt: skip


# arguments after the least, a piece of the one line that comes of it
MISTAKES = [
    (["--ouput", "x"], "--ouput: unknown option; did you mean --output?"),
    (["--ouput=x"], "--ouput: unknown option; did you mean --output?"),
    (["--text_field", "x"], "did you mean --text-field?"),
    (["--max-failure", "1"], "did you mean --max-failures?"),
    (["--over"], "--over: unknown option"),  # no abbreviations
    (["--num-workers", "4"], "did you mean --num_workers?"),
    (["--num_worker=4"], "did you mean --num_workers?"),
    (["--zzz", "4"], "--zzz: unknown option; --help lists the options"),
    (["-q"], "-q: unknown option"),
    (["--spans", "f"], "--spans: is an option of gdr scan"),
    (["--limit"], "--limit: needs a value; give --limit=VALUE"),
    (["--limit", "--quiet"], "--limit: needs a value"),
    (["--quiet=yes"], "--quiet 'yes': takes no value"),
    (["--limit", "1", "--limit", "2"], "--limit: is given twice"),
    (["a.jsonl", "b.jsonl"], "'a.jsonl' and 1 more: belongs to no option; put quotes"),
    (["--", "--quiet"], "'--quiet': belongs to no option"),
    (["--num_workers=many"], "--num_workers 'many': Apache Beam does not take this value"),
    (["--num_workers"], "--num_workers: needs a value"),
    (["--streaming=1"], "--streaming '1': takes no value"),
    (["--runner", "FlnkRunner"], "did you mean FlinkRunner?"),
    (["--runner", "no.such.Runner"], "cannot be imported"),
    (["--surrogate-key-env", "NOT_SET"], "NOT_SET: is not set or empty"),
    (["--config", "no.yaml"], "--config 'no.yaml': cannot be read"),
]


@pytest.mark.parametrize(("argv", "line"), MISTAKES)
def test_a_typing_error_is_one_line_with_its_mend(argv: list[str], line: str) -> None:
    (found,) = refused(*LEAST, *argv)
    assert line in found


def test_a_misspelt_option_is_not_reported_as_missing_too() -> None:
    assert refused("--input", "in/*", "--ouput", "out") == [
        "--ouput: unknown option; did you mean --output?"
    ]
    assert refused("--input", "in/*", "--output") == [
        "--output: needs a value; give --output=VALUE"
    ]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    config = written(tmp_path, "limit: 0\nfoo-bar-baz: 1\n")
    found = refused(
        "--config", config, "--ouput", "o", "--max-failures", "3", "--num_workers=x", "--zz",
        "--surrogate-key-env", "NOT_SET", "--input", str(tmp_path / "no.jsonl"),
    )  # fmt: skip
    names = ["--ouput", "--zz", "'foo-bar-baz'", "--num_workers", "--limit", "--max-failures"]
    assert [line.split()[0].rstrip(":") for line in found] == [
        *names, "--input", "--surrogate-key-env",
    ]  # fmt: skip


def test_the_position_of_verify_is_found_between_options(tmp_path: Path) -> None:
    out = str(tmp_path)
    for argv in (
        (out, "--without-originals"),
        ("--without-originals", out),
        ("--quiet", "--", out),
    ):
        assert parsed(*argv, name="verify").output == out
    assert "OUT: is missing" in refused(name="verify")[0]
    assert "belongs to no option" in refused(out, out, name="verify")[0]
    assert parsed(out, "--num_workers=4", name="verify").beam_arguments == ("--num_workers=4",)


def test_a_command_without_a_pipeline_takes_no_option_of_beam() -> None:
    assert refused("--input", "a*", "--num_workers=4", name="plan") == [
        "--num_workers: unknown option; --help lists the options"
    ]


def test_a_negative_number_is_a_value_and_not_an_option() -> None:
    assert "--limit '-5': give a whole number" in refused(*LEAST, "--limit", "-5")[0]


@pytest.mark.parametrize("given", ["DirectRunner", "directrunner", "DIRECT", "", " "])
def test_the_direct_runner_is_taken_as_the_local_one_and_says_so(given: str) -> None:
    options, note = parsing.parse(
        "refine", RefineOptions, KINDS, [*LEAST, "--runner", given], {"X": "1"}
    )
    assert options.runner == "FnApiRunner"
    assert "is taken as FnApiRunner" in note


@pytest.mark.parametrize("argv", [[], ["--runner=FnApiRunner"], ["--runner", "fnapirunner"]])
def test_the_local_runner_needs_no_note(argv: list[str]) -> None:
    options, note = parsing.parse("refine", RefineOptions, KINDS, [*LEAST, *argv], {"X": "1"})
    assert (options.runner, note) == ("FnApiRunner", "")


def test_the_command_line_wins_over_the_configuration(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        "input: [a/*.jsonl, b/*.jsonl]\noutput: out\ntext-field: x\ntext_unit: line\nlimit: 9\n"
        "overwrite: true\nquiet: true\nmax_failures: 0.25\nblock-bytes: 2MiB\n"
        "num_workers: 3\nexperiments: [p, q]\nstreaming: true\nspans: for-scan.jsonl\n",
    )
    options = parsed("--config", config, "--limit", "5", "--no-overwrite", "--experiments=z")
    assert options.input == ("a/*.jsonl", "b/*.jsonl")
    assert options.text_field == ("x",)
    assert (options.text_unit, options.limit, options.max_failures) == ("line", 5, 0.25)
    assert (options.overwrite, options.quiet, options.block_bytes) == (False, True, 2 << 20)
    assert options.beam_arguments == ("--num_workers=3", "--streaming", "--experiments=z")
    scan = parsed("--config", config, name="scan")
    assert scan.spans == "for-scan.jsonl"
    plan = parsed("--config", config, name="plan")
    assert plan.beam_arguments == ()


# the file, a piece of the one line that comes of it
BROKEN: list[tuple[str | bytes, str]] = [
    ("ouput: x\n", "'ouput' (job.yaml, line 1): unknown field; did you mean output?"),
    ("\nnum_worker: 3\n", "(job.yaml, line 2): unknown field; did you mean num_workers?"),
    ("limit: 1\nlimit: 1\n", "'limit' (job.yaml, line 2): is given twice"),
    ("text-field: a\ntext_field: b\n", "'text_field' (job.yaml, line 2): is given twice"),
    ("limit: yes\n", "--limit True (job.yaml, line 1): is a truth value, not a number"),
    ("max-failures: much\n", "--max-failures 'much' (job.yaml, line 1): give a share"),
    ("text_field: {a: secret-value}\n", "--text-field a mapping of 1 fields (job.yaml, line 1)"),
    ("revision: 2024-01-01\n", "--revision datetime.date(2024, 1, 1) (job.yaml, line 1)"),
    ("num_workers: {a: b}\n", "--num_workers (job.yaml, line 1): give a text, a number"),
    ("config: other.yaml\n", "'config' (job.yaml, line 1): unknown field"),
    ("<<: {limit: 1}\n", "'<<' (job.yaml, line 1): unknown field"),
    ("? [a, b]\n: 1\n", "line 1 has no name"),
    ("- limit\n", "holds no mapping"),
    ("secret-value\n", "holds no mapping"),
    ("a: [secret-value\n", "is no YAML that gdr reads, line 2, column 1"),
    ("a: !!python/object:os.system secret-value\n", "is no YAML that gdr reads, line 1, column 4"),
    ("a: *secret\n", "is no YAML that gdr reads, line 1"),
    ("a: 2024-99-99\n", "is no YAML that gdr reads"),
    (b"a: \xff\xfe\n", "is no YAML that gdr reads"),
    (b"a: " + b"[" * 5000, "is no YAML that gdr reads"),
    (b"#" * ((1 << 20) + 1), "is no YAML that gdr reads"),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_broken_configuration_is_refused_by_place_and_never_quoted(
    tmp_path: Path, text: str | bytes, line: str
) -> None:
    (found,) = refused(*LEAST, "--config", written(tmp_path, text))
    assert line in found
    assert "secret" not in found


def test_an_empty_configuration_says_nothing(tmp_path: Path) -> None:
    for text in ("", "# nothing\n", "---\n", "\ufefflimit: 3\n"):
        assert parsed(*LEAST, "--config", written(tmp_path, text)).output == "out"


@pytest.mark.parametrize("name", KINDS)
def test_the_help_names_every_option_with_its_unit_and_default(name: str) -> None:
    kind = KINDS[name]
    text = " ".join(parsing.help_text(name, kind, "does something").split())
    assert "does something" in text
    for field, item in about(kind).items():
        assert (item.metavar if item.positional else flag(field)) in text
        assert item.group + ":" in text
        assert item.help in text
        assert item.unit in text
        assert item.default in text


def test_the_help_stays_within_its_width() -> None:
    for name, kind in KINDS.items():
        lines = parsing.help_text(name, kind, "x").splitlines()
        assert max(len(line) for line in lines) <= arguments.WIDTH


def test_our_options_and_beams_share_only_runner_and_project() -> None:
    ours = {flag(field) for kind in KINDS.values() for field in about(kind)}
    assert ours & set(beam_options.known()) == {"--project", "--runner"}


TOKENS = st.sampled_from(
    ["--input", "--output=o", "--quiet", "--limit", "3", "x", "--", "-", "", "--=", "--nope", "-z"]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(TOKENS, st.text(max_size=8)), max_size=8))
def test_no_command_line_raises_anything_but_an_options_error(argv: list[str]) -> None:
    said = ""
    try:
        parsed(*argv)
    except OptionsError as error:
        said = error.message
    assert all(": " in line for line in said.splitlines())

"""Options: what is right, what is refused and with which mend, all at once and before any work."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines import checking, conflicts, surroundings
from pipelines.arguments import About, about
from pipelines.option_groups import Options
from pipelines.options import PlanOptions, RefineOptions, ScanOptions, VerifyOptions
from pipelines.values import size
from transforms.core.errors import OptionsError

KINDS: tuple[type[Options], ...] = (RefineOptions, ScanOptions, PlanOptions, VerifyOptions)
LEAST: dict[str, Any] = {"input": ["in/*.jsonl"], "output": "out"}


def problems(kind: type[Options] = RefineOptions, **values: Any) -> list[str]:
    return list(checking.check(kind, values).problems)


def test_the_least_that_is_needed_gives_the_documented_defaults() -> None:
    options = RefineOptions(**LEAST)
    assert options.text_field == ("text",)
    assert options.max_failures == 1.0
    assert options.surrogate_key_env == "GDR_SURROGATE_KEY"
    assert options.runner == "FnApiRunner"
    assert options.field_options.id == ""
    assert (options.block_limits.bytes, options.block_limits.samples) == (1 << 20, 512)


# name, a wrong value, a piece of the mend, a right value beside it
WRONG = [
    ("input", [], "at least one", ["a"]),
    ("input", "", "is empty", "a"),
    ("input", ["a\0b"], "NUL", ["a b"]),
    ("input", "gs:/bucket/a", "two slashes", "gs://bucket/a"),
    ("input", "gs://bu*ket/a", "wildcard", "gs://bucket/*"),
    ("input", 7, "at least one", "a\udcff"),  # a name that is not UTF-8, as PEP 383 has it
    ("output", "  ", "is empty", "o"),
    ("output", 7, "give a folder", "7"),
    ("format", "jsnl", "did you mean jsonl?", "jsonl"),
    ("format", "JSONL", "did you mean jsonl?", None),
    ("text_field", "a..b", "no field path", "a.b"),
    ("text_field", "[].a", "no field path", "a[]"),
    ("text_field", [], "at least one", ["a", "b[].c"]),
    ("text_field", [5], "give at least one field path", ["5"]),
    ("text_unit", "lines", "did you mean line?", "line"),
    ("id_field", ".id", "no field path", "meta.id"),
    ("date_key", "meta..id", "no field path", "meta.id"),
    ("prometheus", "", "is empty", "figures.prom"),
    ("keep_field", "a[", "no field path", "a[]"),
    ("drop_field", "", "is empty", "b{}"),
    ("binary", "remove", "known are keep, drop", "drop"),
    ("revision", 1234, "give a text", "v1.0"),
    ("prompt", "", "is empty", "anonymize"),
    ("policy", [], "give a text", "strict.toml"),
    ("backend", "lokal", "did you mean local?", "local"),
    ("surrogate_key_env", "no-name", "NAME of an environment variable", "MY_KEY"),
    ("surrogate_key_secret", "my-key", "projects/PROJECT", "projects/p/secrets/s/versions/1"),
    ("max_failures", "1.01", "share from 0 to 1", "1"),
    ("max_failures", "-0.1", "share from 0 to 1", "0"),
    ("max_failures", "5%", "share from 0 to 1", "0.05"),
    ("max_failures", "nan", "share from 0 to 1", "1e-3"),
    ("max_failures", True, "not a number", 0.5),
    ("limit", "0", "1 or more", "1"),
    ("limit", "-5", "1 or more", "5"),
    ("limit", "2.5", "1 or more", "2"),
    ("limit", "many", "1 or more", "1000000"),
    ("limit", True, "not a number", 1),
    ("limit", 10**13, "1 or more", 10**12),
    ("quarantine", "s3://", "bucket is missing", "s3://b/q"),
    ("overwrite", "perhaps", "true or false", True),
    ("retry_quarantine", 2, "true or false", "true"),
    ("config", "", "is empty", "job.yaml"),
    ("quiet", "loud", "true or false", False),
    ("block_bytes", "1M", "such as 65536 or 1MiB", "1MiB"),
    ("block_bytes", "0", "from 1 to 256MiB", "1"),
    ("block_bytes", "257MiB", "from 1 to 256MiB", "256MiB"),
    ("block_bytes", "1.0001kB", "whole number of bytes", "1.5kB"),
    ("block_bytes", "-1", "such as 65536", 4096),
    ("block_samples", "0", "1 to 1000000", "1"),
    ("max_sample_bytes", "2GiB", "1 to 1GiB", "1GiB"),
    ("max_sample_bytes", False, "not a number", "16 MiB"),
    ("runner", 3, "give a text", "FlinkRunner"),
    ("processes", "0", "1 to 256", "2"),
    ("processes", "two", "1 to 256", "1"),
]


ASKS = {**LEAST, "backend": "gemini", "model": "m"}

# As WRONG, for a backend that asks a service.
WRONG_OF_SERVICES: list[tuple[str, object, str, object]] = [
    ("model", [], "is missing", ["m", "n"]),
    ("model", ["m", "m"], "twice", "n"),
    ("project", 7, "give a text", "p"),
    ("location", "europe-west4", "give --project too", None),
    ("requests_per_minute", "0", "1 or more", "600"),
    ("tokens_per_minute", "1e6", "1 or more", "1000000"),
    ("max_in_flight", "5000", "1 to 4096", "4096"),
    ("samples_per_request", "0", "1 to 100", "1"),
    ("prescreen", "some", "sample:P", "flagged"),
    ("prescreen", "sample:1.5", "below 1", "sample:0.01"),
    ("premask", 7, "give a category", "all"),
    ("premask", ["none", "IBAN"], "leave one of them out", "none"),
    ("prices", [], "give a text", None),
    ("api_key_env", "AIza-no-name", "NAME of an environment variable", "MY_KEY"),
    ("api_key_secret", "my-key", "projects/PROJECT", "projects/p/secrets/s/versions/1"),
    ("quota_service", "quota.internal", "host:port", "quota.internal:8081"),
    ("quota_service", "quota.internal:99999", "host:port", None),
    ("call_timeout_s", "0", "above 0", "30"),
    ("cache", "redis://user:secret@host/0", "holds a password", "redis://host:6379/0"),
    ("cache", "memcached://host:11211", "give a folder, or one of", "sqlite:answers.db"),
    ("cache", "ftp:/answers", "is no kind of cache", "C:/answers"),
    ("cache_password_env", "MY_PASSWORD", "give --cache too", "GDR_CACHE_PASSWORD"),
    ("cache_password_secret", "no", "projects/PROJECT", None),
    ("budget_usd", "0", "above 0", "12.5"),
    ("budget_tokens", "few", "1 or more", "1000"),
]


@pytest.mark.parametrize(("name", "wrong", "mend", "right"), WRONG_OF_SERVICES)
def test_a_wrong_value_for_a_service_is_refused_with_name_and_mend(
    name: str, wrong: object, mend: str, right: object
) -> None:
    (line,) = problems(**{**ASKS, name: wrong})
    assert line.startswith("--" + name.replace("_", "-"))
    assert mend in line
    given = {key: value for key, value in {**ASKS, name: right}.items() if value is not None}
    if name != "cache_password_env":  # its default alone is right
        assert problems(**given) == []


def test_options_of_a_service_are_refused_where_none_is_asked() -> None:
    (line,) = problems(**{**LEAST, "model": "m"})
    assert line.startswith("--model")
    assert "--backend gemini" in line
    assert problems(**{**LEAST, "project": "p", "runner": "DataflowRunner"}) == []


def test_a_project_is_vertex_ai_unless_a_key_says_otherwise() -> None:
    (line,) = problems(**{**ASKS, "project": "p", "api_key_env": "K"})
    assert line.startswith("--api-key-env")
    assert problems(**{**ASKS, "project": "p", "location": "europe-west4"}) == []
    elsewhere = {**ASKS, "project": "p", "runner": "DataflowRunner"}
    assert RefineOptions(**elsewhere).settings(2).project == "p"
    assert RefineOptions(**elsewhere, api_key_env="K").settings(2).project == ""


@pytest.mark.parametrize(("name", "wrong", "mend", "right"), WRONG)
def test_a_wrong_value_is_refused_with_name_and_mend(
    name: str, wrong: object, mend: str, right: object
) -> None:
    (line,) = problems(**{**LEAST, name: wrong})
    assert line.startswith("--" + name.replace("_", "-"))
    assert mend in line
    assert problems(**{**LEAST, name: right}) == []


def test_every_option_that_takes_a_value_has_a_wrong_value_in_the_table() -> None:
    wrong = {name for name, *_ in [*WRONG, *WRONG_OF_SERVICES]}
    assert set(about(RefineOptions)) <= wrong | {"retry_dead_letters"}


# values, the field that is named, a piece of the mend, a near-miss that is right
CONTRADICTIONS: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    ({"keep_field": "a", "drop_field": "a"}, "--drop-field", "--keep-field", {"keep_field": "b"}),
    (
        {"keep_field": "a.b", "drop_field": "a"},
        "--drop-field",
        "one of the two",
        {"drop_field": "ab"},
    ),
    ({"drop_field": "text"}, "--drop-field", "--text-field", {"drop_field": "text2"}),
    ({"text_field": "m[].c", "drop_field": "m"}, "--drop-field", "m[].c", {"drop_field": "m[].d"}),
    ({"keep_field": "text"}, "--keep-field", "is refined", {"text_field": "body"}),
    ({"keep_field": ["a", "a"]}, "--keep-field", "twice", {"keep_field": ["a", "a.b"]}),
    ({"text_field": ["t", "t"]}, "--text-field", "twice", {"text_field": ["t", "u"]}),
    ({"text_unit": "line", "format": "csv"}, "--text-unit", "--format text", {"format": "text"}),
    ({"binary": "drop", "format": "jsonl"}, "--binary", "--format code", {"format": "code"}),
    ({"revision": "v1", "format": "csv"}, "--revision", "--format code", {"format": None}),
    ({"output": "in"}, "--output", "holds the input", {"output": "inn"}),
    ({"input": "o/data/*.jsonl", "output": "o"}, "--output", "holds", {"output": "o/data2"}),
    ({"input": "c", "output": "c"}, "--output", "holds", {"output": "c2"}),
    ({"input": "c", "output": "./c/o"}, "--output", "is within", {"output": "c/../o"}),
    ({"input": "c/**/*.jsonl", "output": "c/o"}, "--output", "is within", {"input": "c/*.jsonl"}),
    ({"input": "c/*", "output": "c/o"}, "--output", "is within", {"output": "d/o"}),
    ({"input": "c/*/*.json", "output": "c/o"}, "--output", "is within", {"input": "c/*/x.jsonl"}),
    ({"input": "gs://b/**", "output": "gs://b/o"}, "--output", "is within", {"output": "gs://c/o"}),
    ({"quarantine": "out/data/q"}, "--quarantine", "refined corpus", {"quarantine": "out/q"}),
    ({"quarantine": "./out/"}, "--quarantine", "output folder itself", {"quarantine": "out2"}),
    (
        {"overwrite": True, "retry_dead_letters": True},
        "--retry-dead-letters",
        "--overwrite",
        {"overwrite": False},
    ),
    (
        {"overwrite": True, "retry_quarantine": True},
        "--retry-quarantine",
        "--overwrite",
        {"retry_quarantine": False},
    ),
    (
        {"surrogate_key_env": "K", "surrogate_key_secret": "projects/p/secrets/s/versions/1"},
        "--surrogate-key-secret",
        "one of the two",
        {"surrogate_key_secret": None},
    ),
    ({"processes": 2, "runner": "FlinkRunner"}, "--processes", "local runs", {"runner": "direct"}),
    (
        {"processes": 2, "beam_arguments": ("--direct_num_workers=3",)},
        "--processes",
        "--direct_num_workers",
        {"beam_arguments": ("--num_workers=3",)},
    ),
]


@pytest.mark.parametrize(("values", "name", "mend", "mended"), CONTRADICTIONS)
def test_options_that_contradict_each_other_are_refused(
    values: dict[str, Any], name: str, mend: str, mended: dict[str, Any]
) -> None:
    (line,) = problems(**{**LEAST, **values})
    assert line.startswith(name)
    assert mend in line
    assert problems(**{**LEAST, **values, **mended}) == []
    with pytest.raises(OptionsError, match=name):
        RefineOptions(**{**LEAST, **values})


def test_wrong_values_and_contradictions_are_reported_together() -> None:
    found = problems(
        output="out", limit="x", max_failures=2, keep_field="a", drop_field=["a", "a"], nope=1
    )
    assert [line.split()[0].rstrip(":") for line in found] == [
        "--input", "--limit", "--max-failures", "--nope", "--drop-field", "--drop-field",
    ]  # fmt: skip


def test_the_other_commands_refuse_what_is_wrong_for_them() -> None:
    assert problems(PlanOptions, input="a", samples=5, sample_share=0.5) != []
    assert problems(PlanOptions, input="a", sample_share=0) != []
    assert problems(PlanOptions, input="a", sample_share=1, model="m") == []
    assert problems(ScanOptions, input="a", spans="r", json_="./r") != []
    assert problems(ScanOptions, input="a", spans="r", json_="s") == []
    assert problems(ScanOptions) == ["--input (): is missing; give at least one path or pattern"]
    assert problems(ScanOptions, list_=True) == []
    assert problems(VerifyOptions) == ["OUT: is missing; give the folder"]


def test_a_wrong_value_is_escaped_and_shortened() -> None:
    (line,) = problems(**{**LEAST, "backend": "\x1b[31m\n" + "x" * 5000})
    assert "\x1b" not in line
    assert "\n" not in line
    assert len(line) < 200


def test_what_might_be_a_key_is_never_shown() -> None:
    key = "s3cr3t-key-value"
    for name in ("surrogate_key_env", "surrogate_key_secret"):
        (line,) = problems(**{**LEAST, name: key})
        assert key not in line


def test_options_are_frozen_and_come_back_from_a_pickle() -> None:
    options = RefineOptions(**LEAST, limit=3)
    with pytest.raises(ValidationError):
        options.limit = 4
    assert pickle.loads(pickle.dumps(options)) == options


def test_the_value_of_the_key_variable_is_nowhere_in_the_options(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = "0123456789abcdef-invented"
    monkeypatch.setenv("GDR_SURROGATE_KEY", key)
    options = RefineOptions(**LEAST)
    assert key not in repr(options)
    assert key.encode() not in pickle.dumps(options)
    assert key not in options.model_dump_json()


def test_only_what_decides_the_output_is_part_of_the_fingerprint() -> None:
    base = RefineOptions(**LEAST).shaping()
    same = {"quiet": True, "processes": 2, "block_bytes": 9, "max_failures": 0.1, "output": "o2"}
    assert RefineOptions(**{**LEAST, **same}).shaping() == base
    for name, value in {"limit": 5, "text_field": "t", "policy": "p", "binary": "drop"}.items():
        assert RefineOptions(**{**LEAST, name: value}).shaping() != base


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_but_beams_says_what_it_is(kind: type[Options]) -> None:
    items = about(kind)
    assert set(kind.model_fields) - set(items) == {"beam_arguments"}
    for name, item in items.items():
        assert item.help.rstrip(".") == item.help != "", name
        numeric = any(part in str(kind.model_fields[name].annotation) for part in ("int", "float"))
        assert bool(item.unit) == numeric, name
        assert bool(item.metavar) == ("bool" not in str(kind.model_fields[name].annotation)), name
        assert item.repeats == ("tuple" in str(kind.model_fields[name].annotation)), name


def test_about_is_what_the_fields_carry_and_nothing_else() -> None:
    assert all(isinstance(item, About) for item in about(RefineOptions).values())


@given(st.integers(0, 10**12), st.sampled_from(["", "B", "kB", "MB", "KiB", "MiB", "GiB"]))
def test_a_size_is_its_number_times_its_unit(number: int, unit: str) -> None:
    one = size("1" + unit)
    assert isinstance(one, int)
    assert size(f"{number}{unit}") == number * one
    assert size(f"{number}.5{unit}" if unit not in {"", "B"} else f"{number}.0") == (
        number * one + one // 2 if unit not in {"", "B"} else number
    )


@given(st.text(max_size=20))
def test_no_text_as_a_size_raises_anything_but_a_value_error(text: str) -> None:
    said = ""
    try:
        assert isinstance(size(text), int)
    except ValueError as error:
        said = str(error)
    assert said == "" or "give" in said


@given(st.dictionaries(st.sampled_from(list(RefineOptions.model_fields)), st.text(max_size=12)))
def test_contradictions_are_found_in_any_values_without_an_exception(
    values: dict[str, str],
) -> None:
    for name, mend in conflicts.find(values, values.keys()):
        assert name in values
        assert mend


def test_what_is_not_there_is_reported_before_any_work(tmp_path: Path) -> None:
    there = tmp_path / "a.jsonl"
    there.write_text("{}\n")

    def around(**values: Any) -> list[str]:
        return surroundings.problems(RefineOptions, values, {"SET": "x", "EMPTY": ""})

    assert around(input=[str(there), str(tmp_path / "*.nothing")]) == []
    assert "is not there" in around(input=[str(tmp_path / "b.jsonl")])[0]
    assert around(output="gs://b/o") == []
    assert "did you mean gs://?" in around(output="gss://b/o")[0]
    assert "known are" in around(quarantine="ftp://b/o")[0]
    assert around(surrogate_key_env="SET") == []
    assert "is not set" in around(surrogate_key_env="EMPTY")[0]
    assert around(surrogate_key_env="EMPTY", runner="DataflowRunner") == []
    assert "not bundled" in around(prompt="anonymise")[0]
    assert around(prompt="anonymize") == []
    assert "folder is not there" in around(json_=str(tmp_path / "no" / "r.json"))[0]
    assert "is a folder" in around(spans=str(tmp_path))[0]
    assert around(json_=str(tmp_path / "r.json"), spans="-") == []
    assert "is no folder" in surroundings.problems(VerifyOptions, {"output": str(there)}, {})[0]

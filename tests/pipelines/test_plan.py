"""`gdr plan`: figures of all or of a share scaled up, costs from a dated file, time by quotas."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import cli
from pipelines.planning import choice
from pipelines.planning.figures import Figures, packed, ways
from prompts import loader, prices
from transforms.core.asking import estimating as tokens
from transforms.core.asking.packing import PACK_TOKENS, Sized
from transforms.core.errors import OptionsError

MAIL = "anna.miller@brightwater-mills.com"


def write_corpus(folder: Path, lines: int = 40) -> str:
    """Two shards; every fourth sample has an address in it."""
    folder.mkdir(exist_ok=True)
    rows = [
        json.dumps({"text": f"Write to {MAIL} at once." if n % 4 == 0 else "Nothing to hide here."})
        for n in range(lines)
    ]
    (folder / "a.jsonl").write_text("\n".join([*rows, "{no json", '{"text": ""}', ""]))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    return f"{folder}/*"


def plan(tmp_path: Path, *options: str) -> dict[str, Any]:
    report = tmp_path / "plan.json"
    argv = ["plan", "--quiet", "--input", write_corpus(tmp_path / "in"), "--json", str(report)]
    assert cli.main([*argv, *options]) == 0
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def test_all_of_a_corpus_is_counted(tmp_path: Path) -> None:
    found = plan(tmp_path)
    n = found["figures"]
    assert (found["samples"], found["samples_looked_at"], found["scaled"]) == (82, 82, False)
    assert (n["requests"], n["flagged"], n["findings"], n["defects"]) == (80, 20, 20, 1)
    assert n["characters"] == 20 * len(f"Write to {MAIL} at once.") + 60 * 21
    assert found["share_flagged"] == 0.25
    assert n["text_tokens"] == 20 * tokens.of_text(f"Write to {MAIL} at once.") + 60 * 6
    assert found["all"]["edits_single"]["requests"] == 80
    assert found["all"]["edits_packed"]["requests"] == 10  # 40 samples of each shard, 8 a request
    assert found["flagged"]["edits_single"]["requests"] == 20


def test_costs_are_tokens_times_prices(tmp_path: Path) -> None:
    found = plan(tmp_path, "--model", "gemini-2.5-flash")
    price = prices.load().models["gemini-2.5-flash"]
    n = found["all"]["rewrite_packed"]
    wanted = (n["tokens_in"] * price.input + n["tokens_out"] * price.output) / 1e6
    cost = found["cost_usd"]["gemini-2.5-flash"]["rewrite_packed"]
    assert cost["full"] == round(wanted, 4)
    assert cost["instruction_cached"] <= cost["full"]
    assert found["prices_as_of"] == prices.load().as_of
    assert list(found["cost_usd"]) == ["gemini-2.5-flash"]


def test_without_a_model_every_price_is_reckoned_with(tmp_path: Path) -> None:
    assert set(plan(tmp_path)["cost_usd"]) == set(prices.load().models)


def test_a_model_without_a_price_is_refused_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["plan", "--input", write_corpus(tmp_path / "in"), "--model", "gemini-9"]
    assert cli.main(argv) == 2
    said = capsys.readouterr().err
    assert "'gemini-9'" in said
    assert "prompts/prices.toml" in said


def test_time_is_what_the_tighter_quota_allows(tmp_path: Path) -> None:
    by_requests = plan(tmp_path, "--requests-per-minute", "10")["minutes"]
    assert by_requests["edits_single"] == 8
    both = plan(tmp_path, "--requests-per-minute", "10", "--tokens-per-minute", "100")
    single = both["all"]["edits_single"]
    assert both["minutes"]["edits_single"] == (single["tokens_in"] + single["tokens_out"]) / 100
    assert plan(tmp_path)["minutes"] == {}


@pytest.mark.parametrize("samples", [1, 7, 40])
def test_just_so_many_samples_are_looked_at(tmp_path: Path, samples: int) -> None:
    found = plan(tmp_path, "--samples", str(samples))
    assert (found["samples"], found["samples_looked_at"]) == (82, samples)
    assert found["scaled"] is True


def test_more_samples_than_there_are_mean_all(tmp_path: Path) -> None:
    assert plan(tmp_path, "--samples", "1000") == plan(tmp_path)
    assert plan(tmp_path, "--sample-share", "1") == plan(tmp_path)


def test_a_share_is_scaled_up_to_about_the_whole(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", 1000)
    report = tmp_path / "plan.json"
    argv = ["plan", "--quiet", "--input", f"{tmp_path}/in/*", "--json", str(report)]
    found = {}
    for share in ("1", "0.2", "0.0000001"):
        assert cli.main([*argv, "--sample-share", share]) == 0
        found[share] = json.loads(report.read_text())
    assert found["0.0000001"]["samples_looked_at"] == 1
    part, whole = found["0.2"], found["1"]
    assert 300 < part["samples_looked_at"] < 500
    for name in ("requests", "flagged", "characters", "packed"):
        assert part["figures"][name] == pytest.approx(whole["figures"][name], rel=0.15), name


def test_the_same_samples_are_chosen_at_every_run(tmp_path: Path) -> None:
    assert plan(tmp_path, "--samples", "9") == plan(tmp_path, "--samples", "9")


def test_the_plan_says_what_it_looked_at_and_where_text_goes_and_shows_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["plan", "--input", write_corpus(tmp_path / "in"), "--samples", "12"]
    assert cli.main(argv) == 0
    said = capsys.readouterr().out
    assert "82 samples; looked at 12 of them, chosen by hash, scaled up" in said
    assert "Text goes, with local: nowhere" in said
    assert prices.load().as_of in said
    assert MAIL not in said


def test_json_on_standard_output_is_all_that_stands_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["plan", "--input", write_corpus(tmp_path / "in"), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 82


TOKENS = [
    ("", tokens.PROSE, 0),
    ("abcd", tokens.PROSE, 1),
    ("abcde", tokens.PROSE, 2),
    ("abcd", tokens.CODE, 2),
    ("\u6771\u4eac\u90fd", tokens.PROSE, 3),
    ("\ud55c\uad6d ok", tokens.PROSE, 3),
    ("\u00e9\u00e8\u00e0\u00fc", tokens.PROSE, 1),
    ("\U00020000", tokens.PROSE, 1),
]


@pytest.mark.parametrize(("text", "ratio", "wanted"), TOKENS)
def test_tokens_are_estimated_by_the_rule(text: str, ratio: int, wanted: int) -> None:
    assert tokens.of_text(text, ratio) == wanted


@given(st.lists(st.integers(0, 3000), max_size=60))
def test_packed_requests_hold_all_samples_and_are_never_more_than_one_each(
    lengths: list[int],
) -> None:
    sized = [Sized(length) for length in lengths]
    requests = packed(sized, len(sized), len(sized), 8)
    assert -(-len(lengths) // 8) <= requests <= len(lengths)
    assert requests * max(PACK_TOKENS, *lengths, 0) >= sum(lengths)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_asking_packed_never_takes_more_than_asking_singly(samples: int, text: int) -> None:
    figures = Figures(requests=samples, packed=samples // 3, text_tokens=text)
    made = ways(figures, {"edits": 80}, flagged=False)
    assert made["edits_packed"]["tokens_in"] <= made["edits_single"]["tokens_in"]
    assert made["edits_packed"]["tokens_out"] == made["edits_single"]["tokens_out"]


@given(st.lists(st.integers(0, (1 << 64) - 1), unique=True, max_size=50), st.integers(1, 60))
def test_so_many_draws_are_below_the_limit(draws: list[int], samples: int) -> None:
    chosen = choice._smallest(draws, samples)
    assert sum(draw < chosen.limit for draw in draws) == min(samples, len(draws))
    assert chosen.everything == (samples >= len(draws))


def test_prices_are_no_prompt_and_wrong_ones_are_refused(tmp_path: Path) -> None:
    assert "prices" not in loader.names()
    path = tmp_path / "prices.toml"
    for text in ("as_of = 1", "x = [", 'as_of = "2026-01-01"\nsource = ""\n[models.m]\ninput = -1'):
        path.write_text(text)
        with pytest.raises(OptionsError, match=r"--prices .*prices\.toml"):
            prices.load(str(path))
    with pytest.raises(OptionsError, match="cannot be read"):
        prices.load(str(tmp_path / "none.toml"))

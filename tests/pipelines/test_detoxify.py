"""Detoxification end to end: with a scripted model, with the local backend, and with both tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import runs
from tests.asking import MODEL
from tests.servers.gemini import Config, Script, serving
from transforms import checks
from transforms.core.judging.detoxified import HOPELESS
from transforms.core.toxicity.scores import THRESHOLD

CORPUS = Path(__file__).parents[1] / "corpora" / "heated"
COMMENTS = CORPUS / "comments.jsonl"
EXPECTED: dict[str, dict[str, Any]] = runs.read_json(CORPUS / "expected.json")
TEXTS = {row["id"]: row["text"] for row in runs.lines_of(COMMENTS)}
TOXIC = {name for name, row in EXPECTED.items() if row["toxic"]}
CANNOT = {name for name in TOXIC if EXPECTED[name]["calm"] is None}
MAIL = "petra.vanloon@harborlight-books.com"

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")


def calm(**more: Any) -> Script:
    """A model that says everything calmly."""
    written = {TEXTS[name]: EXPECTED[name]["calm"] or HOPELESS for name in TOXIC}
    return Script(patterns=(), values=dict.fromkeys(written, "toxic"), replacements=written, **more)


@contextmanager
def model(script: Script, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[object, ...]]:
    """The options to refine with a model of this script."""
    monkeypatch.setenv("GEMINI_API_KEY", "a key")
    with serving(Config(script=script)) as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        yield ("--backend", "gemini", "--model", MODEL)


def detoxify(corpus: Path, output: Path, *more: object, prompt: str = "detoxify") -> None:
    ran = runs.refine(corpus, output, "--id-field", "id", "--prompt", prompt, *more)
    assert ran.status == 0, ran.err


def by_id(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in runs.lines_of(path)}


def reasons(output: Path, name: str = "comments.jsonl") -> dict[str, list[str]]:
    return {n: row["reasons"] for n, row in by_id(output / "quarantine" / f"{name}.jsonl").items()}


def test_a_model_makes_the_corpus_usable_and_keeps_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model(calm(), monkeypatch) as options:
        detoxify(COMMENTS, tmp_path, *options)
    data = by_id(tmp_path / "data" / "comments.jsonl")
    assert data.keys() == EXPECTED.keys() - CANNOT
    for name, row in data.items():
        expected = EXPECTED[name]
        assert row["text"] == expected["calm"]
        assert all(fact in row["text"] for fact in expected["keep"])
    scores = runs.read_json(tmp_path / "metrics.json")["scores"]["toxicity"]["max"]
    assert scores["before"] > THRESHOLD > 0.2 > scores["after"]
    quarantined = by_id(tmp_path / "quarantine" / "comments.jsonl.jsonl")
    assert {n: (row["reasons"], row["text"]) for n, row in quarantined.items()} == {
        name: (["cannot_be_detoxified"], TEXTS[name]) for name in CANNOT
    }
    lineage = by_id(tmp_path / "lineage" / "comments.jsonl.jsonl")
    for name, row in lineage.items():
        figures = row["scores"]["toxicity"]["max"]
        assert (figures["before"] >= THRESHOLD) == (name in TOXIC)
        assert ("after" in figures) == (name not in CANNOT)
        assert row["outcome"] == (
            "quarantined" if name in CANNOT else "refined" if name in TOXIC else "unchanged"
        )
    assert runs.gdr("verify", tmp_path).status == 0


def test_an_answer_that_is_still_toxic_is_asked_again_with_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sorted(TOXIC - CANNOT)[0]
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", [{"id": name, "text": TEXTS[name]}])
    with model(calm(forgets=(TEXTS[name],)), monkeypatch) as options:
        detoxify(corpus, tmp_path / "out", *options)
    (row,) = runs.lines_of(tmp_path / "out" / "lineage" / "in.jsonl.jsonl")
    assert (row["outcome"], row["attempts"]) == ("refined", 2)


FAILING = {
    "toxic": "You idiots moved the deadline to 14 March again and nobody told Hamburg.",
    "numbers_changed": "You moved the deadline to 15 March again and told no Hamburg office.",
    "names_changed": "You moved the deadline to 14 March again and nobody told the office.",
    "moralising": "You moved the deadline to 14 March. Hamburg office? Please be kind.",
    "refusal": "I'm sorry, but I can't help with that 14 March deadline at Hamburg.",
    "chrf": "Kiwi, fizz, Hamburg, 14, pumpkin, quick, lynx, jumbo",
    "new_private": f"You moved the deadline to 14 March, tell Hamburg at {MAIL} of it.",
    "length_ratio": "Deadline is 14 March, Hamburg.",
}


def test_what_fails_the_bands_never_is_in_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "You idiots moved the deadline to 14 March again and nobody told the Hamburg office"
    policy = tmp_path / "strict.toml"
    bundled = Path(checks.__file__).parents[2] / "prompts" / "policies" / "detoxify.toml"
    policy.write_text(bundled.read_text("utf-8").replace("attempts", 'fallback = "none"\nattempts'))
    texts = {reason: f"{text}{'!' * n}" for n, reason in enumerate(FAILING, 1)}
    corpus = runs.write_jsonl(
        tmp_path / "in.jsonl", [{"id": reason, "text": text} for reason, text in texts.items()]
    )
    script = Script(
        patterns=(),
        values=dict.fromkeys(texts.values(), "toxic"),
        replacements={texts[reason]: answer for reason, answer in FAILING.items()},
    )
    with model(script, monkeypatch) as options:
        detoxify(corpus, tmp_path / "out", *options, "--policy", policy)
    assert not runs.lines_of(tmp_path / "out" / "data" / "in.jsonl")
    found = reasons(tmp_path / "out", "in.jsonl")
    letters = by_id(tmp_path / "out" / "dead_letters" / "in.jsonl.jsonl")
    assert {n: row["reason"] for n, row in letters.items()} == {"refusal": "refusal"}
    assert found.keys() == FAILING.keys() - {"refusal"}
    for reason, codes in found.items():
        assert any(code.partition(":")[0] == reason for code in codes), (reason, codes)


def test_the_local_backend_softens_by_lexicon_and_leaves_the_rest(tmp_path: Path) -> None:
    detoxify(COMMENTS, tmp_path)
    data = by_id(tmp_path / "data" / "comments.jsonl")
    scorer = checks.build("toxicity")
    texts = [row["text"] for row in data.values()]
    assert max(s["toxicity"].max for s in scorer.score(texts)) < THRESHOLD  # type: ignore[attr-defined]
    for name, row in data.items():
        assert all(fact in row["text"] for fact in EXPECTED[name]["keep"])
        assert (row["text"] == TEXTS[name]) == (name not in TOXIC)
    left = reasons(tmp_path)
    assert left.keys() <= TOXIC
    assert len(left) <= 5
    figures = runs.read_json(tmp_path / "metrics.json")
    assert figures["books"]["refined"] == len(TOXIC) - len(left)
    assert runs.gdr("verify", tmp_path).status == 0


@pytest.mark.parametrize("packed", [True, False])
def test_a_plan_reckons_with_whole_texts_as_the_service_bills_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    text = "The lift at Orrin Quay was fixed on 3 May, and {} of 40 crates came that day. "
    values = [{"id": n, "text": text.format(n) * (3 + n % 5)} for n in range(30)]
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", values)
    share = () if packed else ("--samples-per-request", "1")
    asked = ("--input", corpus, "--prompt", "detoxify", *share)
    assert runs.gdr("plan", *asked, "--quiet", "--json", tmp_path / "plan.json").status == 0
    plan = runs.read_json(tmp_path / "plan.json")["all"]
    assert plan.keys() == {"rewrite_single", "rewrite_packed"}
    monkeypatch.setenv("GEMINI_API_KEY", "a key")
    with serving(Config(script=calm())) as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        detoxify(corpus, tmp_path / "out", "--backend", "gemini", "--model", MODEL, *share)
        billed = gemini.counts()
    way = plan["rewrite_packed" if packed else "rewrite_single"]
    assert way["requests"] == billed["calls"]
    for planned, sort in (("tokens_in", "prompt"), ("tokens_out", "output")):
        assert way[planned] == pytest.approx(billed["tokens"][sort], rel=0.1), sort


BOTH = [
    {"id": "a", "text": f"You idiots moved the deadline to 14 March, write to {MAIL} at once."},
    {"id": "b", "text": f"The deadline is 14 March; write to {MAIL}."},
    {"id": "c", "text": "You idiots moved the deadline to 14 March again."},
    {"id": "d", "text": "Nothing of either sort stands here, on 14 March."},
]


def test_both_tasks_in_one_run_pass_both_policies(tmp_path: Path) -> None:
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", BOTH)
    detoxify(corpus, tmp_path / "out", prompt="anonymize,detoxify")
    data = by_id(tmp_path / "out" / "data" / "in.jsonl")
    assert data.keys() == {"a", "b", "c", "d"}
    assert MAIL not in json.dumps(data)
    assert "idiot" not in json.dumps(data)
    assert data["d"]["text"].startswith("Nothing of either sort stands here")
    lineage = by_id(tmp_path / "out" / "lineage" / "in.jsonl.jsonl")
    before = lineage["a"]["before"]
    assert (before["EMAIL_ADDRESS"], before["TOXICITY"]) == (1, 1)
    assert runs.gdr("verify", tmp_path / "out").status == 0


def test_both_tasks_with_a_model_pass_both_policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", BOTH)
    script = Script(patterns=(), values={"You idiots": "toxic"}, replacements={"You idiots": "You"})
    with model(script, monkeypatch) as options:
        detoxify(corpus, tmp_path / "out", *options, prompt="anonymize,detoxify")
    data = by_id(tmp_path / "out" / "data" / "in.jsonl")
    assert data.keys() == {"a", "b", "c", "d"}
    assert MAIL not in json.dumps(data)
    assert data["a"]["text"].startswith("You moved the deadline to ")
    mails = {
        name: data[name]["text"].split("write to ")[1].split(" ")[0].strip(".") for name in "ab"
    }
    assert mails["a"] == mails["b"]
    assert runs.gdr("verify", tmp_path / "out").status == 0


PHONE = "+1 415 867 2291"
PRIVATE = f"Write to {MAIL} or call {PHONE}."


def test_each_sample_of_a_corpus_passes_both_policies_or_is_not_in_data(tmp_path: Path) -> None:
    rows = [{"id": name, "text": f"{text} {PRIVATE}"} for name, text in TEXTS.items()]
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", rows)
    detoxify(corpus, tmp_path / "out", prompt="anonymize,detoxify")
    data = by_id(tmp_path / "out" / "data" / "in.jsonl")
    left = reasons(tmp_path / "out", "in.jsonl")
    assert data.keys() | left.keys() == TEXTS.keys()
    assert not data.keys() & left.keys()
    assert left.keys() <= TOXIC, "what was to be anonymised only is in data"
    scorer = checks.build("toxicity")
    scores = scorer.score([row["text"] for row in data.values()])  # type: ignore[attr-defined]
    assert max(score["toxicity"].max for score in scores) < THRESHOLD
    for row in data.values():
        assert MAIL not in row["text"]
        assert PHONE not in row["text"]
    tails = {row["text"].split("Write to ")[1] for row in data.values()}
    assert len(tails) == 1, "one surrogate for each value in the whole run"
    assert runs.gdr("verify", tmp_path / "out").status == 0


ONE_FAILS = {
    "toxic": ("You idiots", "You morons"),
    "new_private": ("You idiots", "You, with j.okafor@tallgrass-coop.org,"),
}


@pytest.mark.parametrize("code", ONE_FAILS)
def test_a_sample_that_passes_one_policy_alone_is_not_in_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    corpus = runs.write_jsonl(tmp_path / "in.jsonl", BOTH[:1])
    policy = tmp_path / "strict.toml"
    bundled = runs.ROOT / "prompts" / "policies" / "detoxify.toml"
    policy.write_text(bundled.read_text("utf-8").replace("attempts", 'fallback = "none"\nattempts'))
    found, put = ONE_FAILS[code]
    script = Script(patterns=(), values={found: "toxic"}, replacements={found: put})
    policies = ("--policy", f"private_data,{policy}")
    with model(script, monkeypatch) as options:
        detoxify(corpus, tmp_path / "out", *options, *policies, prompt="anonymize,detoxify")
    assert not runs.lines_of(tmp_path / "out" / "data" / "in.jsonl")
    (codes,) = reasons(tmp_path / "out", "in.jsonl").values()
    assert {reason.partition(":")[0] for reason in codes} & {code}, codes

"""Whole runs whose outputs a service scores as well: verdicts, outages, kills, and what is paid."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import runs
from tests.asking import MODEL
from tests.servers import gemini, scores
from tests.servers.gemini import Config, Fault, Script, Serving
from transforms.calls import LOCAL_INTERVAL_S

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

COUNT = 12
ROWS = [
    {"id": f"r{n}", "text": f"You idiots moved deadline {n} to 14 March again."}
    for n in range(COUNT)
]
CALM = Script(patterns=(), values={"You idiots": "toxic"}, replacements={"You idiots": "You"})
ASKED = 2 * COUNT
"""Texts that a service is asked about: each before and after."""


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    with gemini.serving(Config(script=CALM)) as server:
        yield server


@pytest.fixture
def model(shared: Serving, monkeypatch: pytest.MonkeyPatch) -> Serving:
    shared.configure(Config(script=CALM))
    shared.reset()
    monkeypatch.setenv("GEMINI_API_KEY", scores.KEY)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", shared.url)
    return shared


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[scores.Asked]:
    state = scores.Asked()
    with scores.serving(state) as url:
        monkeypatch.setenv("GOOGLE_LANGUAGE_BASE_URL", url)
        monkeypatch.setenv("SCORES_KEY", scores.KEY)
        yield state


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience and waits of a test."""
    monkeypatch.setattr("transforms.core.calling.health.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("transforms.core.calling.health.OUTAGE_PATIENCE_S", 0.3)
    monkeypatch.setattr("transforms.core.calling.health.REFUSAL_PATIENCE_S", 0.2)
    monkeypatch.setattr("transforms.core.calling.caller.FIRST_WAIT_S", 0.01)


def arguments(folder: Path, scorer: str, *more: object) -> list[object]:
    """A refinement of all rows whose outputs this service scores."""
    policy, corpus = folder / "scored.toml", folder / "in.jsonl"
    bundled = runs.ROOT / "prompts" / "policies" / "detoxify.toml"
    named = f'[toxicity]\nscorer = "{scorer}"\n'
    if scorer == "moderate_text":
        named += 'key_env = "SCORES_KEY"\n'
    policy.write_text(bundled.read_text("utf-8").replace("[toxicity]\n", named), "utf-8")
    runs.write_jsonl(corpus, ROWS)
    options = ("--id-field", "id", "--prompt", "detoxify", "--policy", policy)
    asks = ("--backend", "gemini", "--model", MODEL, "--block-samples", "4")
    places = ("--input", corpus, "--output", folder / "out", "--quiet")
    return ["refine", *places, *options, *asks, *more]


def refine(folder: Path, scorer: str = "moderate_text", *more: object) -> runs.Ran:
    return runs.gdr(*arguments(folder, scorer, *more))


def reasons(folder: Path) -> dict[str, list[str]]:
    rows = runs.lines_of(folder / "out" / "quarantine" / "in.jsonl.jsonl")
    return {row["id"]: row["reasons"] for row in rows}


def data(folder: Path) -> dict[str, str]:
    return {row["id"]: row["text"] for row in runs.lines_of(folder / "out" / "data" / "in.jsonl")}


@pytest.mark.usefixtures("model")
def test_an_output_that_the_service_finds_toxic_is_in_quarantine(
    tmp_path: Path, service: scores.Asked
) -> None:
    service.marker = "deadline 7"
    service.statuses = [429, 500]
    assert refine(tmp_path).status == 0
    assert reasons(tmp_path) == {"r7": ["toxic_by_moderate_text"]}
    assert data(tmp_path).keys() == {row["id"] for row in ROWS} - {"r7"}


@pytest.mark.usefixtures("model")
def test_a_service_of_scores_is_refused_where_no_model_rewrites(tmp_path: Path) -> None:
    ran = refine(tmp_path, "moderate_text", "--backend", "local", "--overwrite")
    assert ran.status == 2


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [401, 403, 503])
def test_an_outage_of_the_service_stops_the_run_and_condemns_nothing(
    tmp_path: Path, service: scores.Asked, model: Serving, status: int
) -> None:
    service.answers, service.down = 9, status
    stopped = refine(tmp_path)
    assert stopped.status == 4, stopped.err
    assert scores.KEY not in stopped.err
    assert not reasons(tmp_path)
    assert not data(tmp_path)
    service.answers = None
    again = refine(tmp_path)
    assert again.status == 0, again.err
    assert not reasons(tmp_path)
    assert len(data(tmp_path)) == COUNT
    probes = service.texts.count("Good morning.")
    assert len(service.texts) - probes == len({*service.texts} - {"Good morning."}) == ASKED
    assert model.counts()["repeated_any"] == 0, "the model was not asked twice either"


@pytest.mark.slow
@pytest.mark.usefixtures("model")
def test_a_minute_of_503_is_waited_out(tmp_path: Path, service: scores.Asked) -> None:
    service.answers, service.until_s = 5, time.monotonic() + 60.0
    ran = refine(tmp_path)
    assert time.monotonic() > service.until_s
    assert ran.status == 0, ran.err
    assert not reasons(tmp_path)
    assert len(data(tmp_path)) == COUNT


@pytest.mark.slow
def test_a_killed_run_does_not_pay_for_scores_again(
    tmp_path: Path, service: scores.Asked, model: Serving
) -> None:
    service.answers = 18  # then it is down: the run waits, with all of these in the journal
    process = runs.start(*arguments(tmp_path, "moderate_text"))
    while len(service.texts) < service.answers and process.poll() is None:
        time.sleep(0.02)
    time.sleep(2 * LOCAL_INTERVAL_S)
    assert process.poll() is None
    runs.kill_group(process)
    service.answers = None
    assert refine(tmp_path).status == 0
    assert len(data(tmp_path)) == COUNT
    assert len(service.texts) == len({*service.texts}) == ASKED
    assert model.counts()["repeated_any"] == 0


def test_gemini_judges_what_gemini_wrote(tmp_path: Path, model: Serving) -> None:
    model.configure(Config(script=CALM.model_copy(update={"rates": {"deadline 7": 0.8}})))
    assert refine(tmp_path, "gemini_judge").status == 0
    assert reasons(tmp_path) == {"r7": ["toxic_by_gemini_judge"]}
    assert len(data(tmp_path)) == COUNT - 1
    figures = runs.read_json(tmp_path / "out" / "metrics.json")
    tokens = model.counts()["tokens"]
    cost = figures["cost"]["models"][MODEL]
    assert (cost["prompt"], cost["output"]) == (tokens["prompt"], tokens["output"])
    assert runs.gdr("verify", tmp_path / "out", "--quiet").status == 0


def test_a_judge_that_says_no_score_leaves_its_sample_in_quarantine(
    tmp_path: Path, model: Serving
) -> None:
    faults = tuple(
        Fault(kind="not_json", marker=f'{{"text": "{start} moved deadline 7 ')
        for start in ("You", "You people")  # the model's words, and those of the local backend
    )
    model.configure(Config(script=CALM, faults=faults))
    assert refine(tmp_path, "gemini_judge").status == 0
    assert reasons(tmp_path) == {"r7": ["unscored_by_gemini_judge"]}


@pytest.mark.usefixtures("quick")
def test_a_key_revoked_between_two_judgements_stops_the_run(tmp_path: Path, model: Serving) -> None:
    fault = Fault(kind="key_expired", calls=(8, 0))
    model.configure(Config(script=CALM, faults=(fault,)))
    stopped = refine(tmp_path, "gemini_judge", "--max-in-flight", "2")
    assert stopped.status == 4, stopped.err
    assert not reasons(tmp_path)
    model.configure(Config(script=CALM))
    assert refine(tmp_path, "gemini_judge").status == 0
    assert len(data(tmp_path)) == COUNT
    counts = model.counts()
    assert counts["repeated_any"] == 0, "neither texts nor judgements are paid twice"

"""Whole runs of gdr refine against a server: stops, kills, budgets, bytes, and what is nowhere."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import runs
from tests.asking import KEY, MODEL, at
from tests.servers.gemini import Config, Fault, Latency, Serving, serving
from tests.waiting import PATIENCE_S, wait_until

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

COUNT = 240
ASKS = ["--backend", "gemini", "--model", MODEL, "--block-samples", "24"]


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    with serving() as server, at(server):
        yield server


@pytest.fixture
def gemini(shared: Serving) -> Serving:
    shared.configure(Config())
    shared.reset()
    return shared


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    half = COUNT // 2
    runs.write_jsonl(folder / "a.jsonl", runs.rows(half, filler=60))
    runs.write_jsonl(folder / "b.jsonl", runs.rows(half, first=half, filler=60))
    return folder


def arguments(corpus: Path, output: Path, *more: object) -> list[object]:
    return ["--input", f"{corpus}/*.jsonl", "--output", output, "--quiet", *ASKS, *more]


def refine(corpus: Path, output: Path, *more: object) -> runs.Ran:
    return runs.gdr("refine", *arguments(corpus, output, *more))


@pytest.fixture(scope="module")
def undisturbed(
    shared: Serving, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], Path, int]:
    """Products of a run, its output, and how many calls it took."""
    shared.configure(Config())
    shared.reset()
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    assert refine(corpus, output).status == 0
    return runs.products(output), output, shared.counts()["calls"]


def test_a_run_refines_and_verifies_and_says_what_it_cost(
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:
    _, output, calls = undisturbed
    figures = runs.read_json(output / "metrics.json")
    assert figures["books"]["refined"] == COUNT
    assert figures["calls"]["made"] == calls == figures["calls"]["ends"]["answered"]
    cost = figures["cost"]["models"][MODEL]
    assert cost["prompt"] > 0 < cost["output"]
    assert cost["usd"] == figures["cost"]["usd"] > 0
    line = runs.lines_of(output / "lineage" / "a.jsonl.jsonl")[0]
    assert line["attempts"] == 1
    assert line["model"] == MODEL
    assert line["prompt"].startswith("anonymize@")
    assert line["tokens"]["prompt"] > 0 < line["tokens"]["output"]
    assert not (output / "_work").exists()
    assert runs.gdr("verify", output, "--quiet").status == 0


@pytest.mark.slow
def test_two_processes_give_the_same_bytes(
    gemini: Serving, corpus: Path, tmp_path: Path,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    assert refine(corpus, tmp_path / "out", "--processes", "2").status == 0
    assert runs.products(tmp_path / "out") == undisturbed[0]
    assert gemini.counts()["calls"] == undisturbed[2]


def test_a_key_revoked_in_the_middle_stops_the_run_and_condemns_nothing(
    gemini: Serving, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    monkeypatch.setattr("transforms.core.calling.health.REFUSAL_PATIENCE_S", 0.3)
    monkeypatch.setattr("transforms.core.calling.health.FIRST_WAIT_S", 0.1)
    output = tmp_path / "out"
    gemini.configure(
        Config(latency=Latency(s=0.02), faults=(Fault(kind="key_expired", calls=(12, 0)),))
    )
    stopped = refine(corpus, output, "--max-in-flight", "4")
    assert stopped.status == 4
    assert "does not accept the key" in stopped.err
    assert f"of {COUNT} samples are done" in stopped.err
    assert KEY not in stopped.err
    answered = gemini.counts()["by_status"]["200"]
    gemini.configure(Config())
    assert refine(corpus, output).status == 0
    assert runs.products(output) == undisturbed[0]
    assert gemini.counts()["by_status"]["200"] == undisturbed[2], "nothing was asked twice"
    assert answered < undisturbed[2]
    assert runs.read_json(output / "metrics.json")["calls"]["made"] >= undisturbed[2]


def test_an_outage_is_waited_out(
    gemini: Serving, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    monkeypatch.setattr("transforms.core.calling.health.FIRST_WAIT_S", 0.1)
    monkeypatch.setattr("transforms.core.calling.health.LONGEST_WAIT_S", 0.1)
    outage = Fault(kind="status:500", calls=(12, 32))
    gemini.configure(Config(latency=Latency(s=0.05), faults=(outage,)))
    output = tmp_path / "out"
    assert refine(corpus, output, "--max-in-flight", "8").status == 0
    assert gemini.counts()["by_status"]["500"] > 0
    assert runs.products(output) == undisturbed[0]


def test_a_service_that_does_not_come_back_stops_the_run(
    gemini: Serving, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.core.calling.health.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("transforms.core.calling.health.OUTAGE_PATIENCE_S", 0.2)
    monkeypatch.setattr("transforms.core.calling.caller.FIRST_WAIT_S", 0.01)
    gemini.configure(Config(faults=(Fault(kind="status:503"),)))
    ran = refine(corpus, tmp_path / "out")
    assert (ran.status, "0 of 240 samples are done" in ran.err) == (4, True)


def test_a_call_that_is_wrong_for_all_is_no_fault_of_the_samples(
    gemini: Serving, corpus: Path, tmp_path: Path
) -> None:
    gemini.configure(Config(faults=(Fault(kind="must_think"),)))
    ran = refine(corpus, tmp_path / "out")
    assert ran.status == 4
    assert "rejects every call" in ran.err


@pytest.mark.parametrize("option", ["--budget-usd", "--budget-tokens"])
def test_a_budget_is_not_passed_and_the_same_command_goes_on(
    gemini: Serving, corpus: Path, tmp_path: Path, option: str,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    figures = runs.read_json(undisturbed[1] / "metrics.json")["cost"]["models"][MODEL]
    whole = figures["usd"] if option == "--budget-usd" else figures["prompt"] + figures["output"]
    budget = whole * 0.6 if option == "--budget-usd" else int(whole * 0.6)
    output = tmp_path / "out"
    ran = refine(corpus, output, option, budget)
    assert ran.status == 4
    assert "the budget is used up" in ran.err
    tokens = gemini.counts()["tokens"]
    spent = tokens["prompt"] + tokens["output"]
    assert spent <= whole * 0.6 if option == "--budget-tokens" else spent > 0
    assert 0 < gemini.counts()["calls"] < undisturbed[2]
    again = (refine(corpus, output, option, budget).status for _ in range(4))
    assert 0 in again, "each launch has a budget of its own, and goes on where the last one stopped"
    assert runs.products(output) == undisturbed[0]
    assert gemini.counts()["calls"] == undisturbed[2]
    total = runs.read_json(output / "metrics.json")["cost"]["usd"]
    assert total == pytest.approx(figures["usd"])


def test_a_budget_in_money_for_a_model_without_a_price_is_refused(
    corpus: Path, tmp_path: Path
) -> None:
    ran = refine(corpus, tmp_path / "out", "--budget-usd", "5", "--model", "no-such-price")
    assert ran.status == 2
    assert "no-such-price" in ran.err
    assert not (tmp_path / "out").exists()


def test_sigterm_lets_calls_in_flight_come_back(
    gemini: Serving, corpus: Path, tmp_path: Path,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    gemini.configure(Config(latency=Latency(s=1.0)))
    output = tmp_path / "out"
    process = runs.start("refine", *arguments(corpus, output, "--max-in-flight", "4"))
    wait_until(lambda: gemini.counts()["calls"] >= 6, gemini.counts)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 4, err
    assert b"stopped by a signal" in err
    wait_until(lambda: gemini.counts()["in_flight"] == 0, gemini.counts)
    counts = gemini.counts()
    assert counts["abandoned"] == 0, "no call was torn off"
    assert counts["calls"] < undisturbed[2]
    gemini.configure(Config())
    assert refine(corpus, output).status == 0
    assert runs.products(output) == undisturbed[0]
    assert gemini.counts()["calls"] == undisturbed[2], "nothing was asked twice"


def kill_and_relaunch(gemini: Serving, corpus: Path, output: Path, calls: int) -> int:
    """kill -9 once so many calls were answered, then the same command; calls asked twice."""
    gemini.configure(Config(latency=Latency(s=0.1)))
    process = runs.start(
        "refine", *arguments(corpus, output, "--max-in-flight", "4", "--processes", "2")
    )
    wait_until(lambda: gemini.counts()["calls"] >= calls or process.poll() is not None)
    runs.kill_group(process)
    gemini.configure(Config())
    assert refine(corpus, output).status == 0
    repeated: int = gemini.counts()["repeated_any"]
    return repeated


MOST_REPEATED = 4 + 4 * 10
"""Calls in flight, and those of one interval of the journal (1 s) at 0.1 s a call, 4 at once."""


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_bytes_and_hardly_asks_again(
    gemini: Serving, corpus: Path, tmp_path: Path,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    repeated = kill_and_relaunch(gemini, corpus, tmp_path / "out", undisturbed[2] // 2)
    assert repeated <= MOST_REPEATED
    assert runs.products(tmp_path / "out") == undisturbed[0]


POINTS = [int.from_bytes(hashlib.sha256(b"point %d" % n).digest()[:4]) for n in range(10)]


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_at_each_of_10_points_goes_on_to_the_same_bytes(
    gemini: Serving, corpus: Path, tmp_path: Path, point: int,
    undisturbed: tuple[dict[str, str], Path, int],
) -> None:  # fmt: skip
    repeated = kill_and_relaunch(gemini, corpus, tmp_path / "out", point % undisturbed[2])
    assert repeated <= MOST_REPEATED
    assert runs.products(tmp_path / "out") == undisturbed[0]


def test_no_text_and_no_key_is_anywhere(
    gemini: Serving, corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    faults = tuple(
        Fault(kind=kind, marker=f"Row {7 * n}:")
        for n, kind in enumerate(["finish:SAFETY", "not_json", "bad_envelope", "html:502"])
    )
    gemini.configure(Config(faults=faults))
    output = tmp_path / "out"
    ran = refine(corpus, output)
    said = ran.out + ran.err + "".join(capfd.readouterr())
    assert ran.status == 0
    written = b"".join(
        path.read_bytes() for path in sorted(output.rglob("*"))
        if path.is_file() and "quarantine" not in path.parts
    )  # fmt: skip
    for secret in (KEY, "harborlight", "867 1"):
        assert secret not in said
        assert secret.encode() not in written

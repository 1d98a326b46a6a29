"""Every end of a call is an outcome of its own, over the real SDK and a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import runs
from tests.asking import MODEL, asked
from tests.servers.gemini import Config, Fault, Latency, Script, Serving, serving
from tests.servers.rate_limits import limiting
from transforms.core.errors import OptionsError
from transforms.quota_service import QuotaService

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

ROWS = [{"id": n, "text": row["text"]} for n, row in enumerate(runs.rows(24, filler=30))]


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    with serving() as server:
        yield server


@pytest.fixture
def gemini(shared: Serving) -> Serving:
    shared.configure(Config())
    shared.reset()
    return shared


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits before a call is made again are short."""
    monkeypatch.setattr("transforms.core.calling.caller.FIRST_WAIT_S", 0.01)


# What a request with the text always comes to, and what becomes of that sample alone.
ENDS = [
    ("finish:SAFETY", "refine:safety"),
    ("finish:SPII", "refine:spii"),
    ("finish:RECITATION", "refine:recitation"),
    ("finish:BLOCKLIST", "refine:blocklist"),
    ("finish:PROHIBITED_CONTENT", "refine:prohibited_content"),
    ("block:PROHIBITED_CONTENT", "refine:prohibited_content"),
    ("block:SAFETY", "refine:safety"),
    ("finish:LANGUAGE", "refine:language"),
    ("finish:OTHER", "refine:other"),
    ("status:400", "refine:rejected"),
    ("too_long", ""),
    ("refusal", "refine:refusal"),
    ("missing_id", "refine:missing_id"),
    ("doubled_id", "refine:doubled_id"),
    ("foreign_id", "refine:foreign_id"),
    ("not_json", "refine:not_json"),
    ("wrong_schema", "refine:wrong_schema"),
    ("empty_text", "refine:empty"),
    ("no_candidates", "refine:empty"),
    ("finish:MAX_TOKENS", ""),  # in smaller and smaller pieces it comes through
    ("swapped_ids", ""),  # what is right for another sample fails the judge, and is asked again
    ("fenced", ""),
    ("extra_fields", ""),
    ("invented_find", ""),
]


@pytest.mark.parametrize("most", [1, 8])
def test_an_end_that_stays_concerns_its_sample_alone(
    gemini: Serving, tmp_path: Path, most: int, quick: None
) -> None:
    """Each kind hits one row of five; the four beside it share requests with it."""
    hit = {5 * n + 2: end for n, end in enumerate(ENDS)}
    faults = tuple(Fault(kind=kind, marker=f"Row {n}:") for n, (kind, _) in hit.items())
    gemini.configure(Config(faults=faults))
    came = asked(tmp_path, runs.rows(5 * len(ENDS), filler=30), gemini, samples_per_request=most)
    assert came.dead == {n: reason for n, (_, reason) in hit.items() if reason}
    assert sum(came.outcomes.values()) == 5 * len(ENDS)
    assert came.outcomes["refined"] == 5 * len(ENDS) - len(came.dead)


def test_a_failure_of_the_line_is_tried_again_and_has_an_end(
    gemini: Serving, tmp_path: Path, quick: None
) -> None:
    kinds = {
        "cut": "cut", "cut_body": "cut", "status:500": "server_error",
        "html:502": "server_error", "bad_envelope": "malformed",
    }  # fmt: skip
    hit = {5 * n + 2: kind for n, kind in enumerate(kinds)}
    faults = tuple(Fault(kind=kind, marker=f"Row {n}:") for n, kind in hit.items())
    gemini.configure(Config(faults=faults))
    came = asked(tmp_path, runs.rows(30, filler=30), gemini, samples_per_request=1)
    assert came.dead == {n: f"refine:{kinds[kind]}" for n, kind in hit.items()}
    assert came.outcomes == {"dead_letter": 5, "refined": 25}


def test_a_call_that_hangs_is_cut_and_has_an_end(
    gemini: Serving, tmp_path: Path, quick: None
) -> None:
    gemini.configure(Config(faults=(Fault(kind="hang", marker="Row 0:"),)))
    came = asked(tmp_path, ROWS[:1], gemini, call_timeout_s=0.5)
    assert came.dead == {0: "refine:timeout"}


def test_a_call_that_hung_once_is_made_again(gemini: Serving, tmp_path: Path, quick: None) -> None:
    gemini.configure(Config(faults=(Fault(kind="hang", marker="Row 2:", attempts=(1,)),)))
    came = asked(tmp_path, ROWS[:5], gemini, call_timeout_s=3.0, samples_per_request=1)
    assert came.outcomes == {"refined": 5}
    assert gemini.counts()["by_fault"] == {"hang": 1}


def test_five_samples_that_always_fail_delay_nobody(gemini: Serving, tmp_path: Path) -> None:
    rows = list(runs.rows(500, filler=60))
    wrong = (3, 77, 191, 320, 499)
    faults = tuple(Fault(kind="finish:SAFETY", marker=f"Row {n}:") for n in wrong)
    gemini.configure(Config(latency=Latency(s=0.02), faults=faults))
    came = asked(tmp_path, rows, gemini)
    assert came.dead == dict.fromkeys(wrong, "refine:safety")
    assert came.outcomes == {"dead_letter": 5, "refined": 495}


def test_stray_faults_leave_no_trace(gemini: Serving, tmp_path: Path) -> None:
    stray = [("status:429", 0.05), ("status:500", 0.05), ("cut_body", 0.03), ("not_json", 0.03)]
    faults = tuple(Fault(kind=kind, share=share, seed=kind, attempts=(1,)) for kind, share in stray)
    undisturbed = asked(tmp_path / "a", ROWS * 6, gemini, samples_per_request=1)
    gemini.configure(Config(faults=faults))
    gemini.reset()
    came = asked(tmp_path / "b", ROWS * 6, gemini, samples_per_request=1)
    assert gemini.counts()["by_fault"]
    assert came.texts == undisturbed.texts
    assert came.lineage == undisturbed.lineage


def test_what_failed_is_told_and_mended(gemini: Serving, tmp_path: Path) -> None:
    forgotten = "ines.walder7@harborlight-books.com"
    gemini.configure(Config(script=Script(forgets=(forgotten,))))
    came = asked(tmp_path, ROWS, gemini, premask=("none",))
    assert came.outcomes == {"refined": 24}
    assert came.refined[7].attempts == 2
    assert came.refined[6].attempts == 1
    assert forgotten not in came.texts[7]


def test_the_next_model_is_asked_then_the_local_backend_does_what_is_left(
    gemini: Serving, tmp_path: Path
) -> None:
    never = ("ines.walder7@harborlight-books.com",)
    blind = Script(never=never, values={"Row 7": "PERSON_NAME"})
    served = {"cheap": {"script": blind}, "better": {"script": Script()}}
    gemini.configure(Config.model_validate({"models": served}))
    came = asked(tmp_path / "a", ROWS, gemini, model=("cheap", "better"), premask=("none",))
    assert (came.refined[7].model, came.refined[7].attempts) == ("better", 4)
    assert came.refined[6].model == "cheap"
    alone = asked(tmp_path / "b", ROWS, gemini, model=("cheap",), premask=("none",))
    assert alone.outcomes == {"refined": 24}
    assert alone.refined[7].model == "local"
    assert never[0] not in alone.texts[7]
    assert "Row 7" not in alone.texts[7], "what the model found is kept"


@pytest.mark.parametrize(
    ("marker", "premask"), [("ines.walder7@harborlight-books.com", "none"), ("@", "all")]
)
def test_private_data_filters_get_placeholders(
    gemini: Serving, tmp_path: Path, marker: str, premask: str
) -> None:
    """Also what was put in looks like private data to them."""
    gemini.configure(Config(faults=(Fault(kind="finish:SPII", marker=marker),)))
    came = asked(tmp_path, ROWS, gemini, premask=(premask,))
    gemini.configure(Config())
    calm = asked(tmp_path / "calm", ROWS, gemini, premask=(premask,))
    assert came.outcomes == {"refined": 24}
    assert came.texts == calm.texts
    assert "walder" not in came.texts[7]


def test_long_samples_are_split_and_joined_exactly(gemini: Serving, tmp_path: Path) -> None:
    lines = [row["text"] for row in runs.rows(300, filler=120)]
    text = "\n\n".join([*lines, *lines[:20]])
    came = asked(tmp_path, [{"text": text}], gemini)
    assert gemini.counts()["calls"] >= 3
    assert came.outcomes == {"refined": 1}
    out = came.texts[0].split("\n\n")
    assert out[:20] == out[300:], "one surrogate map over all chunks"
    assert [line.partition(":")[0] for line in out[:300]] == [f"Row {n}" for n in range(300)]
    assert "harborlight" not in came.texts[0]


def test_identical_texts_are_asked_once_while_in_flight(gemini: Serving, tmp_path: Path) -> None:
    gemini.configure(Config(latency=Latency(s=0.1)))
    rows = [{"text": ROWS[n % 4]["text"]} for n in range(40)]
    came = asked(tmp_path, rows, gemini, samples_per_request=1)
    assert gemini.counts()["calls"] == 4
    assert came.outcomes == {"refined": 40}
    assert {line["attempts"] for line in came.lineage} == {1}


def test_prescreening_skips_what_has_no_finding_and_tells_what_that_misses(
    gemini: Serving, tmp_path: Path
) -> None:
    plain = [{"text": f"there is nothing in line {n} but a red barn"} for n in range(200)]
    gemini.configure(Config(script=Script(values={"red barn": "STREET_ADDRESS"})))
    flagged = asked(tmp_path / "a", [*ROWS, *plain], gemini, prescreen="flagged")
    assert flagged.totals["prescreen/skipped"] == 200
    assert flagged.outcomes == {"refined": 24, "unchanged": 200}
    sampled = asked(tmp_path / "b", [*ROWS, *plain], gemini, prescreen="sample:0.2")
    others = sampled.totals["prescreen/others"]
    assert 20 <= others <= 60
    assert sampled.totals["prescreen/others_changed"] == others
    assert sampled.totals["prescreen/skipped"] == 200 - others


@pytest.mark.parametrize("premask", ["all", "none"])
def test_a_plan_reckons_with_the_requests_that_are_made(
    gemini: Serving, tmp_path: Path, premask: str
) -> None:
    long = {"text": "\n\n".join(row["text"] for row in runs.rows(120, filler=400))}
    asked(tmp_path, [*runs.rows(100, filler=200), *ROWS, long], gemini, premask=(premask,))
    report = tmp_path / "plan.json"
    planned = runs.gdr(
        "plan", "--input", tmp_path / "in/*.jsonl", "--quiet", "--json", report,
        "--premask", premask,
    )  # fmt: skip
    assert planned.status == 0
    way = runs.read_json(report)["all"]["edits_packed"]
    counts = gemini.counts()
    assert way["requests"] == pytest.approx(counts["calls"], abs=2)
    assert way["tokens_in"] == pytest.approx(counts["tokens"]["prompt"], rel=0.15)
    # An id is five tokens and more, but two to the server: answers without edits are reckoned high.
    least, most = {"none": (0.6, 1.4), "all": (1.0, 2.1)}[premask]
    assert least <= way["tokens_out"] / counts["tokens"]["output"] <= most


REWRITE = """
name = "whole"
version = 1
policy = "private_data"
mode = "MODE"
system = "Replace private data."
edits = "Answer with edits."
rewrite = "Answer with the whole text."
"""


@pytest.mark.parametrize(
    ("mode", "premask"), [("rewrite", "all"), ("auto", "all"), ("auto", "none")]
)
def test_a_prompt_of_ones_own_may_rewrite(
    gemini: Serving, tmp_path: Path, mode: str, premask: str
) -> None:
    prompt = tmp_path / "whole.toml"
    prompt.write_text(REWRITE.replace("MODE", mode))
    short = [
        {"text": f"mail ann{n}@quillmarket-press.com, +1 415 867 {5300 + n}"} for n in range(9)
    ]
    # Addresses of mail leave masked: the model has to find the name, and to keep the rest.
    named = [{"text": f"{row['text']} Ask Quenby Thistle about the order."} for row in ROWS]
    gemini.configure(Config(script=Script(values={"Quenby Thistle": "PERSON_NAME"})))
    came = asked(tmp_path, [*short, *named], gemini, prompt=str(prompt), premask=(premask,))
    assert came.outcomes == {"refined": 9 + len(named)}
    for text in came.texts.values():
        assert not [word for word in ("quillmarket", "harborlight", "Quenby") if word in text]
    assert came.texts[9].startswith("Row 0: write to ")
    assert "Nothing else is private here." in came.texts[9]


def test_a_quota_service_is_asked_before_every_call(gemini: Serving, tmp_path: Path) -> None:
    with limiting({("unit", "requests"): 5}, window_s=0.4) as quota:
        came = asked(
            tmp_path, ROWS[:12], gemini, samples_per_request=1, quota_service=quota.address
        )
    assert came.outcomes == {"refined": 12}
    assert gemini.counts()["calls"] == 12
    granted = [n for (_, unit), n in quota.granted.items() if unit == "requests"]
    assert sum(granted) == 12
    assert max(granted) <= 5
    assert quota.models == {MODEL}


def test_a_quota_service_that_is_not_there_is_said_at_once(
    gemini: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuotaService.check, "__defaults__", (0.2,))
    with pytest.raises(OptionsError, match="no Envoy rate limit service answers there"):
        asked(tmp_path, ROWS[:1], gemini, quota_service="127.0.0.1:9")
    assert gemini.counts()["calls"] == 0

"""`gdr review`: verdicts come in only from the page, stay, and export no private value."""

from __future__ import annotations

import http.client
import json
import threading
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipelines.page_options import ReviewOptions
from pipelines.report import make
from pipelines.reporting.reading import Text
from pipelines.review import site
from pipelines.reviewing import export
from pipelines.reviewing.agreement import FIT, HELD, IN_DATA, UNFIT, Judged, agreement, kappa
from pipelines.reviewing.export import Exporter
from pipelines.reviewing.server import Server
from pipelines.reviewing.verdicts import Verdicts
from tests import runs
from tests.waiting import PATIENCE_S
from transforms.core.errors import OptionsError
from transforms.core.prompt import Example, ExampleSet
from transforms.core.records import Edit
from transforms.core.surrogates.engine import SurrogateEngine

MAIL = "anna.miller@brightwater-mills.com"


@pytest.fixture(scope="module")
def refined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    runs.write_jsonl(folder / "in.jsonl", runs.rows(12))
    assert runs.refine(folder / "in.jsonl", folder / "out").status == 0
    return folder / "out"


@pytest.fixture
def server(refined: Path, tmp_path: Path) -> Iterator[Server]:
    page = make(ReviewOptions(output=str(refined)))
    with Server(site(page, Verdicts(tmp_path / "reviews.sqlite", "run"))) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def ask(
    server: Server,
    method: str,
    path: str,
    body: object = None,
    *,
    host: str = "",
    **headers: str,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    data = json.dumps(body).encode() if not isinstance(body, bytes) else body
    sent: Mapping[str, str] = {
        "Host": host or f"127.0.0.1:{server.port}",
        **({"Content-Length": str(len(data))} if method == "POST" else {}),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders(data if method == "POST" else None)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def say(server: Server, body: object, **more: str) -> int:
    origin = f"http://127.0.0.1:{server.port}"
    headers = {"X_Review_Token": server.site.token, "Origin": origin, **more}
    return ask(server, "POST", f"/{server.site.token}/verdict", body, **headers)[0]


def test_the_page_is_given_to_who_has_the_address(server: Server) -> None:
    status, page = ask(server, "GET", f"/{server.site.token}/")
    assert status == 200
    assert b"connect-src 'self'" in page


@pytest.mark.parametrize("path", ["/", "/x/", "//", "/verdict", "/..%2f"])
def test_without_the_token_there_is_nothing(server: Server, path: str) -> None:
    assert ask(server, "GET", path) == (404, b"")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "0.0.0.0:1"])
def test_another_name_for_this_server_gets_nothing(server: Server, host: str) -> None:
    assert ask(server, "GET", f"/{server.site.token}/", host=host)[0] == 421


def test_a_verdict_is_saved_at_once_and_can_be_taken_back(server: Server, tmp_path: Path) -> None:
    key = sorted(server.site.keys)[0]
    kept = Verdicts(tmp_path / "reviews.sqlite", "run")
    assert say(server, {"key": key, "verdict": "accept"}) == 200
    assert kept.all() == {key: "accept"}
    assert say(server, {"key": key, "verdict": "reject"}) == 200
    assert kept.all() == {key: "reject"}
    assert say(server, {"key": key, "verdict": ""}) == 200
    assert kept.all() == {}


@pytest.mark.parametrize(
    "more",
    [
        {"X_Review_Token": "wrong"},
        {"X_Review_Token": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_a_verdict_from_elsewhere_is_refused(
    server: Server, tmp_path: Path, more: dict[str, str]
) -> None:
    key = sorted(server.site.keys)[0]
    assert say(server, {"key": key, "verdict": "accept"}, **more) == 403
    assert Verdicts(tmp_path / "reviews.sqlite", "run").all() == {}


@pytest.mark.parametrize(
    "body",
    [
        {"key": "9/9", "verdict": "accept"},
        {"key": "0/0", "verdict": "maybe"},
        {"key": "0/0"},
        {"key": 3, "verdict": "accept"},
        {"key": "0/0", "verdict": ["accept"]},
        [],
        None,
        b"{no json",
        b"[" * 4000,
        b"x" * 5000,
    ],
)
def test_a_verdict_that_is_none_is_refused(server: Server, body: object) -> None:
    assert say(server, body) == 400


def test_verdicts_of_several_runs_share_a_file(tmp_path: Path) -> None:
    one, other = (Verdicts(tmp_path / "r.sqlite", run) for run in ("1", "2"))
    one.say("0/0", "accept")
    other.say("0/0", "reject")
    assert (one.all(), other.all()) == ({"0/0": "accept"}, {"0/0": "reject"})


def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite").write_text("no database at all, but long enough to be one" * 20)
    with pytest.raises(OptionsError, match="cannot be used"):
        Verdicts(tmp_path / "r.sqlite", "1").all()


def test_kappa_is_that_of_the_textbook() -> None:
    """Cohen (1960), as in every textbook: 20, 5, 10, 15 give 0.4."""
    pairs = [(IN_DATA, FIT)] * 20 + [(IN_DATA, UNFIT)] * 5 + [(HELD, FIT)] * 10
    assert kappa([*pairs, *[(HELD, UNFIT)] * 15]) == pytest.approx(0.4)


def test_agreement_counts_what_reviewers_said() -> None:
    judged = [
        Judged("refined", ("EMAIL_ADDRESS",), "accept"),
        Judged("refined", ("EMAIL_ADDRESS", "IBAN"), "wrong_category"),
        Judged("refined", ("IBAN",), "reject"),
        Judged("quarantined", ("IBAN",), "reject"),
        Judged("dead_letter", (), "accept"),
    ]
    found = agreement(judged)
    assert found is not None
    assert dict(found.matrix) == {(IN_DATA, FIT): 2, (IN_DATA, UNFIT): 1, (HELD, UNFIT): 1}
    assert found.share.value == 0.75
    assert found.share.low <= 0.75 <= found.share.high
    assert found.wrong_categories == {"EMAIL_ADDRESS": (1, 2), "IBAN": (1, 3)}
    assert agreement([]) is None


def test_the_report_shows_what_reviewers_said(refined: Path, tmp_path: Path) -> None:
    reviews = tmp_path / "reviews.sqlite"
    run = runs.read_json(refined / "manifest.json")["run_id"]
    Verdicts(reviews, run).say("0/0", "accept")
    runs.gdr("report", refined, "--file", tmp_path / "page.html", "--reviews", reviews, "--quiet")
    assert "Cohen&#x27;s kappa" in (tmp_path / "page.html").read_text("utf-8")


def texts() -> list[Text]:
    before = f"Write to {MAIL} before noon, or call +1 415 867 1234."
    start = before.index(MAIL)
    phone = before.index("+1")
    edits = (
        Edit(start, start + len(MAIL), "EMAIL_ADDRESS", "kelo.ranu@pirum.example"),
        Edit(phone, phone + 15, "PHONE_NUMBER", "+1 415 555 0142"),
    )
    after = "Write to kelo.ranu@pirum.example before noon, or call +1 415 555 0142."
    return [Text(after, (), before, edits)]


def engine() -> SurrogateEngine:
    return SurrogateEngine(b"another key than that of the run")


def test_an_exported_pair_holds_no_value_of_its_original() -> None:
    [pair] = list(Exporter(engine()).pairs(texts()))
    shown = json.dumps([pair.example.model_dump(), pair.answer])
    assert MAIL not in shown
    assert "867 1234" not in shown
    assert {edit.replace for edit in pair.example.edits} <= {
        "kelo.ranu@pirum.example", "+1 415 555 0142",
    }  # fmt: skip
    made = pair.example.text
    for edit in pair.example.edits:
        assert edit.find in made
        made = made.replace(edit.find, edit.replace)
    assert made == pair.answer


def test_a_pair_in_which_a_value_stands_elsewhere_is_left_out() -> None:
    [text] = texts()
    assert text.before is not None
    exporter = Exporter(engine())
    twice = Text(f"{text.after} {MAIL}", (), f"{text.before} {MAIL}", text.edits)
    assert list(exporter.pairs([twice])) == []
    assert exporter.left_out == 1


def test_a_text_without_its_original_makes_no_pair() -> None:
    assert list(Exporter(engine()).pairs([Text("after", ())])) == []


def test_tuning_and_demonstrations_are_what_models_and_prompts_take(
    refined: Path, tmp_path: Path
) -> None:
    run = runs.read_json(refined / "manifest.json")["run_id"]
    kept = Verdicts(tmp_path / "r.sqlite", run)
    for index in range(9):
        kept.say(f"0/{index}", "accept")
    kept.say("0/10", "reject")
    ran = runs.gdr(
        "review", refined, "--reviews", kept.file, "--tuning", tmp_path / "t.jsonl",
        "--few-shot", tmp_path / "f.toml", "--sets", 2,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    lines = runs.lines_of(tmp_path / "t.jsonl")
    assert len(lines) == 9
    for line in lines:
        user, model = (json.loads(turn["parts"][0]["text"]) for turn in line["contents"])
        assert user["samples"][0]["id"] == model["samples"][0]["id"]
        assert model["samples"][0]["edits"]
    everything = (tmp_path / "t.jsonl").read_text() + (tmp_path / "f.toml").read_text()
    assert "ines.walder" not in everything
    sets = tomllib.loads((tmp_path / "f.toml").read_text("utf-8"))["examples"]
    assert len([ExampleSet.model_validate(one) for one in sets]) == 2
    assert (tmp_path / "t.jsonl").stat().st_mode & 0o077 == 0


def test_demonstrations_survive_toml() -> None:
    nasty = 'a "quoted" \\ back\tslash\nline \x01 \x7f \u2028 end'
    example = Example(text=nasty, edits=())
    made = export.few_shot_sets([export.Pair(example, nasty)], 1)
    assert tomllib.loads(made)["examples"][0]["samples"][0]["text"] == nasty

"""`gdr evaluate`: figures that can be checked by hand, on labelled documents and outputs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation import (
    bootstrap,
    code,
    detection,
    diversity,
    resampled,
    rewriting,
    vectors,
)
from pipelines.evaluation.alignment import align, image
from pipelines.evaluation.answering import answer, is_right
from pipelines.evaluation.companies import company
from pipelines.evaluation.embedding import Embedder
from pipelines.evaluation.gold import Gold, Span, parse
from pipelines.evaluation.validity import is_valid
from tests import runs
from tests.servers.gemini import Config, Fault, serving

MAIL = "anna.miller@brightwater-mills.com"


def labelled(
    text: str, *values: str, label: str = "EMAIL_ADDRESS", **more: object
) -> dict[str, Any]:
    spans = [
        {"start": text.index(value), "end": text.index(value) + len(value), "label": label}
        for value in values
    ]
    return {"id": text[:8], "text": text, "spans": spans, **more}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    data = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def evaluated(name: str, *options: object) -> dict[str, Any]:
    ran = runs.gdr("evaluate", name, *options, "--json", "-", "--quiet")
    assert ran.status == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


GOLD = [
    labelled(f"1 write to {MAIL} or {MAIL} at once", MAIL),
    labelled("2 nothing private here at all, 42 of it"),
    labelled("3 a name like Zara stays unfound", "Zara", label="PERSON"),
]


def test_the_local_backend_is_measured_without_a_refined_corpus(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl.gz", GOLD)
    found = evaluated("pii", "--gold", gold, "--policy", _mail_only(tmp_path))
    figures = found["figures"]["refined"]
    assert found["documents"] == 3
    assert found["leaks"] == 1
    assert found["labels"]["PERSON"]["recall"]["value"] == 0
    assert found["labels"]["EMAIL_ADDRESS"]["recall"]["value"] == 1
    assert figures["value recall"]["value"] == 0.5
    assert figures["clean documents untouched"]["value"] == 1
    assert figures["surrogates valid"]["value"] == 1
    assert MAIL not in json.dumps(found)


def _mail_only(folder: Path) -> Path:
    policy = folder / "mail.toml"
    policy.write_text(
        'name = "mail"\nversion = 1\nchecks = ["private_data"]\ncategories = ["EMAIL_ADDRESS"]\n'
    )
    return policy


def test_a_refined_corpus_is_measured_in_step_with_the_gold(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    other = "kelo@pirum.example"
    refined = write(
        tmp_path / "refined.jsonl",
        [
            {"id": GOLD[0]["id"], "text": f"1 write to {other} or {other} at once"},
            {"id": GOLD[2]["id"], "text": "3 a name like Mira stays unfound"},
        ],
    )
    found = evaluated("pii", "--gold", gold, "--refined", refined)
    assert found["absent"] == 1
    assert found["leaks"] == 0
    assert found["figures"]["refined"]["value recall"]["value"] == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"id": "other", "text": "x"}], "holds rows that the gold has not"),
        ([{"id": GOLD[0]["id"], "text": 3}], "has no 'text'"),
        ([{"id": GOLD[2]["id"], "text": "x"}, {"id": GOLD[0]["id"], "text": "x"}], "another order"),
    ],
)
def test_a_refined_corpus_of_other_documents_is_refused(
    tmp_path: Path, rows: list[dict[str, Any]], said: str
) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    refined = write(tmp_path / "refined.jsonl", rows)
    ran = runs.gdr("evaluate", "pii", "--gold", gold, "--refined", refined)
    assert ran.status != 0
    assert said in ran.err


@pytest.mark.parametrize(
    "row",
    [
        "[]",
        "{",
        '{"id": 1, "text": "x"}',
        '{"id": 1, "text": 3, "spans": []}',
        '{"id": 1, "text": "x", "spans": [{"start": 0, "end": 9, "label": "A"}]}',
        '{"id": 1, "text": "x", "spans": [{"start": 1, "end": 0, "label": "A"}]}',
        '{"id": 1, "text": "secret-text", "spans": "no"}',
    ],
)
def test_a_line_that_is_no_document_is_named_without_its_text(tmp_path: Path, row: str) -> None:
    (tmp_path / "gold.jsonl").write_text(f"{json.dumps(GOLD[1])}\n{row}\n")
    ran = runs.gdr("evaluate", "pii", "--gold", tmp_path / "gold.jsonl")
    assert ran.status == 2
    assert "line 2" in ran.err
    assert "secret-text" not in ran.err


def test_unknown_benchmarks_are_refused_with_the_known_ones() -> None:
    assert "known are evaluate pii, evaluate code" in runs.gdr("evaluate").err
    assert "unknown command" in runs.gdr("evaluate", "nothing-like-it").err


def test_a_peer_that_is_not_there_is_refused_before_work(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    ran = runs.gdr("evaluate", "pii", "--gold", gold, "--baseline", "sensitive_data_protection")
    assert ran.status == 2
    assert "GDR_SDP_PROJECT" in ran.err


def gold_of(text: str, *places: tuple[int, int], **more: Any) -> Gold:
    return Gold("g", text, tuple(Span(a, b, "X") for a, b in places), **more)


def test_rewriting_is_counted_as_by_hand() -> None:
    gold = gold_of("ask Ann or Bob now", (4, 7), (11, 14))
    made = rewriting.counts(gold, "ask Eve or Bob then")
    assert (made["values"], made["gone"]) == (2, 1)
    assert (made["spans"], made["spans_changed"], made["valid"]) == (2, 1, 1)
    assert (made["changed_labelled"], made["changed_other"]) == (3, 3)
    assert (made["kept_labelled"], made["kept_other"]) == (3, 5)


@pytest.mark.parametrize(
    ("output", "consistent", "injective"),
    [("Eve Eve Dan", 2, 2), ("Eve Ida Dan", 1, 3), ("Eve Eve Eve", 2, 0)],
)
def test_consistency_is_one_value_for_one_value(
    output: str, consistent: int, injective: int
) -> None:
    gold = gold_of("Ann Ann Bob", (0, 3), (4, 7), (8, 11))
    made = rewriting.counts(gold, output)
    assert (made["entities"], made["consistent"], made["injective"]) == (2, consistent, injective)


def test_a_number_in_another_grouping_is_not_gone() -> None:
    gold = gold_of("call 415 867 5309", (5, 17))
    assert rewriting.counts(gold, "call 415-867-5309")["gone"] == 0
    assert rewriting.counts(gold, "call 415-867-5300")["gone"] == 1


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        (MAIL, "x.y@z.example", True),
        (MAIL, "somebody", False),
        (MAIL, "[EMAIL_1]", False),
        ("54.93.12.7", "192.0.2.7", True),
        ("54.93.12.7", "2001:db8::7", False),
        ("4111111111111111", "4242424242424242", True),
        ("4111111111111111", "4242424242424243", False),
        ("+1 415 867 5309", "+1 415 555 0142", True),
        ("+1 415 867 5309", "call me", False),
        ("12 March 1987", "3 June 1991", True),
        ("Anna", "Mira", True),
        ("Anna", "mira", False),
        ("Anna", "M1ra", False),
        ("Anna", "<PERSON>", False),
        ("Anna", "XXXX", False),
        ("Anna", "", False),
        ("https://a.example/b", "https://c.example/d", True),
        ("https://a.example/b", "c.example", False),
    ],
)
def test_a_replacement_is_of_the_sort_of_what_it_replaced(old: str, new: str, valid: bool) -> None:
    assert is_valid(old, new) is valid


def test_detection_is_counted_as_by_hand() -> None:
    gold = gold_of("ask Ann or Bob now", (4, 7), (11, 14), ignored=(Span(15, 18, "I"),))
    made = detection.counts(gold, [(4, 7), (0, 3), (15, 18), (11, 12)])
    assert (made["wanted"], made["found"]) == (2, 1)
    assert (made["flagged"], made["right"]) == (3, 2)


@given(st.text(max_size=40), st.text(max_size=40))
def test_pieces_cover_both_texts_and_say_what_is_the_same(one: str, other: str) -> None:
    pieces = align(one, other)
    assert "".join(one[p.start : p.end] for p in pieces) == one
    assert "".join(other[p.out_start : p.out_end] for p in pieces) == other
    for p in pieces:
        if p.same:
            assert one[p.start : p.end] == other[p.out_start : p.out_end]
    assert image(pieces, other, 0, len(one)) in other


def test_lines_are_confused_as_by_hand() -> None:
    text = "a\nsecret\nb\nc\nmaybe"
    gold = gold_of(text, (2, 8), ignored=(Span(13, 18, "I"),), repo="r")
    made = code.confusion(gold, code.lines_of(text, [(2, 4), (9, 10), (13, 14)]))
    assert [made[f"lines/{cell}"] for cell in code.CELLS] == [1, 1, 0, 2]
    assert made["files/true_positive"] == 1


def test_repositories_and_files_are_counted_once(tmp_path: Path) -> None:
    rows = [
        labelled(f"x = 1\nmail = '{MAIL}'\n", MAIL, repo="one"),
        labelled("nothing = 2\n", repo="one"),
        labelled("y = 3\n", repo="two"),
        labelled(f"look = '{MAIL}'\n", repo="three"),
    ]
    for number, row in enumerate(rows):
        row["id"] = str(number)
    found = evaluated("code", "--gold", write(tmp_path / "g.jsonl", rows))
    cells = [[found[level][cell] for cell in code.CELLS] for level in code.LEVELS]
    assert cells == [[1, 1, 0, 7], [1, 1, 0, 2], [1, 1, 0, 1]]


def test_companies_are_told_apart_and_answer_for_themselves() -> None:
    several = [company(number) for number in range(300)]
    assert len({one.name for one in several}) == 300
    for one in several[:20]:
        texts = [text for other in several[:20] for text in other.texts()]
        for fact in one.facts:
            assert is_right(fact, answer(one.name, fact, texts))
            assert answer(one.name, fact, [t for t in texts if one.name not in t]) == ""


def test_utility_is_the_papers_table() -> None:
    found = evaluated("utility", "--companies", 12)["accuracy"]
    assert found["original"]["public"]["value"] == found["original"]["private"]["value"] == 1
    assert found["refined"]["public"]["value"] > 0.9
    assert found["refined"]["private"]["value"] < 0.3
    assert found["detect and drop"]["public"]["value"] < 0.5


def test_utility_measures_a_corpus_that_was_refined_elsewhere(tmp_path: Path) -> None:
    ran = runs.gdr("evaluate", "utility", "--companies", 5, "--write", tmp_path)
    assert ran.status == 0, ran.err
    options = ("--id-field", "id", "--policy", "persons")
    runs.refine(tmp_path / "companies.jsonl", tmp_path / "out", *options)
    refined = tmp_path / "out" / "data" / "companies.jsonl"
    found = evaluated("utility", "--companies", 5, "--refined", refined)["accuracy"]
    assert found["refined"]["public"]["value"] > 0.9
    assert found["refined"]["private"]["value"] < 0.3


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diversity")
    runs.write_jsonl(folder / "in.jsonl", runs.rows(30))
    runs.refine(folder / "in.jsonl", folder / "out")
    return folder / "out"


def test_diversity_of_a_run_is_measured_on_its_pairs(output: Path) -> None:
    found = evaluated("diversity", output)
    assert found["samples"] == 30
    assert 0.5 < found["pairs"]["rouge_2"]["value"] < 1
    assert found["pairs"]["rouge_2"]["low"] <= found["pairs"]["rouge_2"]["value"]


def test_diversity_looks_at_as_many_samples_as_asked(output: Path) -> None:
    assert evaluated("diversity", output, "--samples", 7)["samples"] == 7


@pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")
def test_diversity_by_embeddings_of_a_model(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a key")
    config = Config(faults=(Fault(kind="throttled", calls=(3, 6), retry_s=0.01),))
    with serving(config) as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        found = evaluated("diversity", output, "--embeddings", "gemini-embedding-001")
        assert gemini.counts()["others"] >= 60
    assert "gemini-embedding-001" in found["vectors"]
    assert 0 < found["pairs"]["moved_l2"]["value"] < 1


def test_embeddings_without_a_key_are_refused(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    ran = runs.gdr("evaluate", "diversity", output, "--embeddings", "gemini-embedding-001")
    assert ran.status == 2
    assert "GEMINI_API_KEY" in ran.err


def test_diversity_without_originals_is_refused(tmp_path: Path) -> None:
    runs.write_jsonl(tmp_path / "in.jsonl", runs.rows(5))
    runs.refine(tmp_path / "in.jsonl", tmp_path / "out")
    (tmp_path / "in.jsonl").unlink()
    ran = runs.gdr("evaluate", "diversity", tmp_path / "out")
    assert ran.status != 0
    assert "originals still stand" in ran.err


def pairs(befores: list[str], afters: list[str]) -> list[diversity.Pair]:
    return [
        diversity.Pair(str(n), b, a) for n, (b, a) in enumerate(zip(befores, afters, strict=True))
    ]


def test_a_collapsed_corpus_is_seen_and_a_true_one_covers() -> None:
    befores = [
        f"sentence {n} speaks of thing {n * n} and of nothing else {n % 7}" for n in range(60)
    ]
    same = diversity.measure(pairs(befores, befores), Embedder())
    collapsed = diversity.measure(pairs(befores, befores[:2] * 30), Embedder())
    assert same["pairs"]["coverage"]["value"] == 1
    assert same["pairs"]["rouge_2"]["value"] == 1
    assert same["pairs"]["moved_l2"]["value"] == pytest.approx(0)
    assert collapsed["sets"]["outputs"]["nearest_neighbour"]["value"] == pytest.approx(0)
    assert (
        collapsed["sets"]["outputs"]["distinct_2"]["value"]
        < collapsed["sets"]["originals"]["distinct_2"]["value"] / 2
    )
    assert collapsed["pairs"]["coverage"]["value"] < 0.5


def test_vectors_are_of_length_one_and_alike_where_texts_are() -> None:
    rows = vectors.tfidf(["the ferry stays", "the ferry stays", "rain all day", ""])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 0])
    assert rows[0] @ rows[1] == pytest.approx(1)
    assert rows[0] @ rows[2] < 0.2
    plane = vectors.directions(rows, 2)
    assert plane.shape == (4, 2)
    assert plane[0] == pytest.approx(plane[1])


def test_sums_do_not_depend_on_order_or_on_how_they_are_cut() -> None:
    documents = [(str(n), {"a": n % 3, "b": 1}) for n in range(50)]
    whole: resampled.Sums = {}
    for document in documents:
        whole = resampled.add(whole, document)
    halves: list[resampled.Sums] = [{}, {}]
    for n, document in enumerate(reversed(documents)):
        halves[n % 2] = resampled.add(halves[n % 2], document)
    merged = resampled.merge(halves)
    for name in ("a", "b"):
        assert merged[name] == pytest.approx(whole[name])
    value = resampled.ratio(whole, "a", "b")
    assert value is not None
    assert value.value == sum(n % 3 for n in range(50)) / 50
    assert value.low < value.value < value.high
    assert resampled.ratio(whole, "a", "nothing") is None


def test_an_interval_covers_what_it_should() -> None:
    """Of 200 samples from a coin of .5, about 95 % of the intervals cover .5."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        observed = rng.integers(0, 2, 60).tolist()
        found = bootstrap.interval(observed, lambda values: sum(values) / len(values), 200)
        covered += found.low <= 0.5 <= found.high
    assert 0.88 <= covered / 200 <= 1


def test_a_gold_row_is_read_with_what_counts_neither_way() -> None:
    row = labelled("abc def", "abc", opt_spans=[{"start": 4, "end": 7, "label": "O"}])
    assert parse(row).ignored == (Span(4, 7, "O"),)

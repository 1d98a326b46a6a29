"""The bundled corpora are what their generator makes, and hold what `expected.json` says."""

from __future__ import annotations

import ast
import ipaddress
import json
from collections import Counter
from pathlib import Path
from typing import Any

import phonenumbers
import pyarrow.parquet as pq
import pytest

from tests.corpora.build import CORPORA, build
from tests.corpora.reading import Row, rows, unpacked
from tests.corpora.values import luhn

ROOT = Path(__file__).parent / "corpora"
EXPECTED: dict[str, Any] = json.loads((ROOT / "expected.json").read_text(encoding="utf-8"))
NAMES = sorted(EXPECTED)


def _samples(root: Path, corpus: str) -> dict[str, list[Row]]:
    spec = EXPECTED[corpus]
    return {
        shard: rows(root / shard, spec["text_fields"], spec["text_unit"])
        for shard in spec["samples"]
    }


def _files(root: Path) -> dict[str, Path]:
    """Files and links below the corpora's folders, by relative path."""
    return {
        str(path.relative_to(root)): path
        for corpus in NAMES
        for path in sorted((root / corpus).rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpora")
    build(root)
    return root


def test_the_generator_makes_exactly_the_committed_files(rebuilt: Path) -> None:
    assert set(NAMES) == set(CORPORA)
    assert sorted(_files(rebuilt)) == sorted(_files(ROOT))
    assert (rebuilt / "expected.json").read_bytes() == (ROOT / "expected.json").read_bytes()


def test_every_rebuilt_file_has_the_committed_content(rebuilt: Path) -> None:
    """Bytes where no library compresses; else what comes out of the compression."""
    made = _files(rebuilt)
    for name, path in _files(ROOT).items():
        other = made[name]
        assert path.is_symlink() == other.is_symlink(), name
        if path.is_symlink():
            assert path.readlink() == other.readlink(), name
        elif name.endswith(".parquet"):
            assert pq.read_table(path).equals(pq.read_table(other), check_metadata=True), name
        elif name.endswith((".avro", ".zip", ".tar.gz")):
            assert rows(path, [], "") == rows(other, [], ""), name
        else:
            assert unpacked(path) == unpacked(other), name
            assert path.stat().st_mode & 0o100 == other.stat().st_mode & 0o100, name


@pytest.mark.parametrize("corpus", NAMES)
def test_every_shard_holds_as_many_samples_as_expected(corpus: str) -> None:
    found = {shard: len(samples) for shard, samples in _samples(ROOT, corpus).items()}
    assert found == EXPECTED[corpus]["samples"]


@pytest.mark.parametrize("corpus", NAMES)
def test_what_was_planted_stands_in_the_texts_and_nowhere_else(corpus: str) -> None:
    samples = [row for shard in _samples(ROOT, corpus).values() for row in shard]
    texts = "\n".join(text for row in samples for text in row.texts).replace("\r\n", "\n")
    others = "\n".join(other for row in samples for other in row.others)
    spec = EXPECTED[corpus]
    planted = {value: n for values in spec["planted"].values() for value, n in values.items()}
    assert planted
    for value, count in {**planted, **spec["look_alikes"], **spec["names"]}.items():
        assert texts.count(value) >= count, value
    assert [value for value in planted if value in others] == []


def test_the_same_person_recurs_in_every_chat_shard() -> None:
    shards = _samples(ROOT, "chat").values()
    seen = Counter(
        value
        for shard in shards
        for value in EXPECTED["chat"]["planted"]["EMAIL_ADDRESS"]
        if any(value in text for row in shard for text in row.texts)
    )
    assert sum(count == 3 for count in seen.values()) >= 10


def _planted(category: str) -> list[str]:
    found = {value for spec in EXPECTED.values() for value in spec["planted"].get(category, {})}
    assert found
    return sorted(found)


def test_planted_numbers_pass_their_checks() -> None:
    for value in _planted("CREDIT_CARD_NUMBER"):
        digits = value.replace(" ", "")
        assert len(digits) == 16
        assert luhn(digits[:-1]) == digits[-1], value
    for value in _planted("IBAN"):
        plain = value.replace(" ", "")
        turned = plain[4:] + plain[:4]
        assert int("".join(str(int(char, 36)) for char in turned)) % 97 == 1, value
    for value in _planted("PHONE_NUMBER"):
        assert phonenumbers.is_valid_number(phonenumbers.parse(value, "US")), value


def test_planted_values_are_in_no_range_kept_for_documentation() -> None:
    for category in ("IPV4_ADDRESS", "IPV6_ADDRESS"):
        for value in _planted(category):
            assert ipaddress.ip_address(value).is_global, value
    for value in _planted("EMAIL_ADDRESS"):
        assert not value.endswith((".example", ".test", ".invalid")), value
        assert "@example." not in value
    for value in _planted("PHONE_NUMBER"):
        assert "55501" not in "".join(filter(str.isdigit, value)), value


def test_every_python_file_of_the_code_parses() -> None:
    sources = [
        (row.others[0], row.texts[0])
        for shard in _samples(ROOT, "code").values()
        for row in shard
        if row.others[0].endswith(".py")
    ]
    assert len(sources) >= 5
    for name, source in sources:
        ast.parse(source, name)


def test_the_readme_lists_every_shard_with_its_samples() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for spec in EXPECTED.values():
        for shard, count in spec["samples"].items():
            if not shard.startswith("notes/"):  # these share a row
                rows_of = [
                    line for line in table if line.startswith((f"| `{shard}`", f"| `{shard}/`"))
                ]
                assert [f" | {count} | " in line for line in rows_of] == [True], shard


def test_the_corpora_are_small() -> None:
    size = sum(path.lstat().st_size for path in _files(ROOT).values())
    assert 250_000 < size < 500_000

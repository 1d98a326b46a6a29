"""Secrets in lists and maps under one name; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

A, B = "9fQ2xL7b" + "Zk81mNc5", "b31f07c9" + "ae52"
HITS = [
    f"tokens: [«{A}», «{B}»]",
    f'"tokens": ["«{A}»", "«{B}»"],',
    f"api_keys:\n  - «{A}»\n  - «{B}» # of Mira\nname: x",
    f'api_keys:\n- "«{A}»"\n- "«{B}»"\n',
    f"  access-keys:\n    prod: «{A}»\n    test: '«{B}»'\n  other: {B[:7]}x{A}",
    f"const apiKeys = ['«{A}»',\n  '«{B}»'];",
    f'var tokens = []string{{"«{A}»", "«{B}»"}}',
    f'TOKENS = {{"mira": "«{A}»", "tom": "«{B}»"}}',
    f'String[] tokens = {{ "«{A}»" }};',
    f'List<String> secrets = List.of("«{A}»", "«{B}»");',
    "passwords = ('«k3Tz-91»', '«tarrin77»')",
    "PASSWORDS=[\n  «k3Tz-91»,\n  «tarrin77»\n]",
]
MISSES = [
    "tokens: [PAD, UNK, the, quick]",
    'tokens = ["my-service-token-1", "your-token-here-22"]',
    f'keys = ["{A}", "{B}"]',
    "tokens = [next(t) for t in other]",
    "api_keys:\n  - ${API_KEY_1}\n  - <your-key>\n",
    f"api_keys:\nname: {B}\n",
    "api_keys: [YOUR_KEY_1, YOUR_KEY_2]",
    f"tokens = f({B})",
    "passwords = ['password', 'hunter2x'.upper()]".replace("hunter2x", "letmein"),
    "passwords:\n  - changeme\n  - secret\n",
    'secrets = ["prod/db/main-1", "https://kelora.net/a1b2"]',
    "the tokens: see 9 and (12)",
    f"tokens.keys(): {B}",
]


@pytest.mark.parametrize("row", HITS)
def test_each_secret_of_a_list_is_found(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_other_lists_stay(row: str) -> None:
    assert marked(row) == row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)

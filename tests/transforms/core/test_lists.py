"""A policy's own lists: what stays whoever objects to it, and what goes wherever it stands."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import CHECK
from transforms.core.judging.judge import Judge
from transforms.core.lists import denied_values, entries, kept_entries
from transforms.core.policy import Policy

KEEP = (
    "Angela Merkel",
    "domain:kelora.net",
    "@brightwater-mills.com",
    r"/ACME-\d+/",
    "81.23.145.7",
)


@pytest.mark.parametrize(
    ("value", "category", "stays"),
    [
        ("angela  merkel", "PERSON_NAME", True),
        ("Merkel", "PERSON_NAME", True),
        ("Merkel's", "PERSON_NAME", True),
        ("Anna Merkel", "PERSON_NAME", False),
        ("Merkel", "USERNAME", False),
        ("mira@mail.kelora.net", "EMAIL_ADDRESS", True),
        ("www.kelora.net", "DOMAIN_NAME", True),
        ("https://kelora.net/~mira", "PERSONAL_URL", True),
        ("mira@notkelora.net", "EMAIL_ADDRESS", False),
        ("mira@kelora.net.evil.io", "EMAIL_ADDRESS", False),
        ("anna@brightwater-mills.com", "EMAIL_ADDRESS", True),
        ("brightwater-mills.com", "DOMAIN_NAME", False),
        ("ACME-17", "CUSTOMER_ID", True),
        ("ACME-17x", "CUSTOMER_ID", False),
        ("81.23.145.7", "IPV4_ADDRESS", True),
        ("81.23.145.70", "IPV4_ADDRESS", False),
    ],
)
def test_values_names_domains_and_patterns_stay(value: str, category: str, stays: bool) -> None:
    assert kept_entries(KEEP).keeps(value, category) is stays


def test_a_pattern_that_is_none_is_named_by_its_place_and_not_shown() -> None:
    with pytest.raises(ValueError, match="entry 2 of keep is no regular expression") as caught:
        kept_entries(("x", "/se(cret/"))
    assert "cret" not in str(caught.value)


def test_a_lists_file_has_comments_and_blank_lines() -> None:
    assert entries(b"\xef\xbb\xbf# people\n\n  Ana Lopez \nx\n") == ["Ana Lopez", "x"]
    with pytest.raises(ValueError, match="UTF-8"):
        entries(b"\xff\xfe")


def test_the_judge_keeps_what_the_policy_keeps_and_denies_what_it_denies() -> None:
    text = "Write to mira@kelora.net or to nadia@quillmarket.com about Project Umbra."
    policy = Policy(name="p", version=1, keep=("domain:kelora.net",))
    judge = Judge(policy, (CHECK,), denied_values([b"project umbra\nCUSTOMER_ID: about\n"]))
    found = [(f.category, text[f.start : f.end]) for f in judge.screen([text])[0]]
    assert found == [
        ("EMAIL_ADDRESS", "nadia@quillmarket.com"),
        ("CUSTOMER_ID", "about"),
        ("DENIED", "Project Umbra"),
    ]
    assert "umbra" not in repr(judge).lower()

"""Addresses: canonical form, joining, and patterns, over tables with near-misses."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core import addresses
from transforms.core.errors import InputError, OptionsError, StoreError

HOME = "/home/someone"
CWD = os.getcwd()
BAD_BYTES = os.fsdecode(b"caf\xe9.txt")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("corpus/a.jsonl", "file"),
        ("/a", "file"),
        ("file:///a", "file"),
        ("gs://b/a", "gs"),
        ("GS://b/a", "gs"),
        ("s3://b", "s3"),
        ("http://host/a", "http"),
        ("notes: 12.txt", "file"),
        ("./gs:/b", "file"),
        ("1s3://b", "file"),  # a scheme begins with a letter
    ],
)
def test_an_address_shows_its_scheme(uri: str, expected: str) -> None:
    assert addresses.scheme(uri) == expected


@pytest.mark.parametrize("uri", ["gs:/bucket/a", "s3:/bucket", "file:/a"])
def test_a_single_slash_after_the_scheme_is_refused_with_the_mend(uri: str) -> None:
    with pytest.raises(OptionsError, match="two slashes"):
        addresses.resolve(uri)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("a", f"{CWD}/a"),
        ("./a/../b/", f"{CWD}/b"),
        ("/a//b/./c/", "/a/b/c"),
        ("//a", "/a"),
        ("/", "/"),
        (".", CWD),
        ("~", HOME),
        ("~/a b", f"{HOME}/a b"),
        ("./~", f"{CWD}/~"),
        ("a/~/b", f"{CWD}/a/~/b"),
        ("file:///a/b%20c", "/a/b%20c"),
        ("file://localhost/a", "/a"),
        ("FILE:///a", "/a"),
        ("file:///~/a", "/~/a"),
        ("/quote'\"\n.txt", "/quote'\"\n.txt"),
        ("/ünï/код.txt", "/ünï/код.txt"),
        (f"/{BAD_BYTES}", f"/{BAD_BYTES}"),
        ("gs://b/a//b/%2F/", "gs://b/a//b/%2F/"),
        ("GS://b/Key", "gs://b/Key"),
        ("s3://b", "s3://b"),
        ("s3://b/~/a", "s3://b/~/a"),
    ],
)
def test_an_address_has_one_canonical_form(
    uri: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", HOME)
    assert addresses.resolve(uri) == expected
    assert addresses.resolve(expected) == expected


@pytest.mark.parametrize("uri", ["", "a\0b", "gs://", "gs:///key", "file://host/a", "file://"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(OptionsError):
        addresses.resolve(uri)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("gs://b", ("b", "")),
        ("gs://b/", ("b", "")),
        ("s3://b/a", ("b", "a/")),
        ("s3://b/a/", ("b", "a/")),
        ("s3://b/a//", ("b", "a//")),
    ],
)
def test_a_folder_of_an_object_store_is_a_prefix(uri: str, expected: tuple[str, str]) -> None:
    assert addresses.split_folder(uri) == expected


@pytest.mark.parametrize("key", ["", "\ud800", "x" * 1025, "ü" * 513])
def test_a_key_that_no_object_can_have_is_refused(key: str) -> None:
    with pytest.raises(StoreError, match=f"{len(key)} characters"):
        addresses.checked_key(key)
    assert addresses.checked_key("ü" * 512) == "ü" * 512


@pytest.mark.parametrize(
    ("base", "parts", "expected"),
    [
        ("/out", ("data", "a/b.txt"), "/out/data/a/b.txt"),
        ("/out/", ("a",), "/out/a"),
        ("/", ("a",), "/a"),
        ("/out", (), "/out"),
        ("/out", ("..a", "b..", "...", "~", "gs:"), "/out/..a/b../.../~/gs:"),
        ("/out", ("a b'\"\n",), "/out/a b'\"\n"),
        ("/out", (BAD_BYTES,), f"/out/{BAD_BYTES}"),
        ("file:///out", ("%2e%2e",), "/out/%2e%2e"),
        ("gs://b", ("a",), "gs://b/a"),
        ("gs://b/", ("a//b",), "gs://b/a//b"),
        ("s3://b/out/", ("a/",), "s3://b/out/a/"),
    ],
)
def test_joining_goes_below_the_base(base: str, parts: tuple[str, ...], expected: str) -> None:
    assert addresses.join(base, *parts) == expected


@pytest.mark.parametrize("base", ["/out", "gs://b/out", "s3://b"])
@pytest.mark.parametrize(
    "part", ["..", "../a", "a/../b", "a/..", "/a", "", ".", "./a", "a/./b", "a\0", "//a"]
)
def test_joining_never_leaves_the_base_and_never_shows_the_part(base: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        addresses.join(base, part)
    assert str(len(part)) in caught.value.message
    assert "a/" not in caught.value.message


@pytest.mark.parametrize("part", ["a//b", "a/"])
def test_an_empty_name_is_refused_below_a_local_folder(part: str) -> None:
    with pytest.raises(InputError, match="empty name"):
        addresses.join("/out", part)


@pytest.mark.parametrize(
    ("base", "uri", "expected"),
    [
        ("/a", "/a/b/c", "b/c"),
        ("/a/", "file:///a/b", "b"),
        ("/", "/b", "b"),
        ("gs://b/a", "gs://b/a/x", "x"),
        ("gs://b", "gs://b/x", "x"),
        ("gs://b/a/", "gs://b/a//x", "/x"),
    ],
)
def test_the_relative_path_is_what_comes_after_the_folder(
    base: str, uri: str, expected: str
) -> None:
    assert addresses.relative(base, uri) == expected


@pytest.mark.parametrize(
    ("base", "uri"),
    [
        ("/a", "/ab"),
        ("/a", "/a"),
        ("/a", "/b/a/c"),
        ("gs://b/a", "gs://b/ac"),
        ("gs://b", "s3://b/x"),
    ],
)
def test_what_is_not_below_the_folder_has_no_relative_path(base: str, uri: str) -> None:
    with pytest.raises(InputError):
        addresses.relative(base, uri)


NAMES = st.lists(
    st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(
        lambda name: name not in {".", ".."}
    ),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from(["/", "/out", "gs://b", "s3://b/out"]), NAMES)
def test_relative_is_the_inverse_of_join(base: str, names: list[str]) -> None:
    path = "/".join(names)
    assert addresses.relative(base, addresses.join(base, path)) == path


@given(st.sampled_from(["/out", "gs://b/out"]), st.text("./a~\0\n"))
def test_joining_stays_inside_or_refuses(base: str, path: str) -> None:
    try:
        joined = addresses.join(base, path)
    except InputError:
        return
    assert joined.startswith(base + "/")
    assert os.path.normpath(joined).startswith(os.path.normpath(base) + "/")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/c/en/**/*.jsonl.gz", ("/c/en", "**/*.jsonl.gz")),
        ("/c/a*/b/x.jsonl", ("/c", "a*/b/x.jsonl")),
        ("/c/a.jsonl", ("/c", "a.jsonl")),
        ("/a.jsonl", ("/", "a.jsonl")),
        ("/*", ("/", "*")),
        ("/c/", ("/c", "")),
        ("/c/..", ("/", "")),
        ("/", ("/", "")),
        (".", (CWD, "")),
        ("*.csv", (CWD, "*.csv")),
        ("./x//./[ab]/y", (f"{CWD}/x", "[ab]/y")),
        ("a.csv", (CWD, "a.csv")),
        ("../x/?.csv", (f"{os.path.dirname(CWD)}/x", "?.csv")),
        ("~/c/*.csv", (f"{HOME}/c", "*.csv")),
        ("~", (os.path.dirname(HOME), os.path.basename(HOME))),
        ("file:///c/*", ("/c", "*")),
        ("file:///*", ("/", "*")),
        ("gs://b/c/**", ("gs://b/c", "**")),
        ("gs://b/*", ("gs://b", "*")),
        ("gs://b", ("gs://b", "")),
        ("gs://b/", ("gs://b", "")),
        ("gs://b/c/", ("gs://b/c", "")),
        ("gs://b/c/x", ("gs://b/c", "x")),
        ("gs://b/x", ("gs://b", "x")),
        ("gs://b/c//*", ("gs://b/c", "/*")),
        ("GS://b/c/*", ("gs://b/c", "*")),
    ],
)
def test_a_pattern_is_split_after_its_longest_part_without_a_wildcard(
    pattern: str, expected: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", HOME)
    assert addresses.split_pattern(pattern) == expected


@pytest.mark.parametrize("pattern", ["gs://b*/a", "s3://[b]", "/a/*/../b", "gs://", ""])
def test_a_pattern_that_cannot_be_searched_is_refused(pattern: str) -> None:
    with pytest.raises(OptionsError):
        addresses.split_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "uri", "expected"),
    [
        ("/c/*.txt", "/c/a.txt", True),
        ("/c/*.txt", "/c/.txt", True),
        ("/c/*.txt", "/c/.hidden.txt", True),
        ("/c/*.txt", "/c/d/a.txt", False),
        ("/c/*.txt", "/c/a.txt.gz", False),
        ("/c/*.txt", "/C/a.txt", False),
        ("/c/*.txt", "/c/a\nb.txt", True),
        ("/c/*.txt", "/c/a.txt\n", False),
        ("/c/**/*.txt", "/c/a.txt", True),
        ("/c/**/*.txt", "/c/d/e/f/a.txt", True),
        ("/c/**/*.txt", "/cc/a.txt", False),
        ("/c/**", "/c/d/e", True),
        ("/c/**/e/**/x", "/c/e/x", True),
        ("/c/**/e/**/x", "/c/1/e/2/e/3/x", True),
        ("/c/**/e/**/x", "/c/1/2/x", False),
        ("/c/**/**/x", "/c/x", True),
        ("/c/a**b", "/c/axb", True),
        ("/c/a**b", "/c/a/b", False),
        ("/c/?.txt", "/c/ü.txt", True),
        ("/c/?.txt", "/c/ab.txt", False),
        ("/c/?x", "/c//x", False),
        ("/c/[ab].txt", "/c/b.txt", True),
        ("/c/[!ab].txt", "/c/b.txt", False),
        ("/c/[a-c]?", "/c/bb", True),
        ("/c/[[]1].txt", "/c/[1].txt", True),
        ("/c/a.txt", "/c/a.txt", True),
        ("/c/a.txt", "/c/aXtxt", False),
        ("/c/%41.*", "/c/A.txt", False),
        ("/c/", "/c", True),
        ("/c/", "/c/a", False),
        ("*.csv", "a.csv", True),
        ("file:///c/*", "/c/a", True),
        ("gs://b/c/*", "gs://b/c/x", True),
        ("gs://b/c/*", "gs://b/cc/x", False),
        ("gs://b/c/*", "s3://b/c/x", False),
        ("gs://b/c/*", "gs://other/c/x", False),
        ("gs://b/**/x", "gs://b//x", True),
        ("gs://b/*", "gs://b/d/", False),
        ("gs://b/*/", "gs://b/d/", True),
        ("/c/*", f"/c/{BAD_BYTES}", True),
    ],
)
def test_a_pattern_matches_whole_addresses(pattern: str, uri: str, expected: bool) -> None:
    assert addresses.matches(pattern, uri) is expected


def test_brackets_in_the_name_of_the_working_directory_are_no_wildcards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "[old] corpus*"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert addresses.split_pattern("*.csv") == (str(folder), "*.csv")
    assert addresses.matches("*.csv", f"{folder}/a.csv")
    assert addresses.matches("a.csv", f"{folder}/a.csv")


def test_no_name_and_no_pattern_makes_matching_slow() -> None:
    assert not addresses.matches("/" + "*a" * 40 + "b", "/" + "a" * 250)
    assert not addresses.matches("/" + "**/a/" * 40 + "b", "/" + "a/" * 200 + "c")


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_answered_or_refused_as_an_option(pattern: str, uri: str) -> None:
    with contextlib.suppress(OptionsError):
        root, _ = addresses.split_pattern(pattern)
        assert addresses.resolve(root) == root
        addresses.matches(pattern, uri)

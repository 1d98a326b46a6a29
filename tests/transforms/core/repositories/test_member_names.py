from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.repositories.member_names import (
    Seen,
    decoded,
    in_git_folder,
    link_defect,
    name_defect,
    normal,
)

SAFE = [
    "a",
    "./a",
    "a/b.c",
    "...",
    "..a",
    "a..",
    "a b",
    'it\'s "x"',
    "a\nb",
    "ü/日",
    "a\\b",
    "ab:c",
    "-rf",
    "~",
]
UNSAFE = [
    "",
    ".",
    "./",
    "/",
    "/a",
    "//a",
    "\\a",
    "..",
    "../a",
    "a/..",
    "a/../b",
    "a\\..\\b",
    "..\\a",
    "a\0b",
]
UNSAFE += ["C:", "C:\\a", "c:/a", "a/", "a" * 4097, "é" * 2049]


@pytest.mark.parametrize("name", SAFE)
def test_a_name_inside_is_safe(name: str) -> None:
    assert name_defect(name) == ""


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_may_lead_out_is_not(name: str) -> None:
    assert name_defect(name) == "unsafe_path"


@given(st.lists(st.sampled_from(["a", "..", ".", "", "b\\c"]), min_size=1, max_size=6))
def test_a_safe_name_stays_below_its_root_however_it_is_joined(steps: list[str]) -> None:
    name = "/".join(steps)
    depth = 0
    for step in name.replace("\\", "/").split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(step, 1)
        if depth < 0:
            assert name_defect(name) == "unsafe_path"
    assert name_defect(name) or not name.startswith("/")


@pytest.mark.parametrize(
    ("name", "target", "safe"),
    [
        ("l", "a", True),
        ("l", "l", True),
        ("l", ".", True),
        ("l", "a/b/", True),
        ("l", "..a", True),
        ("a/l", "../b", True),
        ("a/l", "..", True),
        ("./a/l", "./../b", True),
        ("a/b/l", "../../c", True),
        ("l", "..", False),
        ("./l", "../a", False),
        ("a/l", "../../c", False),
        ("a/b/l", "c/../d", False),
        ("l", "/etc/passwd", False),
        ("l", "\\\\server\\share", False),
        ("l", "C:\\a", False),
        ("a/l", "x\\..\\..\\y", False),
        ("l", "a\0b", False),
        ("l", "", False),
    ],
)
def test_a_link_stays_inside_or_is_unsafe(name: str, target: str, safe: bool) -> None:
    assert link_defect(name, target) == ("" if safe else "unsafe_link")


@pytest.mark.parametrize(
    ("names", "free"),
    [
        (["a", "a"], [True, False]),
        (["a", "A", "á", "a\u0301"], [True, True, True, True]),
        (["a", "a/b"], [True, False]),
        (["a/b", "a"], [True, False]),
        (["a/b", "a/c", "ab"], [True, True, True]),
        (["a/", "a/", "a/b"], [True, True, True]),
        (["a/", "a"], [True, False]),
        (["a", "a/"], [True, False]),
        (["a", "a/b/"], [True, False]),
        (["a/b/", "a"], [True, False]),
    ],
)
def test_a_place_is_taken_once(names: list[str], free: list[bool]) -> None:
    seen = Seen()
    got = [
        seen.folder_is_free(normal(name)) if name.endswith("/") else seen.leaf_is_free(name)
        for name in names
    ]
    assert got == free


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        (".git", True),
        (".git/config", True),
        ("mod/.git", True),
        (".github/a", False),
        ("a.git/b", False),
        (".gitignore", False),
    ],
)
def test_only_a_work_trees_git_folder_is_left_out(name: str, inside: bool) -> None:
    assert in_git_folder(name) is inside


@pytest.mark.parametrize(
    ("raw", "codec", "name"),
    [
        (b"caf\xc3\xa9", "", "café"),
        (b"caf\xc3\xa9", "cp437", "café"),
        (b"caf\x82", "cp437", "café"),
        (b"caf\xe9", "", None),
        ("\udce9".encode("utf-8", "surrogatepass"), "", None),
    ],
)
def test_a_name_is_utf8_or_of_its_archives_code_page(
    raw: bytes, codec: str, name: str | None
) -> None:
    assert decoded(raw, codec) == name

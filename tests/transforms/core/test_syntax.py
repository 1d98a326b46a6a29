"""A refined file parses as its original did; every value is invented."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.core.judging.syntax import broken, kind_of
from transforms.core.records import Edit


def edit(text: str, old: str, new: str) -> Edit:
    start = text.index(old)
    return Edit(start, start + len(old), "PASSWORD", new)


GRAMMARS = importlib.util.find_spec("tree_sitter") is not None
KEPT = [
    ("a.json", '{"pw": "Kq7"}', "Kq7", "Zd4"),
    ("a.json", '{"Kq7": 1}', "Kq7", "Zd4"),
    ("a.json", '{"n": 4711}', "4711", "8122"),
    ("a.json", '{"broken": ', "broken", 'x"y'),
    ("a.yml", "pw: Kq7\nuser: x\n", "Kq7", "Zd4"),
    ("a.yaml", "- pw: 'Kq7'\n", "Kq7", "Zd4"),
    ("a.toml", 'pw = "Kq7"\n', "Kq7", "Zd4"),
    ("a.xml", "<a b='Kq7'>x</a>", "Kq7", "Zd4"),
    ("a.xml", "<a>Kq7</a>", "Kq7", "Zd4"),
    ("a.py", "pw = 'Kq7'\n", "Kq7", "Zd4"),
    ("a.py", "def of_mira(): pass\n", "mira", "velmo"),
    ("a.txt", "it is Kq7", "Kq7", "Zd4"),
    ("a.txt", 'it is "Kq7"', '"Kq7"', '"Zd4"'),
    ("notes", "Kq7", "Kq7", "Zd4"),
]
BROKEN = [
    ("a.json", '{"pw": "Kq7"}', "Kq7", 'Z"4'),
    ("a.json", '{"n": 4711}', "4711", "0811"),
    ("a.json", '{"n": 4711}', "4711", "null"),
    ("", '{"pw": "Kq7"}', "Kq7", "Z\\4"),
    ("a.yml", "pw: Kq7x\n", "Kq7x", "7.53"),
    ("a.yml", "pw: Kq7\n", "Kq7", "Z: 4"),
    ("a.yml", "pw: Kq7\n", "Kq7", "true"),
    ("a.toml", 'pw = "Kq7"\n', "Kq7", 'Z"4'),
    ("a.toml", "n = 47\n", "47", "4.7"),
    ("a.xml", "<a>Kq7</a>", "Kq7", "Z<4"),
    ("a.xml", "<a b='Kq7'>x</a>", "Kq7", "Z'4"),
    ("a.py", "pw = 'Kq7'\n", "Kq7", "Z'4"),
    ("a.py", "def of_mira(): pass\n", "mira", "vel mo"),
    ("a.txt", "it is Kq7", "Kq7", "Z\n4"),
    ("a.conf", 'x "Kq7"', "Kq7", 'Z"4'),
]
CODE_KEPT = [
    ("a.js", "const pw = 'Kq7'; // by mira\n", "Kq7", "Zd4"),
    ("a.js", "const pw = 'Kq7'; // by mira\n", "mira", "velmo"),
    ("a.ts", "const byMira: string = `Kq7${x}`;\n", "Kq7", "Zd4"),
    ("A.java", 'class A { String pw = "Kq7"; }', "Kq7", "Zd4"),
    ("a.go", 'package a\n\nvar pw = "Kq7"\n', "Kq7", "Zd4"),
    ("a.rs", 'const PW: &str = "Kq7";\n', "Kq7", "Zd4"),
    ("a.rb", "pw = 'Kq7'\n", "Kq7", "Zd4"),
    ("a.sh", "PW=Kq7\nexport PW\n", "Kq7", "Zd4"),
    ("a.php", "<?php $pw = 'Kq7';\n", "Kq7", "Zd4"),
    ("a.cs", 'class A { string pw = "Kq7"; }', "Kq7", "Zd4"),
    ("a.c", 'char *pw = "Kq7"; /* é mira */\n', "mira", "velmo"),
    ("a.kt", 'val pw = "Kq7"\n', "Kq7", "Zd4"),
    ("a.scala", 'object A { val pw = "Kq7" }\n', "Kq7", "Zd4"),
    ("a.py", "pw = 'Kq7'\n", "'Kq7'", "'Zd4'"),
    ("a.js", "this does not parse (", "not", '"'),
    ("a.py", "pw = 'K\\xa1\\nq7'\n", "K\\xa1\\nq7", "Zdkjnp4"),
    ("a.js", "const pw = 'K\\u00a1q7';\n", "K\\u00a1q7", "Zd4"),
    ("A.java", 'class A { String pw = "K\\tq7"; }', "K\\tq7", "Zd4"),
    ("a.go", 'package a\n\nvar pw = "K\\tq7"\n', "K\\tq7", "Zd4"),
]
CODE_BROKEN = [
    ("a.js", "const pw = 'Kq7';\n", "Kq7", "Z'4"),
    ("a.js", "const pw = 'Kq7';\n", "'Kq7'", "4711"),
    ("a.js", "const pw = 'Kq7';\n", "const", "let"),
    ("a.js", "x = 1; // mira\n", "mira", "vel\nmo("),
    ("a.ts", "const byMira: string = `Kq7`;\n", "byMira", "by Mira"),
    ("A.java", 'class A { String pw = "Kq7"; }', "Kq7", "Z\\4"),
    ("a.go", 'package a\n\nvar pw = "Kq7"\n', "Kq7", 'Z"4'),
    ("a.rs", 'const PW: &str = "Kq7";\n', "Kq7", 'Z"4'),
    ("a.rb", "pw = 'Kq7'\n", "Kq7", "Z'4"),
    ("a.sh", "PW='Kq7'\nexport PW\n", "Kq7", "Z'4"),
    ("a.php", "<?php $pw = 'Kq7';\n", "Kq7", "Z'4"),
    ("a.cs", 'class A { string pw = "Kq7"; }', "Kq7", 'Z"4'),
    ("a.c", 'char *pw = "Kq7"; /* mira */\n', "mira", "vel*/mo"),
    ("a.py", "pw = 'Kq7'\n", "'Kq7'", "4711"),
    ("a.py", "pw = not mira\n", "not", "yes"),
    ("a.py", "pw = 'Kq7'\n", "Kq7", "Z\\x41"),
    ("a.py", "pw = f'K{mira}q7'\n", "K{mira}q7", "Zd4"),
    ("a.py", "pw = 'Kq7'\n", "'Kq7'", "f'{Zd}4'"),
    ("a.py", "pw = 'K\\xa1q7'\n", "K\\xa1q7", "Z'4"),
    ("a.js", "const pw = `K${mira}q7`;\n", "K${mira}q7", "Zd4"),
    ("A.java", 'class A { String pw = "K\\tq7"; }', "K\\tq7", 'Z"4'),
]


@pytest.mark.parametrize(("name", "text", "old", "new"), KEPT)
def test_a_text_that_parses_as_before_is_kept(name: str, text: str, old: str, new: str) -> None:
    assert broken(name, text, [edit(text, old, new)]) == ()


@pytest.mark.parametrize(("name", "text", "old", "new"), BROKEN)
def test_an_edit_that_breaks_a_format_is_blamed(name: str, text: str, old: str, new: str) -> None:
    assert broken(name, text, [edit(text, old, new)]) == (0,)


@pytest.mark.skipif(not GRAMMARS, reason="needs the extra `code`")
@pytest.mark.parametrize(("name", "text", "old", "new"), CODE_KEPT)
def test_code_that_parses_as_before_is_kept(name: str, text: str, old: str, new: str) -> None:
    assert broken(name, text, [edit(text, old, new)]) == ()


@pytest.mark.skipif(not GRAMMARS, reason="needs the extra `code`")
@pytest.mark.parametrize(("name", "text", "old", "new"), CODE_BROKEN)
def test_an_edit_that_breaks_code_is_blamed(name: str, text: str, old: str, new: str) -> None:
    assert broken(name, text, [edit(text, old, new)]) == (0,)


def test_each_table_has_as_many_broken_as_kept() -> None:
    assert len(BROKEN) >= len(KEPT)
    assert len(CODE_BROKEN) >= len(CODE_KEPT)


def test_only_the_edit_that_breaks_is_blamed() -> None:
    text = 'a = {"x": "Kq7", "y": "Kq8", "z": "Kq9"}\n'
    edits = [edit(text, "Kq7", "Zd4"), edit(text, "Kq8", 'Z"4'), edit(text, "Kq9", "Zd5")]
    assert broken("a.py", text, edits) == (1,)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40), st.text(max_size=8))
def test_nothing_is_blamed_without_an_edit_and_nothing_raises(text: str, value: str) -> None:
    for name in ("a.json", "a.yml", "a.toml", "a.xml", "a.py", "a.txt", "a.js"):
        assert broken(name, text, []) == ()
        assert kind_of(name, text) is not None
        if text:
            assert set(broken(name, text, [Edit(0, 1, "X", value)])) <= {0}

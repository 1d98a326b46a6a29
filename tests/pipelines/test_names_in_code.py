"""One name has one surrogate in a repository and in the columns beside it; all is invented."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.runs import refine

FILES = {
    "AUTHORS": "Mira Talvane <mira.talvane@kelora.net>\nJoss Derrick <joss@kelora.net>\n",
    "setup.py": (
        "# Author: Mira Talvane\n"
        "AUTHOR_EMAIL = 'mira.talvane@kelora.net'\n"
        "def of_mira_talvane():\n    return '/home/mtalvane/src'\n"
        'class MiraTalvane:\n    """Kept by Mira Talvane (@mtalvane)."""\n'
    ),
    "package.json": json.dumps(
        {"name": "tide", "author": {"name": "Mira Talvane", "email": "mira.talvane@kelora.net"}},
        indent=2,
    ),
    "src/Tide.java": (
        '/**\n * @author Mira Talvane\n */\nclass Tide { String by = "Mira Talvane"; }\n'
    ),
    "CHANGELOG.md": "- Fixed the tide (@mtalvane)\n- Thanks to Mira Talvane for the report.\n",
}
ORIGINAL = re.compile(r"mira|talvane", re.IGNORECASE)


@pytest.fixture(scope="module")
def refined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    work = tmp_path_factory.mktemp("names")
    for name, text in FILES.items():
        path = work / "corpus" / "tide" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ran = refine(f"{work}/corpus/*", work / "out", "--format", "code")
    assert ran.status == 0
    return {name: (work / "out" / "data" / "tide" / name).read_text() for name in FILES}


def words_of_author(refined: dict[str, str]) -> tuple[str, str]:
    """First and last word of the first author's surrogate."""
    first, last = refined["AUTHORS"].partition(" <")[0].split()
    return first, last


def test_no_file_keeps_a_word_of_the_name(refined: dict[str, str]) -> None:
    assert [name for name, text in refined.items() if ORIGINAL.search(text)] == []


def test_the_name_is_the_same_in_every_file(refined: dict[str, str]) -> None:
    name = " ".join(words_of_author(refined))
    assert f"# Author: {name}\n" in refined["setup.py"]
    assert f"Kept by {name} (@" in refined["setup.py"]
    assert json.loads(refined["package.json"])["author"]["name"] == name
    assert f"@author {name}\n" in refined["src/Tide.java"]
    assert f'by = "{name}"' in refined["src/Tide.java"]
    assert f"Thanks to {name} for" in refined["CHANGELOG.md"]


def test_identifiers_are_of_the_same_words(refined: dict[str, str]) -> None:
    first, last = words_of_author(refined)
    names = {
        node.name
        for node in ast.walk(ast.parse(refined["setup.py"]))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert names == {f"of_{first.lower()}_{last.lower()}", first + last}


def test_the_address_is_of_the_same_words_and_the_same_everywhere(refined: dict[str, str]) -> None:
    first, last = words_of_author(refined)
    address = json.loads(refined["package.json"])["author"]["email"]
    assert address.partition("@")[0] == f"{first.lower()}.{last.lower()}"
    assert address in refined["AUTHORS"]
    assert address in refined["setup.py"]


def test_the_handle_is_the_same_in_a_path_and_in_a_mention(refined: dict[str, str]) -> None:
    found = re.search(r"/home/(\w+)/src", refined["setup.py"])
    assert found is not None
    assert f"(@{found[1]})" in refined["setup.py"]
    assert f"(@{found[1]})" in refined["CHANGELOG.md"]


def test_columns_beside_the_content_have_the_same_names(tmp_path: Path) -> None:
    table = pa.table(
        {
            "content": [FILES["setup.py"], FILES["CHANGELOG.md"]],
            "author_name": ["Author: Mira Talvane", None],
            "author_email": ["mira.talvane@kelora.net", "joss@kelora.net"],
            "path": ["/home/mtalvane/src/setup.py", "CHANGELOG.md"],
            "stars": [3, 4],
        }
    )
    (tmp_path / "corpus").mkdir()
    pq.write_table(table, tmp_path / "corpus" / "code.parquet")
    fields = [
        option
        for column in ("content", "author_name", "author_email", "path")
        for option in ("--text-field", column)
    ]
    ran = refine(f"{tmp_path}/corpus/*.parquet", tmp_path / "out", *fields)
    assert ran.status == 0, ran.err
    rows = pq.read_table(tmp_path / "out" / "data" / "code.parquet").to_pylist()
    assert not ORIGINAL.search(json.dumps(rows))
    first, last = rows[0]["author_name"].removeprefix("Author: ").split()
    assert f"class {first}{last}:" in rows[0]["content"]
    assert rows[0]["author_email"].startswith(f"{first.lower()}.{last.lower()}@")
    handle = rows[0]["path"].split("/")[2]
    assert f"(@{handle})" in rows[1]["content"]
    assert [row["stars"] for row in rows] == [3, 4]

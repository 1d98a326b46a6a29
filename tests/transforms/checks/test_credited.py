"""People and user names in source code and its papers; every name is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.pattern_samples import Draw, sample
from tests.transforms.checks.rows import marked
from transforms.checks.pii.category import Form
from transforms.checks.pii.credit_cues import CUES, heads
from transforms.checks.pii.folding import fold

NAMES = [
    "# @author «Mira Talvane»",
    "/**\n * @author «Mira Talvane»\n */",
    "# Author: «Mira Talvane»",
    "// Copyright (c) 2019 «Mira Talvane»",
    "Copyright 2011-2014 by «Mira Q. Talvane» and «Joss van Derrick»",
    "MIT © [«Mira Talvane»](https://kelora.net)",
    "Signed-off-by: «Mira Talvane» <mt>",
    "Co-authored-by: «Mira Talvane» <mt>",
    "Thanks to «Mira Talvane» for the patch and «Joss Derrick» for the report.",
    "Thanks to\n  «Mira Talvane» & «Joss Derrick».",
    "* :bug:`12` Fixed a hang. Patch by «Mira Talvane»; original report by «Joss Derrick».",
    "- More fixes for sockets («Mira Talvane»)\n",
    "s.authors = ['«Mira Talvane»', '«Joss Derrick»']",
    '"authors": [\n    "«Mira Talvane»",\n    "«Joss Derrick»"\n]',
    '"author": {"name": "«Mira Talvane»", "email": ""}',
    '{"name":"«Mira Talvane»","screen_name":"-"}',
    "## Contributors\n\n- «Mira Talvane» (parser)\n- «Joss Derrick»\n",
    "Developed by «Mira Talvane»",
    "# Maintainer: «Zoë Müller-Lüth»",
]
NO_NAMES = [
    "# Author: the team",
    "// Copyright (c) 2019 Kelora Software Foundation",
    "Copyright 2014 Google Inc. All Rights Reserved",
    "// Copyright (c) 2019 The Kelora Authors",
    "Thanks to Stack Overflow",
    "Written by hand",
    "class Mira(Talvane):",
    "const MiraTalvane = new Author();",
    "Signed-off-by: robot",
    '"name": "Harbour Tide"',
    "## Contributing\n\n- Open Pull Request\n",
    "Author: Your Name",
    "@author tag Name",
    "- More fixes for sockets (Windows Server)\n",
    "patch by line",
    "Designed by Design Systems Group",
    "created by Visual Studio",
    "Thanks to everyone",
    "from Kelora import Tide Model",
    "See Also The Manual",
]
HANDLES = [
    "- Fixed it (@«mtalvane»)",
    "- Fixed it (@«mtalvane», @«jossder»)",
    "thanks to @«mtalvane»!",
    "Merge pull request #12 from «mtalvane»/fix-it",
    "[@«mtalvane»](https://github.com/«mtalvane»)",
    "# TODO(«mtalvane»): later",
    "path = '/home/«mtalvane»/src'",
    r"C:\Users\«mtalvane»\src",
    "/Users/«mtalvane»/Library",
    " * @author «mtalvane»\n",
    "cc @«mtalvane» @«jossder»",
    "owner: '«mtalvane»', repo: 'tide'",
    "Copyright (c) 2019 https://github.com/«mtalvane»/tide",
]
NO_HANDLES = [
    "@Override public void x() {}",
    " * @param name the name",
    "import x from '@kelora/tide'",
    "@media (max-width: 3px)",
    "allow(@streaming_client).to be",
    "x = [@first, @last]",
    "/home/user/src",
    "/home/ubuntu/src",
    r"C:\Users\Public\x",
    "https://github.com/kelora/tide",
    "TODO(later): x",
    "mail@kelora",
    "return @mtalvane",
    "@app.route('/x')",
    "Tide runs. tide is on https://github.com/tide; get tide",
]


@pytest.mark.parametrize("row", [*NAMES, *NO_NAMES])
def test_a_name_behind_a_cue_is_found(row: str) -> None:
    assert marked(row, "PERSON_NAME") == row


@pytest.mark.parametrize("row", [*HANDLES, *NO_HANDLES])
def test_a_user_name_with_its_mark_is_found(row: str) -> None:
    assert marked(row, "USERNAME") == row


def test_each_table_has_as_many_near_misses_as_hits() -> None:
    assert len(NO_NAMES) >= len(NAMES)
    assert len(NO_HANDLES) >= len(HANDLES)


def test_a_name_found_by_a_cue_is_found_elsewhere_in_its_text() -> None:
    row = "# Author: «Mira Talvane»\nx = 'by «Mira Talvane» and others'"
    assert marked(row, "PERSON_NAME") == row


@pytest.mark.parametrize(
    "unit", ["@a ", "(@ab, ", "Thanks to Aa Bb, ", "by ", "# Author: Aa Bb\n", 'name" ', "owner: '"]
)
def test_hostile_text_stays_quick(unit: str) -> None:
    marked(unit * (50_000 // len(unit)), "PERSON_NAME")


def test_every_cue_begins_at_one_of_the_heads() -> None:
    draw, form, cues = Draw(7), Form(CUES.pattern, "ours", ignore_case=True), 0
    for _ in range(800):
        text = f"# {sample(form, draw)}Mira Talvane"
        cue = CUES.match(text, 2)
        cues += cue is not None
        assert cue is None or 2 in heads(fold(text), 0, len(text)), text
    assert cues > 400

"""Prompts and policies: by name or by path, whole or refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.loader import load_policy, load_prompt, names
from transforms.core import registry
from transforms.core.errors import OptionsError
from transforms.core.records import Finding

PROMPT = 'name = "n"\nversion = 1\npolicy = "private_data"\nsystem = "s"\n'


def test_every_bundled_prompt_has_a_policy_whose_checks_are_there() -> None:
    assert {"anonymize", "anonymize_code"} <= {*names()}
    for name in names():
        prompt = load_prompt(name)
        assert prompt.name == name
        assert set(load_policy(prompt.policy).checks) <= set(registry.names("checks"))
    for name in names("policies"):
        assert load_policy(name).name == name


def test_a_prompt_of_ones_own_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(PROMPT)
    assert load_prompt(str(path)).mode == "edits"


def test_the_fingerprint_changes_with_anything_in_a_prompt(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    found = set()
    for text in (PROMPT, PROMPT.replace('"s"', '"t"'), PROMPT.replace("1", "2"),
                 PROMPT + 'mode = "auto"\n'):  # fmt: skip
        path.write_text(text)
        found.add(load_prompt(str(path)).fingerprint)
    assert len(found) == 4
    path.write_text("# a comment\n" + PROMPT)
    assert load_prompt(str(path)).fingerprint in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "no valid TOML"),
        ("\xff", "no valid TOML"),
        ('name = "n"\n', "version: Field required; policy: Field required"),
        (PROMPT + "modus = 1\n", "modus: Extra inputs"),
        (PROMPT + 'mode = "poem"\n', "mode: Input should be 'edits'"),
        (PROMPT.replace("1", '"one"'), "version: "),
    ],
)
def test_a_wrong_prompt_is_refused_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(OptionsError, match=said) as raised:
        load_prompt(str(path))
    assert "--prompt" in raised.value.message


@pytest.mark.parametrize(
    "line",
    [
        "min_score = 2",
        "attempts = 0",
        "attempts = 11",
        'on_failure = "keep"',
        "max_length_ratio = 0",
    ],
)
def test_a_policy_beyond_its_bounds_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'name = "n"\nversion = 1\n{line}\n')
    with pytest.raises(OptionsError, match=rf"--policy .*: {line.partition(' ')[0]}: "):
        load_policy(str(path))


@pytest.mark.parametrize("name", ["anonymise", "prices", "", "..", "policies"])
def test_a_name_that_is_not_bundled_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(OptionsError, match="known are anonymize"):
        load_prompt(name)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.toml", tmp_path):
        with pytest.raises(OptionsError, match="cannot be read"):
            load_policy(f"{path}/" if path == tmp_path else str(path))


@pytest.mark.parametrize(
    ("category", "score", "expected"),
    [
        ("EMAIL_ADDRESS", 0.5, True),
        ("EMAIL_ADDRESS", 0.49, False),
        ("IP_ADDRESS", 0.9, False),
        ("PHONE_NUMBER", 0.9, False),
    ],
)
def test_a_policy_objects_by_category_and_score(
    category: str, score: float, expected: bool
) -> None:
    policy = load_policy("private_data").model_copy(
        update={"categories": ("EMAIL_ADDRESS", "IP_ADDRESS"), "keep_categories": ("IP_ADDRESS",)}
    )
    assert policy.objects_to(Finding(0, 0, 1, category, score, "c")) is expected

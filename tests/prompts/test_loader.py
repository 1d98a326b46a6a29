"""Prompts and policies: by name or by path, whole or refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.loader import load_policy, load_prompt, names
from transforms.core import registry
from transforms.core.errors import OptionsError
from transforms.core.modes import Mode
from transforms.core.records import Finding

PROMPT = 'name = "n"\nversion = 1\npolicy = "private_data"\nsystem = "s"\n'


def test_every_bundled_prompt_has_a_policy_whose_checks_are_there() -> None:
    assert {"anonymize", "anonymize_code", "detoxify"} <= {*names()}
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


POLICY_WITH_LISTS = """
name = "mine"
version = 1
keep = ["Angela Merkel"]
keep_files = ["ours.txt"]
deny_files = ["lists/deny.txt"]

[modes]
EMAIL_ADDRESS = "placeholder"
"""


def with_lists(folder: Path) -> Path:
    (folder / "lists").mkdir()
    (folder / "ours.txt").write_text("# ours\ndomain:kelora.net\n")
    (folder / "lists" / "deny.txt").write_text("Project Umbra\n")
    path = folder / "p.toml"
    path.write_text(POLICY_WITH_LISTS)
    return path


def test_lists_stand_relative_to_the_policys_file_and_denied_values_travel_nowhere(
    tmp_path: Path,
) -> None:
    path = with_lists(tmp_path)
    policy = load_policy(str(path))
    assert policy.keeps("Merkel", "PERSON_NAME")
    assert policy.keeps("mira@mail.kelora.net", "EMAIL_ADDRESS")
    assert policy.deny_files == (str(tmp_path / "lists" / "deny.txt"),)
    assert policy.mode("EMAIL_ADDRESS") is Mode.PLACEHOLDER
    assert "Umbra" not in policy.model_dump_json() + repr(policy)
    (tmp_path / "lists" / "deny.txt").write_text("Project Penumbra\n")
    assert load_policy(str(path)).deny_digest != policy.deny_digest


def test_a_list_that_is_not_there_and_a_pattern_that_is_none_are_refused(tmp_path: Path) -> None:
    path = with_lists(tmp_path)
    (tmp_path / "ours.txt").write_text("/se(cret/\n")
    with pytest.raises(OptionsError, match="entry 1 of keep is no regular expression"):
        load_policy(str(path))
    (tmp_path / "ours.txt").unlink()
    with pytest.raises(OptionsError, match=r"ours\.txt' cannot be read"):
        load_policy(str(path))


def test_an_unknown_category_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('name = "p"\nversion = 1\ncategories = ["EMAIL_ADRESS", "group:identity"]\n')
    with pytest.raises(OptionsError, match="'EMAIL_ADRESS' is no category: did you mean 'EMAIL_A"):
        load_policy(str(path))


def test_several_prompts_make_one_with_every_policy() -> None:
    both = load_prompt("anonymize,detoxify")
    parts = [load_prompt(name) for name in ("anonymize", "detoxify")]
    assert (both.name, both.mode, both.policy) == (
        "anonymize+detoxify", "rewrite", "private_data,detoxify",
    )  # fmt: skip
    assert all(part.system.strip() in both.system for part in parts)
    assert both.categories == {**parts[0].categories, **parts[1].categories}
    assert len({both.fingerprint, *(part.fingerprint for part in parts)}) == 3
    policies = [load_policy(part.policy) for part in parts]
    policy = load_policy(both.policy)
    assert {*policy.checks} == {check for one in policies for check in one.checks}
    assert policy.wants("EMAIL_ADDRESS")
    assert policy.wants("TOXICITY")
    assert policy.toxicity == policies[1].toxicity
    assert policy.min_score == min(one.min_score for one in policies)
    assert policy.max_length_ratio == min(one.max_length_ratio for one in policies)


def test_of_several_rules_for_toxicity_the_strictest_count(tmp_path: Path) -> None:
    def policy(name: str, rules: str) -> str:
        path = tmp_path / f"{name}.toml"
        path.write_text(f'name = "{name}"\nversion = 1\nchecks = ["toxicity"]\n[toxicity]\n{rules}')
        return str(path)

    lax = policy("lax", 'max_score = 0.6\nmin_chrf = 0.3\nkeep = ["numbers"]\nguards = []')
    strict = policy("strict", 'max_score = 0.4\nmin_chrf = 0.1\nkeep = ["urls"]')
    asked = policy("asked", 'scorer = "moderate_text"\nkey_env = "K"')
    judged = policy("judged", 'scorer = "gemini_judge"')
    rules = load_policy(f"private_data,{lax},{strict},{asked}").toxicity
    assert rules is not None
    assert (rules.max_score, rules.min_chrf) == (0.4, 0.3)
    assert set(rules.keep) == {"numbers", "urls", "names"}
    assert rules.guards == ("private_data",)
    assert (rules.scorer, rules.key_env) == ("moderate_text", "K")
    with pytest.raises(OptionsError, match="gemini_judge and by moderate_text"):
        load_policy(f"{asked},{judged}")


def test_an_unknown_name_among_several_is_told() -> None:
    with pytest.raises(OptionsError, match="'detox' is not bundled"):
        load_prompt("anonymize, detox")

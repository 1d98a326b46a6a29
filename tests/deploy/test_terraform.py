"""deploy/terraform: parsed, complete in itself, with the rights and retention that it promises."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import hcl2
import pytest

from tests import runs

FOLDER = runs.ROOT / "deploy" / "terraform"
TEXT = "".join(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.tf")))
CODE = "".join(line + "\n" for line in TEXT.splitlines() if not line.lstrip().startswith("#"))


def plain(value: Any) -> Any:
    """Without the quotes and marks that the parser keeps."""
    if isinstance(value, dict):
        return {plain(k): plain(v) for k, v in value.items() if not str(k).startswith("__")}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.strip('"') if isinstance(value, str) else value


@functools.cache
def parsed(name: str) -> dict[str, Any]:
    with (FOLDER / name).open(encoding="utf-8") as stream:
        found: dict[str, Any] = plain(hcl2.load(stream))
        return found


def blocks(kind: str) -> dict[str, dict[str, Any]]:
    """Every block of a kind in all files: `type.name` of a resource, else its name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.tf")):
        for block in parsed(path.name).get(kind, []):
            for name, body in block.items():
                if kind in ("resource", "data"):
                    found |= {f"{name}.{inner}": content for inner, content in body.items()}
                else:
                    found[name] = body
    return found


def resources(kind: str) -> dict[str, dict[str, Any]]:
    return {name: body for name, body in blocks("resource").items() if name.startswith(f"{kind}.")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tf")), ids=lambda path: path.name)
def test_a_file_is_terraform(path: Path) -> None:
    assert parsed(path.name)


def test_every_variable_is_used_and_explained_and_none_is_missing() -> None:
    variables = blocks("variable")
    assert set(re.findall(r"\bvar\.(\w+)", CODE)) == set(variables)
    for name, body in variables.items():
        assert body["description"], name
        assert body["type"], name


def test_every_reference_is_to_something_that_is_there() -> None:
    there = blocks("resource")
    for kind, name in re.findall(r"\b(google_\w+)\.(\w+)", re.sub(r'"[^"$]*"', "", CODE)):
        if not CODE.count(f'data "{kind}" "{name}"'):
            assert f"{kind}.{name}" in there, f"{kind}.{name}"
    local = {name for block in (parsed(p.name) for p in FOLDER.glob("*.tf"))
             for found in block.get("locals", []) for name in found}  # fmt: skip
    assert set(re.findall(r"\blocal\.(\w+)", CODE)) <= local


def test_buckets_are_private_kept_for_a_time_and_encrypted_with_a_key_of_ones_own() -> None:
    (bucket,) = resources("google_storage_bucket").values()
    assert bucket["public_access_prevention"] == "enforced"
    assert bucket["uniform_bucket_level_access"] is True
    assert bucket["force_destroy"] is False
    assert "default_kms_key_name" in str(bucket["dynamic"])
    assert "quarantine_days" in CODE
    assert "delete_after_days = var.quarantine_days" in CODE
    kinds = re.findall(r"(?m)^    (\w+)\s+= \{ delete_after_days", CODE)
    assert kinds == ["refined", "quarantine", "work"]


def test_rights_are_the_least_that_each_account_needs() -> None:
    granted = {
        (name.partition(".")[2], str(body["role"]))
        for kind in ("google_project_iam_member", "google_storage_bucket_iam_member",
                     "google_secret_manager_secret_iam_member",
                     "google_storage_managed_folder_iam_member")
        for name, body in resources(kind).items()
    }  # fmt: skip
    assert {name: role for name, role in granted if name != "worker"} == {
        "worker_reads_corpus": "roles/storage.objectViewer",
        "worker_writes": "roles/storage.objectUser",
        "worker_reads_key": "roles/secretmanager.secretAccessor",
        "reviewers": "roles/storage.objectViewer",
        "readers": "roles/storage.objectViewer",
        "scheduler": "${google_project_iam_custom_role.launcher.id}",
        "scheduler_reads_template": "roles/storage.objectViewer",
    }
    assert not re.search(r"roles/(owner|editor|viewer|\w+\.admin)\b", CODE, re.IGNORECASE)
    quarantine = [name for name, body in resources("google_storage_bucket_iam_member").items()
                  if "quarantine" in str(body["bucket"])]  # fmt: skip
    assert quarantine == ["google_storage_bucket_iam_member.reviewers"]


def test_no_secret_stands_in_the_configuration() -> None:
    assert not resources("google_secret_manager_secret_version")  # its value would be in the state
    (secret,) = resources("google_secret_manager_secret").values()
    assert "prevent_destroy" in str(secret["lifecycle"])


def test_the_schedule_launches_the_template_with_the_parameters_that_it_needs() -> None:
    (job,) = resources("google_cloud_scheduler_job").values()
    assert "flexTemplates:launch" in str(job["http_target"])
    given = re.search(r"parameters = merge\(var\.parameters, \{(.*?)\}\)", CODE, re.DOTALL)
    assert given is not None
    names = set(re.findall(r"(?m)^\s+(\w+)\s+=", given[1]))
    assert names == {"output", "quarantine", "surrogate_key_secret", "location"}


def test_failure_quarantine_and_spend_are_watched_and_each_alert_is_explained() -> None:
    policies = resources("google_monitoring_alert_policy")
    assert len(policies) == 3
    readme = (runs.ROOT / "deploy" / "README.md").read_text("utf-8").lower()
    section = readme.partition("## what each alert means")[2].partition("\n## ")[0]
    for said in re.findall(r'What each alert means\\": ([\w ]+)\.', CODE) or []:
        assert said in section, said
    for said in ("job failed", "schedule failed", "quarantine share", "spend"):
        assert f"**{said}**" in section, said

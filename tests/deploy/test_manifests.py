"""Manifests for Kubernetes and the Airflow DAG: read, and only with fields that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import parsing
from pipelines.options import RefineOptions
from tests import runs

DEPLOY = runs.ROOT / "deploy"
FILES = sorted(
    path for folder in ("flink", "schedule", "quota") for path in (DEPLOY / folder).glob("*.yaml")
)

# FlinkDeployment, flink.apache.org/v1beta1: "Reference" of the operator.
FLINK = {
    "": {"job", "restartNonce", "flinkConfiguration", "image", "imagePullPolicy", "serviceAccount",
         "flinkVersion", "ingress", "podTemplate", "jobManager", "taskManager", "logConfiguration",
         "mode"},
    "jobManager": {"resource", "replicas", "podTemplate"},
    "taskManager": {"resource", "replicas", "podTemplate"},
    "job": {"jarURI", "parallelism", "entryClass", "args", "state", "savepointTriggerNonce",
            "initialSavepointPath", "checkpointTriggerNonce", "upgradeMode",
            "allowNonRestoredState", "savepointRedeployNonce", "autoscalerResetNonce"},
    "resource": {"cpu", "memory", "ephemeralStorage"},
}  # fmt: skip
POD = {
    "automountServiceAccountToken", "containers", "initContainers", "nodeSelector", "restartPolicy",
    "securityContext", "serviceAccountName", "tolerations", "volumes",
}  # fmt: skip
CONTAINER = {
    "args", "command", "env", "image", "livenessProbe", "name", "ports", "readinessProbe",
    "resources", "securityContext", "volumeMounts",
}  # fmt: skip
JOB = {"backoffLimit", "podFailurePolicy", "template", "ttlSecondsAfterFinished"}
CRON = {
    "concurrencyPolicy", "failedJobsHistoryLimit", "jobTemplate", "schedule",
    "startingDeadlineSeconds", "successfulJobsHistoryLimit", "suspend", "timeZone",
}  # fmt: skip


def documents(path: Path) -> list[dict[str, Any]]:
    return [found for found in yaml.safe_load_all(path.read_text("utf-8")) if found]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [found for path in FILES for found in documents(path) if found.get("kind") == kind]


def pods(value: Any) -> list[dict[str, Any]]:
    """Every pod's spec in a manifest."""
    if isinstance(value, list):
        return [pod for item in value for pod in pods(item)]
    if not isinstance(value, dict):
        return []
    if "containers" in value:
        return [value]
    return [pod for item in value.values() for pod in pods(item)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_manifest_has_kind_name_and_only_fields_that_pods_have(path: Path) -> None:
    for found in documents(path):
        if path.name in ("limits.yaml", "kustomization.yaml"):
            continue
        assert found["apiVersion"]
        assert found["kind"]
        assert found["metadata"]["namespace"] == "gdr"
        for pod in pods(found):
            assert set(pod) <= POD
            for container in pod["containers"]:
                assert set(container) <= CONTAINER


def test_a_flink_deployment_has_only_fields_of_the_operators_definition() -> None:
    found = of_kind("FlinkDeployment")
    assert len(found) == 2
    for deployment in found:
        spec = deployment["spec"]
        assert set(spec) <= FLINK[""]
        for part in ("jobManager", "taskManager", "job"):
            assert set(spec.get(part, {})) <= FLINK[part]
            assert set(spec.get(part, {}).get("resource", {})) <= FLINK["resource"]
        assert re.fullmatch(r"v\d+_\d+", spec["flinkVersion"])
        version = spec["flinkVersion"][1:].replace("_", ".")
        assert spec["image"].startswith(f"flink:{version}-")
        assert all(isinstance(value, str) for value in spec["flinkConfiguration"].values())


def test_session_mode_has_no_job_and_application_mode_has_one() -> None:
    session, application = (
        documents(DEPLOY / "flink" / name)[0]["spec"]
        for name in ("session.yaml", "application.yaml")
    )
    assert "job" not in session
    assert application["job"]["jarURI"].startswith("local://")
    assert application["job"]["upgradeMode"] == "stateless"


def test_a_worker_pool_stands_beside_each_task_manager() -> None:
    for deployment in of_kind("FlinkDeployment"):
        (pod,) = pods(deployment["spec"]["taskManager"])
        names = {container["name"]: container for container in pod["containers"]}
        assert set(names) == {"flink-main-container", "worker-pool"}
        assert names["worker-pool"]["args"] == ["--worker_pool"]
        assert names["worker-pool"]["ports"][0]["containerPort"] == 50000


def test_nothing_of_ours_runs_as_root_or_holds_a_secret() -> None:
    for found in (document for path in FILES for document in documents(path)):
        for pod in pods(found):
            for container in pod["containers"]:
                if container["name"] == "flink-main-container":
                    continue  # the operator's
                context = {**pod.get("securityContext", {}), **container["securityContext"]}
                assert context["runAsNonRoot"] is True
                assert context["allowPrivilegeEscalation"] is False
                for variable in container.get("env", []):
                    if "KEY" in variable["name"]:
                        assert set(variable) == {"name", "valueFrom"}


@pytest.mark.parametrize("path", ["flink/job.yaml", "schedule/cronjob.yaml"])
def test_a_run_gives_options_that_gdr_has_and_is_tried_again_only_where_that_helps(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = documents(DEPLOY / path)
    job = found["spec"]["jobTemplate"]["spec"] if found["kind"] == "CronJob" else found["spec"]
    assert set(job) <= JOB
    (container,) = pods(job)[0]["containers"]
    assert container["command"] == ["gdr", "refine"]
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    options, _ = parsing.parse(
        "refine", RefineOptions, {"refine": RefineOptions}, container["args"]
    )
    assert options.runner == "FlinkRunner"
    (rule,) = job["podFailurePolicy"]["rules"]
    assert rule["onExitCodes"]["values"] == [2, 3]  # options; complete, but too many failures


def test_the_nightly_job_of_kubernetes_never_overlaps_itself() -> None:
    (cron,) = of_kind("CronJob")
    assert set(cron["spec"]) <= CRON
    assert cron["spec"]["concurrencyPolicy"] == "Forbid"


def test_the_dag_is_python_with_one_run_at_a_time() -> None:
    tree = ast.parse((DEPLOY / "schedule" / "airflow_dag.py").read_text("utf-8"))
    calls = {
        node.func.id: {word.arg: word.value for word in node.keywords}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert ast.literal_eval(calls["DAG"]["max_active_runs"]) == 1
    assert ast.literal_eval(calls["DAG"]["catchup"]) is False
    operator = calls["DataflowStartFlexTemplateOperator"]
    assert ast.literal_eval(operator["append_job_name"]) is False


def test_the_quota_service_is_configured_for_what_our_client_asks() -> None:
    (limits,) = documents(DEPLOY / "quota" / "limits.yaml")
    assert limits["domain"] == "gdr"
    for model in limits["descriptors"]:
        assert model["key"] == "model"
        assert {unit["value"] for unit in model["descriptors"]} == {"requests", "tokens"}
        assert all(unit["key"] == "unit" for unit in model["descriptors"])

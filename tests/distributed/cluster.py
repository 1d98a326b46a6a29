"""A Flink cluster on loopback: a job manager, task managers, and a pool that starts SDK workers.

    with cluster.running(tmp_path / "flink") as flink:
        runs.gdr("refine", ..., *flink.arguments())
        flink.kill_worker()
        flink.kill_task_manager(1)

Each is a process of its own, and every one of them can be killed. One pool serves all task
managers, as they are on one machine; each task manager asks it for a worker of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests import runs
from tests.distributed import tools
from tests.distributed.quota import wait_for_port
from tests.servers.ports import free_port
from tests.waiting import PATIENCE_S, wait_until

SLOTS = 2
"""Of one task manager: as many as the job is parallel, so that one alone can go on with it."""

# What Flink opens in its own start scripts: docs, "Java compatibility", Java 17.
_OPENED = (
    "java.base/java.lang", "java.base/java.lang.reflect", "java.base/java.util",
    "java.base/java.util.concurrent", "java.base/java.net", "java.base/java.io",
    "java.base/java.nio", "java.base/sun.nio.ch", "java.base/java.text", "java.base/java.time",
)  # fmt: skip

# A standalone task manager is told its memory by the start scripts; here by us.
_MEMORY = {
    "taskmanager.cpu.cores": "2",
    "taskmanager.memory.framework.heap.size": "64m",
    "taskmanager.memory.framework.off-heap.size": "64m",
    "taskmanager.memory.task.heap.size": "256m",
    "taskmanager.memory.task.off-heap.size": "0",
    "taskmanager.memory.managed.size": "128m",
    "taskmanager.memory.network.min": "256m",  # a batch shuffle asks for 512 buffers a slot
    "taskmanager.memory.network.max": "256m",
    "taskmanager.memory.jvm-metaspace.size": "256m",
    "taskmanager.memory.jvm-overhead.min": "64m",
    "taskmanager.memory.jvm-overhead.max": "64m",
}


@dataclass
class Cluster:
    """The running cluster; `folder` holds its configuration and a log of each process."""

    folder: Path
    rest_port: int
    pool_port: int
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    def arguments(self) -> list[object]:
        """The options by which `gdr` runs its pipeline here."""
        return ["--flink_master", f"127.0.0.1:{self.rest_port}", *self.jar_arguments()]

    def jar_arguments(self) -> list[object]:
        """The options by which `gdr launch` writes a jar for any cluster with such workers."""
        return [
            "--runner", "FlinkRunner", "--flink_job_server_jar", tools.job_server(),
            "--parallelism", SLOTS, "--environment_type", "EXTERNAL",
            "--environment_config", f"localhost:{self.pool_port}",
        ]  # fmt: skip

    def workers(self) -> list[int]:
        """Process ids of the SDK workers, oldest first."""
        pool = psutil.Process(self._processes["pool"].pid)
        return [child.pid for child in pool.children() if child.status() != psutil.STATUS_ZOMBIE]

    def workers_started(self) -> int:
        """How many SDK workers the pool has started so far; they end with the job."""
        return (self.folder / "pool.log").read_text("utf-8").count("Starting worker with command")

    def kill_worker(self) -> None:
        """Kills the oldest SDK worker (-9)."""
        os.kill(self.workers()[0], signal.SIGKILL)

    def kill_task_manager(self, number: int) -> None:
        """Kills a task manager (-9)."""
        process = self._processes.pop(f"task-manager-{number}")
        process.kill()
        process.wait()

    def start_task_manager(self, number: int) -> None:
        """Starts a task manager, and waits until it has registered."""
        before = self.task_managers()
        sizes = [part for name, value in _MEMORY.items() for part in ("-D", f"{name}={value}")]
        self._java(
            f"task-manager-{number}", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            *sizes, "-D", f"taskmanager.resource-id=tm-{number}-{time.monotonic_ns()}",
        )  # fmt: skip
        self._wait(lambda: self.task_managers() > before, f"task manager {number}")

    def run_jar(self, jar: Path) -> None:
        """Runs a jar that holds a pipeline, as `flink run` does, and waits for the job's end."""
        ran = subprocess.run(
            ["java", *_opened(), "-cp", str(jar),
             "org.apache.flink.client.cli.CliFrontend", "run",
             "--jobmanager", f"127.0.0.1:{self.rest_port}",
             "--class", "org.apache.beam.runners.flink.FlinkPipelineRunner", str(jar)],
            cwd=self.folder, capture_output=True, timeout=PATIENCE_S, check=False,
            env=runs.environment(FLINK_CONF_DIR=str(self.folder)),
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr[-2000:]

    def task_managers(self) -> int:
        """How many have registered."""
        return len(self._asked("taskmanagers")["taskmanagers"])

    def failures(self) -> int:
        """How often a job so far lost a task and was begun again."""
        jobs = [job["id"] for job in self._asked("jobs")["jobs"]]
        histories = [self._asked(f"jobs/{job}/exceptions")["exceptionHistory"] for job in jobs]
        return sum(len(history["entries"]) for history in histories)

    def _asked(self, path: str) -> Any:
        address = f"http://127.0.0.1:{self.rest_port}/{path}"
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def _java(self, name: str, main: str, *arguments: str) -> None:
        self.start(
            name, "java", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", *_opened(),
            "-cp", str(tools.job_server()), main, "--configDir", str(self.folder), *arguments,
        )  # fmt: skip

    def start(self, name: str, *command: str, **variables: str) -> None:
        """Starts a process of the cluster with these variables; its output goes to a log."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env=runs.environment(PATH=path, **variables),
            )

    def _start_pool(self, **variables: str) -> None:
        self.start(
            "pool", sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main",
            f"--service_port={self.pool_port}", **variables,
        )  # fmt: skip
        wait_for_port(self.pool_port)

    def restart_pool(self, **variables: str) -> None:
        """Starts the pool anew: workers get these variables."""
        self._processes["pool"].kill()
        self._processes["pool"].wait()
        self._start_pool(**variables)

    def _start_all(self, task_managers: int) -> None:
        self._java(
            "job-manager", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        )
        self._start_pool()
        self._wait(lambda: self.task_managers() == 0, "the job manager")
        for number in range(1, task_managers + 1):
            self.start_task_manager(number)

    def _wait(self, ready: Callable[[], bool], what: str) -> None:
        def is_up() -> bool:
            with contextlib.suppress(OSError):
                return ready()
            return False

        wait_until(is_up, lambda: f"{what}; logs are in {self.folder}", every_s=0.1)

    def stop(self) -> None:
        """Ends every process, workers included."""
        for pid in self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()


def _opened() -> list[str]:
    return [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED]


def _configuration(folder: Path, rest_port: int) -> str:
    """`flink-conf.yaml`: all on loopback, and a lost task manager is missed after 15 seconds."""
    values = {
        "jobmanager.rpc.address": "127.0.0.1",
        "jobmanager.rpc.port": free_port(),
        "jobmanager.bind-host": "127.0.0.1",
        "jobmanager.memory.process.size": "1g",
        "taskmanager.host": "127.0.0.1",
        "taskmanager.bind-host": "127.0.0.1",
        "taskmanager.numberOfTaskSlots": SLOTS,
        "rest.address": "127.0.0.1",
        "rest.bind-address": "127.0.0.1",
        "rest.port": rest_port,
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": 10,
        "restart-strategy.fixed-delay.delay": "1s",
        "heartbeat.interval": 1000,
        "heartbeat.timeout": 15_000,
        "classloader.resolve-order": "parent-first",  # the job's jar is the cluster's own
        "io.tmp.dirs": folder / "tmp",
    }
    return "".join(f"{name}: {value}\n" for name, value in values.items())


@contextlib.contextmanager
def running(folder: Path, *, task_managers: int = 2) -> Iterator[Cluster]:
    """A cluster, until the block ends; up in about 15 seconds."""
    (folder / "tmp").mkdir(parents=True)
    rest_port = free_port()
    (folder / "flink-conf.yaml").write_text(_configuration(folder, rest_port), "utf-8")
    cluster = Cluster(folder, rest_port, free_port())
    try:
        cluster._start_all(task_managers)
        yield cluster
    finally:
        cluster.stop()

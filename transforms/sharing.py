"""One `Worker` for each process and job, shared by all steps and by the harness's threads."""

from __future__ import annotations

from apache_beam.utils.shared import Shared

from transforms.core.job import Job
from transforms.worker import Worker


class SharedWorker:
    """A handle that is pickled into steps; `get` builds the worker once in each process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._shared = Shared()

    @property
    def job(self) -> Job:
        """What the worker works on."""
        return self._job

    def get(self) -> Worker:
        """The worker of this process; called in `setup()`.

        For threads of the harness call it each.
        """
        worker: Worker = self._shared.acquire(lambda: Worker(self._job), tag=self._job.run_id)
        return worker

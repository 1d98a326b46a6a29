"""The real rate limit service, with Redis: one quota over processes that share nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import runs
from tests.distributed import quota
from tests.waiting import PATIENCE_S

LIMITS = (runs.ROOT / "deploy" / "quota" / "limits.yaml").read_text("utf-8")
MODEL = "gemini-2.5-flash"
SECONDS = 6.0

_CALLER = """
import asyncio, json, random, sys, time
from transforms.quota_service import QuotaService
address, model, tokens, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
async def main():
    quota = QuotaService(address, model, jitter=random.random)
    await quota.check()
    went, end = [], time.time() + seconds
    while time.time() < end:
        wait_s = await quota.take(1, tokens)
        if wait_s:
            await asyncio.sleep(wait_s)
        else:
            went.append(time.time())
            await asyncio.sleep(0.1)  # the call
    await quota.close()
    print(json.dumps(went))
asyncio.run(main())
"""


def calls(address: str, processes: int, tokens: int) -> list[list[float]]:
    """When each process's calls went, in seconds since the epoch."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _CALLER, address, MODEL, str(tokens), str(SECONDS)],
            env=runs.environment(), stdout=subprocess.PIPE,
        )
        for _ in range(processes)
    ]  # fmt: skip
    return [json.loads(process.communicate(timeout=PATIENCE_S)[0]) for process in started]


@pytest.mark.parametrize(("tokens", "a_second"), [(1, 16), (13_000, 5)])
def test_two_processes_share_the_quota_and_leave_none_of_it(
    tmp_path: Path, tokens: int, a_second: int
) -> None:
    """16 requests a second, or 65,000 tokens: the tighter of the two counts."""
    with quota.serving(tmp_path, LIMITS) as address:
        went = calls(address, 2, tokens)
    times = sorted(time for process in went for time in process)
    # A grant of one second's window may be noted in the next, on a busy machine in the one after.
    windows = int(times[-1]) - int(times[0]) + 3
    assert len(times) <= a_second * windows
    assert len(times) >= 0.3 * min(a_second, 10) * SECONDS  # a busy machine may lose some
    assert all(len(process) > 0 for process in went)  # by both

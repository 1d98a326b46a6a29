"""Workers that do not know of each other: each paces as the only process of its machine.

    python -m tests.benchmarks.calls.apart CALLS WORKERS     (GOOGLE_GEMINI_BASE_URL names where)

Each has the job's own pace and caller; what they take their calls from is shared, as a runner hands
out work to machines; they begin together.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
import time
from typing import Any

from tests.benchmarks.calls import material
from tests.benchmarks.calls.running import MODEL
from transforms import backends
from transforms.core.calling.replies import Call, End, Turn
from transforms.core.calling.settings import ModelSettings
from transforms.core.pacing.board import Board
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.core.surrogates.engine import SurrogateEngine


async def _work(left: Any, ready: Any, machines: int, count: int) -> None:
    settings = ModelSettings(models=(MODEL,), machines=machines)
    context = backends.Context(SurrogateEngine(b"a key of the benchmarks, no secret"), settings)
    service: Any = backends.build("gemini", context)
    limits = Limits.of(settings)
    pacer = Pacer(limits, time.monotonic, asyncio.sleep, Board())
    texts = material.texts(count)
    ready.wait()

    async def one() -> None:
        while (number := _next(left)) >= 0:
            body = json.dumps({"samples": [{"id": f"s{number}", "text": texts[number]}]})
            call = Call(MODEL, "Replace what is private.", (Turn("user", body),))
            while True:
                permit = await pacer.acquire(400)
                reply = await service.call(call)
                pacer.settle(permit, end=reply.end, tokens=None, retry_after_s=reply.retry_after_s)
                if reply.end is not End.THROTTLED:
                    break
                await asyncio.sleep(reply.retry_after_s or 0.0)

    await asyncio.gather(*(one() for _ in range(limits.max_in_flight)))
    await service.close()


def _next(left: Any) -> int:
    with left.get_lock():
        left.value -= 1
        return int(left.value)


def _begin(left: Any, ready: Any, machines: int, count: int) -> None:
    asyncio.run(_work(left, ready, machines, count))


def main() -> None:
    """Starts the workers and waits for them."""
    count, workers = int(sys.argv[1]), int(sys.argv[2])
    context = multiprocessing.get_context("spawn")
    left, ready = context.Value("l", count), context.Barrier(workers)
    processes = [
        context.Process(target=_begin, args=(left, ready, workers, count)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    main()

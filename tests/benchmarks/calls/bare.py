"""The bare SDK: as many calls as asked for, so many in flight; what nobody can be faster than.

    python -m tests.benchmarks.calls.bare CALLS IN_FLIGHT     (GOOGLE_GEMINI_BASE_URL names where)

Prints JSON: seconds of the calls, CPU seconds of them.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from google import genai  # noqa: TID251 - the SDK alone is what is measured
from google.genai import types  # noqa: TID251 - the same

from tests.benchmarks.calls import material
from tests.benchmarks.calls.running import MODEL, environment
from tests.benchmarks.measuring import ROOT
from tests.servers.gemini import Running

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"samples": {"type": "array", "items": {"type": "object"}}},
}


@dataclass(frozen=True)
class Bare:
    """What the bare SDK reached."""

    calls_per_s: float
    cpu_s_per_call: float


def measure(gemini: Running, calls: int, in_flight: int) -> Bare:
    """Runs it in a process of its own."""
    import os

    gemini.reset()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.calls.bare", str(calls), str(in_flight)],
        cwd=ROOT, env={**os.environ, **environment(gemini.url)}, stdout=subprocess.PIPE,
        text=True, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout)
    counts = gemini.counts()
    return Bare(counts["calls"] / counts["seconds"], found["cpu_s"] / calls)


async def _main(calls: int, in_flight: int) -> None:
    client = genai.Client(api_key="a key of the benchmarks")
    config = types.GenerateContentConfig(
        system_instruction="Replace what is private.", temperature=0,
        response_mime_type="application/json", response_json_schema=_SCHEMA,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )  # fmt: skip
    left = [
        json.dumps({"samples": [{"id": f"s{number}", "text": text}]})
        for number, text in enumerate(material.texts(calls))
    ]

    async def work() -> None:
        while left:
            await client.aio.models.generate_content(
                model=MODEL, contents=left.pop(), config=config
            )

    began, before = time.perf_counter(), _cpu_s()
    await asyncio.gather(*(work() for _ in range(in_flight)))
    print(json.dumps({"seconds": time.perf_counter() - began, "cpu_s": _cpu_s() - before}))
    await client.aio.aclose()


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))

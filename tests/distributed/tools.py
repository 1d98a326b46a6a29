"""What distributed runs need besides Python, made where it is missing, below `build/distributed`.

    python -m tests.distributed.tools            # all: make test-distributed calls it
    python -m tests.distributed.tools --remove   # what is there goes

Nothing is taken but by the ordinary clients of Maven, Go and Debian. Made once, a tool stays until
its version or its recipe changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from tests import runs

FOLDER = runs.ROOT / "build" / "distributed"
_POM = Path(__file__).parent / "flink" / "pom.xml"
_BEAM = metadata.version("apache-beam")
# No release is tagged with code of these years: a commit of the main branch, by date.
_RATELIMIT = "v1.4.1-0.20260122083618-3fb702589d36"


def job_server() -> Path:
    """Beam's Flink runner and Flink itself: one jar."""
    return FOLDER / f"flink-job-server-{hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]}.jar"


def prism() -> Path:
    """Beam's Prism runner, of the version of Beam that is installed."""
    return FOLDER / f"prism-{_BEAM}"


def ratelimit() -> Path:
    """The Envoy rate limit service."""
    return FOLDER / f"ratelimit-{_RATELIMIT}"


def _make_job_server(made: Path) -> None:
    folder = FOLDER / "flink"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_POM, folder / "pom.xml")
    _run("mvn", "--batch-mode", "--quiet", "--file", folder / "pom.xml", "package")
    (folder / "target" / "flink-job-server.jar").rename(made)


def _make_prism(made: Path) -> None:
    _go(f"github.com/apache/beam/sdks/v2/go/cmd/prism@v{_BEAM}", "prism", made)


def _make_ratelimit(made: Path) -> None:
    _go(f"github.com/envoyproxy/ratelimit/src/service_cmd@{_RATELIMIT}", "service_cmd", made)


def _make_redis(_made: Path) -> None:
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server")


def _go(package: str, binary: str, made: Path) -> None:
    _run("go", "install", "-ldflags=-s -w", package, GOBIN=str(FOLDER))
    (FOLDER / binary).rename(made)


def _run(*command: object, **variables: str) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True, stdout=sys.stderr, env={**os.environ, **variables},
    )  # fmt: skip


def redis() -> Path:
    """Debian's Redis; where it is not, the place where it will be."""
    return Path(shutil.which("redis-server") or "/usr/bin/redis-server")


_TOOLS: tuple[tuple[Callable[[], Path], Callable[[Path], None]], ...] = (
    (job_server, _make_job_server),
    (prism, _make_prism),
    (ratelimit, _make_ratelimit),
    (redis, _make_redis),
)


def make_all() -> None:
    """Makes each tool that is not there, and says how long it took."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for place, make in _TOOLS:
        made = place()
        if not made.exists():
            began = time.monotonic()
            make(made)
            sys.stderr.write(f"{made.name}: made in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    if "--remove" in sys.argv:
        shutil.rmtree(FOLDER, ignore_errors=True)
    else:
        make_all()

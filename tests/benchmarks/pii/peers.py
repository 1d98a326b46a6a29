"""The peers: presidio-analyzer and detect-secrets, in an environment that the benchmark makes.

They are no dependency of the project. The environment is thrown away at the end of the run unless a
folder is given to keep it in.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.pii.rows import AbsentError, Spans

PACKAGES = ("presidio-analyzer>=2.2,<3", "detect-secrets>=1.5,<2")

NAMES = ("presidio", "presidio_all", "detect_secrets")
"""Presidio as it comes, with every recogniser of its package, and detect-secrets; no models: names
by a statistical tagger are compared on other rows."""

_SERVER = Path(__file__).with_name("peer_server.py")

Peer = Callable[[Sequence[str]], list[Spans]]


@contextmanager
def installed(folder: str) -> Iterator[Mapping[str, Peer]]:
    """The peers by name, installed into `folder`, or into one that goes when the block ends.

    Raises:
        AbsentError: the package index cannot be reached, or a package cannot be installed.
    """
    with tempfile.TemporaryDirectory(prefix="gdr-peers-") as temporary:
        python = _environment(Path(folder or temporary))
        yield {name: _peer(python, name) for name in NAMES}


def _environment(folder: Path) -> Path:
    """The interpreter of an environment with the peers, made where there is none yet."""
    python, done = folder / "bin" / "python", folder / "peers.txt"
    wanted = "\n".join(PACKAGES)
    if done.is_file() and done.read_text() == wanted:
        return python
    print(f"installing {', '.join(PACKAGES)} into {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*install, *PACKAGES], check=False).returncode:
        raise AbsentError("the peers cannot be installed: pip failed")
    done.write_text(wanted)
    return python


def _peer(python: Path, name: str) -> Peer:
    def spans(texts: Sequence[str]) -> list[Spans]:
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run(
            [str(python), str(_SERVER), name],
            input=lines.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if done.returncode:
            raise AbsentError(f"{name} ended with status {done.returncode}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return spans

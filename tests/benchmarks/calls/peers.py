"""Peers at the same work: same server, same texts, 64 in flight; ratios to ours in the same run.

    python -m tests.benchmarks.calls.peers [--samples 500]

Each is installed into a folder that is thrown away: bespokelabs-curator into an environment of its
own, Beam's RunInference with GeminiModelHandler beside the Beam that is here (it wants Pillow). One
that does not install is named, with what pip said last.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.calls import material, running
from tests.benchmarks.measuring import ROOT
from tests.servers.gemini import Config, Latency, Quota, Running

_HERE = Path(__file__).parent
_PATIENCE_S = 900.0
SERVICES = {
    "no quota": Config(latency=Latency(s=0.2), log=False),
    "600 requests/min": Config(latency=Latency(s=0.2), quota=Quota(requests=600), log=False),
}


@dataclass(frozen=True)
class Peer:
    """How a peer is run: an interpreter, a script of this folder, and its environment."""

    name: str
    python: str
    script: str
    environment: dict[str, str]


def main() -> None:
    """Installs, runs and prints."""
    parser = argparse.ArgumentParser(description="Peers at the same work.")
    parser.add_argument("--samples", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gdr-peers-") as folder:
        work = Path(folder)
        pattern = material.corpus(work / "corpus", options.samples)
        peers = [peer for peer in (_curator(work), _beam(work)) if peer is not None]
        for name, config in SERVICES.items():
            with running.server(config) as gemini:
                ran = running.refine(
                    gemini, pattern, work / "out", "--samples-per-request", "1",
                    "--processes", "1",
                )  # fmt: skip
                right = ran.books.get("refined", 0)
                _show(name, "gdr", ran.seconds, ran.refused, right, None)
                for peer in peers:
                    _compare(name, peer, gemini, work / "corpus", ran.seconds)


def _compare(service: str, peer: Peer, gemini: Running, corpus: Path, ours_s: float) -> None:
    gemini.reset()
    environment = {
        **os.environ, **running.environment(gemini.url), **peer.environment,
        # Curator's: answers to another service's calls are no answers of this one.
        "CURATOR_CACHE_DIR": tempfile.mkdtemp(dir=corpus.parent),
    }  # fmt: skip
    began = time.monotonic()
    try:
        ran = subprocess.run(
            [peer.python, str(_HERE / peer.script), str(corpus), gemini.url],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            timeout=_PATIENCE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{service:18} {peer.name:24} not done after {_PATIENCE_S:.0f} s", flush=True)
        return
    counts = gemini.counts()
    last = (ran.stdout.split() or ["0"])[-1]
    right = int(last) if last.isdigit() else 0
    if ran.returncode or not counts["calls"]:
        took = time.monotonic() - began
        print(
            f"{service:18} {peer.name:24} ended with status {ran.returncode} after {took:.0f} s "
            f"and {counts['calls']} calls",
            flush=True,
        )
        return
    _show(service, peer.name, counts["seconds"], counts["refused"], right, ours_s)


def _show(
    service: str, name: str, seconds: float, refused: int, right: int, ours_s: float | None
) -> None:
    ratio = "" if ours_s is None else f", {seconds / ours_s:.2f} times ours"
    print(
        f"{service:18} {name:24} {seconds:7.1f} s, {refused} refused, {right} answers{ratio}",
        flush=True,
    )


def _curator(work: Path) -> Peer | None:
    """In an environment of its own."""
    python = work / "curator" / "bin" / "python"
    made = _tried([sys.executable, "-m", "venv", str(work / "curator")]) and _tried(
        [str(python), "-m", "pip", "install", "--quiet", "bespokelabs-curator"]
    )
    quiet = {
        "TELEMETRY_ENABLED": "false", "CURATOR_DISABLE_RICH_DISPLAY": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True", "HF_HUB_OFFLINE": "1", "PYTHONPATH": "",
    }  # fmt: skip
    return Peer("bespokelabs-curator", str(python), "peer_curator.py", quiet) if made else None


def _beam(work: Path) -> Peer | None:
    """Beam as it is here; the handler imports Pillow."""
    target = work / "pillow"
    made = _tried(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "pillow"]
    )
    environment = {"PYTHONPATH": f"{target}{os.pathsep}{ROOT}"}
    return Peer("Beam RunInference", sys.executable, "peer_beam.py", environment) if made else None


def _tried(command: Sequence[str]) -> bool:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["nothing said"])[-1]
        print(f"does not install: {' '.join(command[-2:])}: {said}", flush=True)
    return ran.returncode == 0


if __name__ == "__main__":
    main()

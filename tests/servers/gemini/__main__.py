"""python -m tests.servers.gemini [--port N] [--config FILE.json]: prints its URL and serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.servers.gemini.config import Config
from tests.servers.gemini.server import run_alone


def main() -> None:
    """Reads the options and serves until a signal comes."""
    parser = argparse.ArgumentParser(description="A Gemini on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--config", type=Path, help="JSON of tests.servers.gemini.Config")
    options = parser.parse_args()
    text = options.config.read_text(encoding="utf-8") if options.config else "{}"
    run_alone(Config.model_validate_json(text), options.port)


if __name__ == "__main__":
    main()

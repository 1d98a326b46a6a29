"""bespokelabs-curator over litellm, 64 at once, limits far above the quota; prints answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bespokelabs import curator


class Rewriter(curator.LLM):
    """Asks for one text."""

    def prompt(self, row: dict[str, Any]) -> str:
        """The text as we send it."""
        return json.dumps({"samples": [{"id": "s0", "text": row["text"]}]})

    def parse(self, row: dict[str, Any], response: str) -> dict[str, Any]:
        """The answer as it is."""
        return {"answer": response}


def main() -> None:
    """Runs over all shards of a folder."""
    rows = [
        {"text": json.loads(line)["text"]}
        for path in sorted(Path(sys.argv[1]).iterdir())
        for line in path.read_text("utf-8").splitlines()
    ]
    made = Rewriter(
        model_name="gemini/gemini-2.5-flash",
        backend="litellm",
        backend_params={
            "base_url": f"{sys.argv[2]}/v1beta",
            "max_requests_per_minute": 100_000,
            "max_tokens_per_minute": 100_000_000,
            "max_concurrent_requests": 64,
            "require_all_responses": False,
        },
    )(rows)
    dataset = getattr(made, "dataset", made)
    print(len(dataset))


if __name__ == "__main__":
    main()

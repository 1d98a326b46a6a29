"""OpenAI's moderation endpoint, over plain HTTP.

See platform.openai.com/docs/api-reference/moderations.
`OPENAI_BASE_URL` names another server, as with OpenAI's own client.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from transforms.core.calling.replies import Call, Service, Turn
from transforms.core.toxicity.asking import ScorerContext, whole
from transforms.core.toxicity.scores import Scores
from transforms.scorers._posting import Posting, numbers, parsed

KEY_ENV = "OPENAI_API_KEY"
MODEL = "omni-moderation-latest"

_PARTS = {
    "insult": ("harassment",),
    "identity_attack": ("hate", "hate/threatening"),
    "threat": ("harassment/threatening", "hate/threatening"),
    "sexual": ("sexual", "sexual/minors"),
}
"""What we call it, and the service's categories that it is the highest of."""

_TOXIC = ("harassment", "harassment/threatening", "hate", "hate/threatening")


@dataclass(frozen=True, eq=False)
class OpenAiModeration:
    """Asks for the category scores of a text."""

    service: Service
    name: str = "openai_moderation"

    def ask(self, text: str) -> Call:
        """The call for a text."""
        body = json.dumps({"model": MODEL, "input": text})
        return Call(self.name, "", (Turn("user", body),), timeout_s=30.0)

    def read(self, answer: str) -> Scores | None:
        """The scores that an answer gives; None where it gives none."""
        found = parsed(answer)
        results = found.get("results") if isinstance(found, dict) else None
        if not isinstance(results, list) or len(results) != 1:
            return None
        given = numbers(results[0], "category_scores")
        if not given:
            return None
        values = {
            name: max(given.get(part, 0.0) for part in parts) for name, parts in _PARTS.items()
        }
        return whole({"toxicity": max(given.get(part, 0.0) for part in _TOXIC), **values})


def build(context: ScorerContext) -> OpenAiModeration:
    """The scorer; raises `OptionsError` where its key is missing."""
    base = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
    headers = {"Authorization": f"Bearer {context.key(KEY_ENV)}"}
    url = f"{base.rstrip('/')}/moderations"
    return OpenAiModeration(Posting("openai_moderation", url, headers))

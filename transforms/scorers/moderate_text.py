"""Google Natural Language, `moderateText`: confidences by category.

See cloud.google.com/natural-language/docs/reference/rest/v2/documents/moderateText.
The key is an API key with this service enabled; `GOOGLE_LANGUAGE_BASE_URL` names another server.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from transforms.core.calling.replies import Call, Service, Turn
from transforms.core.toxicity.asking import ScorerContext, whole
from transforms.core.toxicity.scores import Scores
from transforms.scorers._posting import Posting, is_share, parsed

KEY_ENV = "GOOGLE_API_KEY"
MODEL = "MODEL_VERSION_2"

_CATEGORIES = {
    "Toxic": "toxicity",
    "Insult": "insult",
    "Profanity": "profanity",
    "Derogatory": "identity_attack",
    "Sexual": "sexual",
    "Violent": "threat",
}
"""What the service calls it, and what we do."""


@dataclass(frozen=True, eq=False)
class ModerateText:
    """Asks for the safety attributes of a text."""

    service: Service
    name: str = "moderate_text"

    def ask(self, text: str) -> Call:
        """The call for a text."""
        document = {"type": "PLAIN_TEXT", "content": text}
        body = json.dumps({"document": document, "modelVersion": MODEL})
        return Call(self.name, "", (Turn("user", body),), timeout_s=30.0)

    def read(self, answer: str) -> Scores | None:
        """The scores that an answer gives; None where it gives none."""
        found = parsed(answer)
        rows = found.get("moderationCategories") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            return None
        values = {
            _CATEGORIES[row["name"]]: float(row["confidence"])
            for row in rows
            if isinstance(row, dict)
            and row.get("name") in _CATEGORIES
            and is_share(row.get("confidence"))
        }
        return whole(values)


def build(context: ScorerContext) -> ModerateText:
    """The scorer; raises `OptionsError` where its key is missing."""
    base = os.environ.get("GOOGLE_LANGUAGE_BASE_URL", "https://language.googleapis.com")
    url = f"{base.rstrip('/')}/v2/documents:moderateText"
    return ModerateText(Posting("moderate_text", url, {"X-Goog-Api-Key": context.key(KEY_ENV)}))

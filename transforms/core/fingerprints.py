"""Hashes of canonical content: what made an output, and what names a part."""

from __future__ import annotations

import hashlib
import hmac
import json

OUTPUT_VERSION = 1
"""Raised when the same input, options and answers would give other bytes (a test tells)."""


def canonical(value: object) -> bytes:
    """The one JSON text of `value`: keys sorted, no spaces, UTF-8; the same for equal values."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def fingerprint(value: object) -> str:
    """64 hex digits that are equal exactly when the canonical JSON of `value` is."""
    return hashlib.sha256(canonical(value)).hexdigest()


def keyed(key: bytes, *parts: str) -> str:
    """32 hex digits of an HMAC-SHA256 over `parts`.

    A hash of text that no one without the key can test guesses on.
    """
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]

"""How the tables of hits and near-misses are written.

What a check should find stands between « and ».
"""

from __future__ import annotations

from transforms.checks.private_data import build

CHECK = build()
CHECK.find(["loads the patterns, which counts for no test"])


def plain(row: str) -> str:
    """The text of a row."""
    return row.replace("«", "").replace("»", "")


def marked(row: str, *categories: str) -> str:
    """The text of a row with the check's findings (of `categories`, or of all) between « and »."""
    text = plain(row)
    for finding in reversed(CHECK.find([text])):
        if not categories or finding.category in categories:
            value = text[finding.start : finding.end]
            text = f"{text[: finding.start]}«{value}»{text[finding.end :]}"
    return text

"""The versions of what decides bytes."""

from __future__ import annotations

from importlib import metadata

_PACKAGES = ("apache-beam", "fastavro", "phonenumbers", "pyarrow", "pydantic", "zstandard")


def versions() -> dict[str, str]:
    """Version by package, gdr first; "" for one that is not installed as a package."""
    return {name: _version(name) for name in ("gdr", *_PACKAGES)}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""

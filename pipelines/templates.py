"""The Dataflow template: its metadata, made from the options, and the way back to the options.

    python -m pipelines.templates > deploy/dataflow/metadata.json

A template's parameters are names with one value each: an option that repeats takes several values
with a semicolon between them, a flag takes true or false.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.arguments import About, about, flag
from pipelines.options import LaunchOptions

SEPARATOR = ";"
IMAGE_VARIABLE = "GDR_IMAGE"
"""Set in the image to its own name: deploy/Dockerfile."""

# Said by the template itself, or meant for a terminal and for workers on the launching machine.
_NO_PARAMETERS = ("config", "quiet", "runner", "processes", "image", "project")


def metadata() -> dict[str, Any]:
    """What `gcloud dataflow flex-template build --metadata-file` takes."""
    items = about(LaunchOptions)
    return {
        "name": "gdr",
        "description": "Refines a corpus: private data becomes consistent invented values, every "
        "output is checked before it counts.",
        "parameters": [
            _parameter(name, item) for name, item in items.items() if name not in _NO_PARAMETERS
        ],
    }


def _parameter(name: str, item: About) -> dict[str, Any]:
    hints = [item.unit] if item.unit and item.unit not in item.help else []
    if item.choices is not None:
        hints.append("one of " + ", ".join(item.choices()))
    if item.repeats:
        hints.append(f"several with {SEPARATOR!r} between them")
    if not item.metavar:
        hints.append("true or false")
    field = LaunchOptions.model_fields[name]
    return {
        "name": name.rstrip("_"),
        "label": name.rstrip("_").replace("_", " ").capitalize(),
        "helpText": item.help + (f" ({'; '.join(hints)})" if hints else ""),
        "isOptional": not (field.is_required() or name in ("surrogate_key_secret", "location")),
    }


def arguments(given: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The arguments of `gdr launch` for what the template's launcher gives ("--name=value").

    >>> arguments(["--text_field=text;notes", "--overwrite=true", "--region=r"], {})
    ['--text-field=text', '--text-field=notes', '--overwrite', '--region=r']
    """
    named = [f"--image={environment[IMAGE_VARIABLE]}"] if IMAGE_VARIABLE in environment else []
    return [*named, *(one for argument in given for one in _translated(argument))]


def _translated(argument: str) -> Iterator[str]:
    spelt, _, value = argument.partition("=")
    name = spelt.removeprefix("--").replace("-", "_")
    item = about(LaunchOptions).get(name)
    if item is None:
        yield argument  # Beam's
    elif not item.metavar:
        yield flag(name if value.lower() == "true" else f"no_{name}")
    elif item.repeats:
        yield from (f"{flag(name)}={one.strip()}" for one in value.split(SEPARATOR) if one.strip())
    else:
        yield f"{flag(name)}={value}"


def main() -> int:
    """What the template's launcher calls; the exit status of `gdr launch`."""
    from pipelines import cli

    return cli.main(["launch", *arguments(sys.argv[1:], os.environ)])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(metadata(), indent=1, ensure_ascii=False) + "\n")

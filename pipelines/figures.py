"""metrics.json as a model: what a reader may rely on, and its JSON schema.

The model is made of what the metrics that the registry finds say they return, so that a new metric
is in the schema by being there. The schema is published in the package (`SCHEMA_FILE`); a test
fails when both differ. Readers must leave names alone that they do not know: figures are added,
none changes its meaning without a new name.

    python -m pipelines.figures          writes the schema anew
"""

from __future__ import annotations

import json
import typing
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from transforms import metrics
from transforms.core.manifest import OUTCOMES

SCHEMA_FILE = Path(__file__).with_name("metrics.schema.json")


class Figures(BaseModel):
    """The figures of a run: all summed from its parts, none from a runner's counters."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)


def _shard(name: str, **more: Any) -> type[BaseModel]:
    config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)
    return create_model(name, __config__=config, relative=(str, ...), **more)


@cache
def model() -> type[Figures]:
    """The model of metrics.json."""
    counts: dict[str, Any] = dict.fromkeys(("read", *OUTCOMES), (int, ...))
    shard = _shard("Shard", **counts, bytes_in=(int, ...), bytes_out=(int, ...))
    slow = _shard("SlowShard", seconds=(float, ...), read=(int, ...), bytes_in=(int, ...))
    fields: dict[str, Any] = {
        metric.name: (_type_of(metric), Field(description=_said(metric)))
        for metric in metrics.build_all()
    }
    fields |= {
        "shards": (list[shard], Field(description="The books and bytes of every shard.")),  # type: ignore[valid-type]
        "slowest_shards": (
            list[slow],  # type: ignore[valid-type]
            Field(default=[], description="Shards that took the most work, seconds summed."),
        ),
        "vanished": (
            list[str],
            Field(default=[], description="Shards whose inputs are gone, and so their outputs."),
        ),
    }
    return create_model("Metrics", __base__=Figures, **fields)


def _type_of(metric: object) -> Any:
    return typing.get_type_hints(type(metric).of)["return"]  # type: ignore[attr-defined]


def _said(metric: object) -> str:
    return (type(metric).__doc__ or "").strip().partition("\n")[0]


def schema() -> str:
    """The JSON schema (draft 2020-12) of metrics.json, as it is published."""
    made = model().model_json_schema()
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema(), "utf-8")

"""Beam's RunInference with GeminiModelHandler, 64 threads, one text a call; prints answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import apache_beam as beam
from apache_beam.ml.inference.base import RunInference
from apache_beam.ml.inference.gemini_inference import GeminiModelHandler, generate_from_string
from apache_beam.options.pipeline_options import PipelineOptions

_THREADS = [
    "--runner=FnApiRunner", "--direct_running_mode=multi_threading", "--direct_num_workers=64",
]  # fmt: skip


def main() -> None:
    """Runs over all shards of a folder."""
    texts = [
        json.dumps({"samples": [{"id": "s0", "text": json.loads(line)["text"]}]})
        for path in sorted(Path(sys.argv[1]).iterdir())
        for line in path.read_text("utf-8").splitlines()
    ]
    handler = GeminiModelHandler(
        "gemini-2.5-flash", generate_from_string, api_key="a key of the benchmarks",
        min_batch_size=1, max_batch_size=1,
    )  # fmt: skip
    with beam.Pipeline(options=PipelineOptions(_THREADS)) as pipeline:
        answers = (
            pipeline
            | beam.Create(texts)
            | beam.Reshuffle()
            | RunInference(handler)
            | beam.combiners.Count.Globally()
        )
        answers | beam.Map(print)


if __name__ == "__main__":
    main()

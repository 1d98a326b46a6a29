"""The options of what is written, and of how the pipeline runs; form: `pipelines.option_groups`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pipelines.arguments import About
from pipelines.beam_options import LOCAL_RUNNER
from pipelines.given import Values
from pipelines.option_groups import COUNT, FLAG, SHARE, TEXT, Options
from pipelines.values import (
    Address,
    BlockBytes,
    BlockSamples,
    Count,
    Processes,
    RunnerName,
    SampleBytes,
    Share,
    Text,
)
from transforms.core.records import BlockLimits


class OutputOptions(Options):
    """Where the refined corpus goes, and what ends or re-opens a run."""

    output: Annotated[
        Address,
        About(
            "Output",
            "folder of the refined corpus; local, gs:// or s3://",
            "give a folder",
            metavar="OUT",
        ),
    ]
    quarantine: Annotated[
        Address | None,
        About(
            "Output",
            "another folder for what did not pass",
            "give a folder",
            metavar="URI",
            default="OUT/quarantine",
        ),
    ] = None
    overwrite: Annotated[
        bool, About("Output", "starts anew in an output folder of another run", FLAG)
    ] = False
    limit: Annotated[
        Count | None,
        About(
            "Output",
            "refines only N samples, chosen by hash: a canary",
            COUNT,
            metavar="N",
            unit="samples",
            shapes=True,
            default="all",
        ),
    ] = None
    max_failures: Annotated[
        Share,
        About(
            "Output",
            "ends with status 3 when more than this share of the samples fails",
            SHARE,
            metavar="SHARE",
            unit="share from 0 to 1",
        ),
    ] = 1.0
    retry_dead_letters: Annotated[
        bool, About("Output", "re-opens the dead letters of a finished output", FLAG)
    ] = False
    retry_quarantine: Annotated[
        bool, About("Output", "re-opens the quarantine of a finished output", FLAG)
    ] = False
    prometheus: Annotated[
        Text | None,
        About("Output", "writes the figures for Prometheus too", TEXT, metavar="FILE"),
    ] = None


class RunnerOptions(Options):
    """Where and how the pipeline runs."""

    runner: Annotated[
        RunnerName,
        About(
            "Run",
            "any runner of Apache Beam; DirectRunner is taken as FnApiRunner",
            TEXT,
            metavar="RUNNER",
        ),
    ] = LOCAL_RUNNER
    processes: Annotated[
        Processes | None,
        About(
            "Run",
            "worker processes of a local run",
            "give a whole number from 1 to 256",
            metavar="N",
            unit="processes",
            default="one for each 16 MB of input, at most one a core",
        ),
    ] = None

    @classmethod
    def completed(cls, values: Values, beam: Sequence[str]) -> list[str]:
        """Beam's options as given, and what options of ours, as given, say beyond them."""
        return list(beam)


class BlockOptions(RunnerOptions):
    """How the corpus is cut into units of work."""

    block_bytes: Annotated[
        BlockBytes,
        About(
            "Run",
            "a block, the unit of work and of retry, ends at this size",
            "give a size from 1 to 256MiB, such as 1MiB",
            metavar="SIZE",
            unit="bytes, or with kB, MB, GB, KiB, MiB, GiB",
        ),
    ] = BlockLimits().bytes
    block_samples: Annotated[
        BlockSamples,
        About(
            "Run",
            "a block ends at this number",
            "give a whole number from 1 to 1000000",
            metavar="N",
            unit="samples",
        ),
    ] = BlockLimits().samples
    max_sample_bytes: Annotated[
        SampleBytes,
        About(
            "Run",
            "a larger sample becomes a dead letter",
            "give a size from 1 to 1GiB, such as 16MiB",
            metavar="SIZE",
            unit="bytes, or with kB, MB, GB, KiB, MiB, GiB",
            shapes=True,
        ),
    ] = BlockLimits().sample_bytes

    @property
    def block_limits(self) -> BlockLimits:
        """How large blocks and samples may be, as formats take it."""
        return BlockLimits(
            bytes=self.block_bytes, samples=self.block_samples, sample_bytes=self.max_sample_bytes
        )

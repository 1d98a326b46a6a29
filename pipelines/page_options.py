"""The options of the commands that show an output: `gdr report` and `gdr review`."""

from __future__ import annotations

from typing import Annotated

from pipelines.arguments import About
from pipelines.option_groups import COUNT, FLAG, TEXT, Options
from pipelines.values import Address, Count, Port, Text


class ChangesOptions(Options):
    """Which output is looked at, and how many of its changes."""

    output: Annotated[
        Address,
        About("Output", "folder to look at", "give the folder", metavar="OUT", positional=True),
    ]
    show_originals: Annotated[
        bool,
        About("Report", "shows the private values of the originals; the page says so in red", FLAG),
    ] = False
    changes: Annotated[
        Count,
        About(
            "Report",
            "changes to show, chosen by hash, of every category some",
            COUNT,
            metavar="N",
            unit="samples",
        ),
    ] = 300
    reviews: Annotated[
        Text | None,
        About(
            "Report",
            "SQLite file with the verdicts of gdr review",
            TEXT,
            metavar="FILE",
            default="OUT.reviews.sqlite",
        ),
    ] = None


class PageOptions(ChangesOptions):
    """The options of `gdr report`."""

    file: Annotated[
        Text, About("Report", "writes the page here, readable by you alone", TEXT, metavar="FILE")
    ] = "gdr-report.html"


class ReviewOptions(ChangesOptions):
    """The options of `gdr review`."""

    port: Annotated[
        Port,
        About(
            "Report",
            "of 127.0.0.1 to serve the page on",
            "give a number from 0 to 65535",
            metavar="N",
            unit="0 for any that is free",
        ),
    ] = 0
    tuning: Annotated[
        Text | None,
        About(
            "Report",
            "writes accepted changes as tuning data (Vertex AI, JSON lines), and ends",
            TEXT,
            metavar="FILE",
        ),
    ] = None
    few_shot: Annotated[
        Text | None,
        About(
            "Report",
            "writes accepted changes as sets of demonstrations for a prompt file, and ends",
            TEXT,
            metavar="FILE",
        ),
    ] = None
    sets: Annotated[
        Count,
        About("Report", "sets of demonstrations", COUNT, metavar="N", unit="sets"),
    ] = 4
    prompt: Annotated[
        Text | None,
        About(
            "Report",
            "prompt whose instruction the tuning data carry: a name, or a TOML file",
            TEXT,
            metavar="NAME",
            default="the run's",
        ),
    ] = None

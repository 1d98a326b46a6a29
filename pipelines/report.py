"""`gdr report OUT`: one self-contained page about an output.

The books, findings before and after, cost, failures, and a browser of sampled changes. Originals
are read where the manifest says they were; their private values are masked unless the user asks to
see them. Nothing is written into the output.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.page_options import ChangesOptions, PageOptions
from pipelines.reporting import chosen, sections
from pipelines.reporting.changes import Change, Shown
from pipelines.reporting.output import Output
from pipelines.reporting.page import Page
from pipelines.reviewing.agreement import Judged
from pipelines.reviewing.verdicts import Verdicts, default_file
from pipelines.summary import console_for, size
from pipelines.tables import say
from transforms import stores
from transforms.core import addresses


def run(options: PageOptions) -> int:
    """Writes the page and returns the exit status (design, section 6)."""
    page = make(options)
    address = addresses.resolve(options.file)
    data = page.render().encode("utf-8")
    stores.build(address).put(address, data, mode=0o600)
    if not options.quiet:
        console = console_for(sys.stdout)
        say(f"{options.file}: {size(len(data))}, {len(page.changes):,} changes", console)
    return 0


def make(options: ChangesOptions) -> Page:
    """The page of an output folder.

    Raises:
        OptionsError: it is no output.
        OutputError: its manifest says nothing of a run.
    """
    output = Output.open(options.output)
    choice = chosen.choose(output.worker, output.manifest, options.changes)
    shown = Shown(output.check_of, options.show_originals)
    changes = [shown.change(read) for read in output.reader.read(choice.shown)]
    books = output.metrics.get("books") or {}
    of = sum(books.get(name, 0) for name in ("refined", "quarantined", "dead_letter"))
    return Page(
        title=f"gdr report: {output.folder.rpartition('/')[2]}",
        facts=sections.facts(output.manifest, output.metrics),
        sections=[
            *sections.all_of(output.metrics, choice.scores, changes),
            sections.agreement_section(_judged(verdicts_of(options, output), changes)),
        ],
        changes=changes,
        show=options.show_originals,
        of=of,
    )


def verdicts_of(options: ChangesOptions, output: Output) -> Verdicts:
    """What reviewers said of the output."""
    file = Path(options.reviews) if options.reviews else default_file(output.folder)
    return Verdicts(file, output.manifest.run_id)


def _judged(verdicts: Verdicts, changes: Sequence[Change]) -> list[Judged]:
    """The changes with a verdict."""
    said = verdicts.all()
    return [
        Judged(change.outcome, tuple(change.categories), said[change.key])
        for change in changes
        if change.key in said
    ]


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["report", *sys.argv[1:]]))

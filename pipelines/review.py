"""`gdr review OUT`: the page of `gdr report` with a verdict per change, served on loopback.

Verdicts are saved at once and stand in the next report. `--tuning` and `--few-shot` write what was
accepted as data for models, without a value of the originals; then nothing is served.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator

from pipelines import report
from pipelines.page_options import ReviewOptions
from pipelines.reporting import chosen
from pipelines.reporting.output import Output
from pipelines.reporting.page import Page, Review
from pipelines.reporting.reading import Text
from pipelines.reviewing import export
from pipelines.reviewing.export import Exporter, Pair
from pipelines.reviewing.server import Server, Site, new_token
from pipelines.reviewing.verdicts import Verdicts
from pipelines.summary import console_for
from pipelines.tables import say
from prompts.loader import load_prompt
from transforms import stores
from transforms.core import addresses
from transforms.core.surrogates.engine import SurrogateEngine

_POLL_S = 0.2


def run(options: ReviewOptions) -> int:
    """Serves until it is interrupted, or exports; returns the exit status (design, section 6)."""
    output = Output.open(options.output)
    verdicts = report.verdicts_of(options, output)
    if options.tuning or options.few_shot:
        return _export(options, output, verdicts)
    page = report.make(options)
    with Server(site(page, verdicts), options.port) as server:
        sys.stderr.write(
            f"gdr: review at {server.url}\ngdr: verdicts go to {verdicts.file}; Ctrl-C ends it\n"
        )
        sys.stderr.flush()
        server.serve_forever(_POLL_S)
    return 0


def site(page: Page, verdicts: Verdicts) -> Site:
    """What is served: the page with the verdicts so far."""
    token = new_token()
    return Site(
        page=lambda: page.render(Review(token, verdicts.all())),
        keys=frozenset(change.key for change in page.changes),
        say=verdicts.say,
        token=token,
    )


def _export(options: ReviewOptions, output: Output, verdicts: Verdicts) -> int:
    exporter = Exporter(SurrogateEngine(secrets.token_bytes(32)))
    pairs = list(exporter.pairs(_accepted(options, output, verdicts.all())))
    console = console_for(sys.stdout)
    for file, text in _files(options, output, pairs):
        address = addresses.resolve(file)
        stores.build(address).put(address, text.encode("utf-8"), mode=0o600)
        if not options.quiet:
            say(f"{file}: {len(pairs):,} accepted texts, {exporter.left_out:,} left out", console)
    return 0


def _accepted(options: ReviewOptions, output: Output, said: dict[str, str]) -> Iterator[Text]:
    """The texts of the changes that a reviewer accepted."""
    choice = chosen.choose(output.worker, output.manifest, options.changes)
    accepted = [
        one for one in choice.shown if said.get(f"{one.shard}/{one.row['index']}") == "accept"
    ]
    for read in output.reader.read(accepted):
        yield from read.texts


def _files(options: ReviewOptions, output: Output, pairs: list[Pair]) -> Iterator[tuple[str, str]]:
    if options.tuning:
        recorded = str(output.manifest.options.get("prompt", "anonymize")).partition("@")[0]
        prompt = load_prompt(options.prompt or recorded)
        yield options.tuning, "".join(export.tuning_lines(pairs, prompt))
    if options.few_shot:
        yield options.few_shot, export.few_shot_sets(pairs, options.sets)


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["review", *sys.argv[1:]]))

"""`gdr plan`: what a refinement will take, before a cent is spent: requests, tokens, cost, time.

Reads the corpus in this process, all of it or a share chosen by hash and scaled up; no text is
kept and nothing is sent anywhere. What is estimated is said to be.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from pipelines import results, tables
from pipelines.jobs import reading_job
from pipelines.options import PlanOptions
from pipelines.planning import choice, figures
from pipelines.planning.figures import Figures
from pipelines.progress import duration
from pipelines.summary import console_for
from prompts import prices
from prompts.loader import load_prompt
from prompts.prices import Price, Prices
from transforms.core.asking import estimating as tokens
from transforms.core.asking.items import Mode
from transforms.core.asking.masking import EVERY
from transforms.core.asking.message import system_of
from transforms.core.prompt import Prompt
from transforms.read import read
from transforms.screen import screen
from transforms.worker import Worker


def run(options: PlanOptions) -> int:
    """Prints the plan and returns the exit status (design, section 6)."""
    known = prices.load()
    chosen = known.chosen(options.model)
    worker = Worker(reading_job(options, options.prompt))
    total, looked = look(worker, options)
    plan = report(worker, options, total, looked, known, chosen)
    results.write(options.json_, plan)
    if options.json_ != results.STANDARD_OUTPUT and not options.quiet:
        render(plan, console_for(sys.stdout))
    return 0


def look(worker: Worker, options: PlanOptions) -> tuple[int, Figures]:
    """Samples in all, and the figures of those that were looked at."""
    picked = choice.choose(worker, options.sample_share, options.samples)
    total, looked = 0, Figures()
    way = figures.Way(
        load_prompt(options.prompt), options.samples_per_request, frozenset(options.masked)
    )
    for descriptor in choice.descriptors(worker):
        total += sum(position.count for position in descriptor.positions)
        wanted = picked.of(descriptor)
        for block in read(worker, wanted) if wanted is not None else ():
            looked.add(screen(worker, block), way)
    return total, looked


def _categories(worker: Worker) -> list[str]:
    """The names that a model may give, as the instruction lists them."""
    known = {name for check in worker.judge.checks for name in check.categories}
    return sorted(name for name in known if worker.job.policy.wants(name))


def _instructions(worker: Worker, prompt: Prompt) -> dict[str, int]:
    """Tokens of the system instruction by form of the answer: a prompt that rewrites has one."""
    forms: tuple[Mode, ...] = ("rewrite",) if prompt.mode == "rewrite" else ("edits", "rewrite")
    names, values = _categories(worker), bool(worker.job.policy.free_categories)
    return {form: tokens.of_text(system_of(prompt, form, names, values=values)) for form in forms}


def report(
    worker: Worker,
    options: PlanOptions,
    total: int,
    looked: Figures,
    known: Prices,
    chosen: Mapping[str, Price],
) -> dict[str, Any]:
    """The plan as `--json` has it."""
    whole = looked.scaled(total / looked.samples) if looked.samples else looked
    prompt = load_prompt(options.prompt)
    instructions = _instructions(worker, prompt)
    every = figures.ways(whole, instructions, flagged=False)
    flagged = figures.ways(whole, instructions, flagged=True)
    return {
        "prompt": f"{prompt.name}@{prompt.version}",
        "samples": total,
        "samples_looked_at": looked.samples,
        "scaled": looked.samples < total,
        "figures": figures.as_json(whole),
        "share_flagged": round(looked.flagged / looked.requests, 6) if looked.requests else 0.0,
        "token_rule": tokens.RULE,
        "all": every,
        "flagged": flagged,
        "cost_usd": _costs(every, chosen),
        "cost_usd_flagged": _costs(flagged, chosen),
        "minutes": _minutes(every, options),
        "minutes_flagged": _minutes(flagged, options),
        "prices_as_of": known.as_of,
        "prices_source": known.source,
        "text_goes_to": {
            "local": "nowhere: it stays on the machines that run the job",
            **{name: f"the service that offers {name}, {_sent(options)}" for name in chosen},
        },
    }


def _sent(options: PlanOptions) -> str:
    """What of a text travels, in words."""
    if options.masked == (EVERY,):
        return "with invented values in place of what the checks find"
    if options.masked:
        return f"with invented values in place of: {', '.join(options.masked)}; else as it is"
    return "as it is"


def _costs(
    ways: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Price]
) -> dict[str, dict[str, dict[str, float]]]:
    """USD by model and way: at full price, and with all instructions but the first from a cache."""
    return {
        model: {
            way: {
                "full": round(price.of(n["tokens_in"], n["tokens_out"]), 4),
                "instruction_cached": round(_cached(price, n), 4),
            }
            for way, n in ways.items()
        }
        for model, price in chosen.items()
    }


def _cached(price: Price, n: Mapping[str, int]) -> float:
    once = n["instruction_tokens"] // n["requests"] if n["requests"] else 0
    cached = n["instruction_tokens"] - once
    return price.of(n["tokens_in"] - cached, n["tokens_out"], cached)


def _minutes(ways: Mapping[str, Mapping[str, int]], options: PlanOptions) -> dict[str, float]:
    """Minutes by way that the quotas given allow at best; nothing without one."""
    per_minute, tokens_per_minute = options.requests_per_minute, options.tokens_per_minute
    if per_minute is None and tokens_per_minute is None:
        return {}
    return {
        way: round(
            max(
                n["requests"] / per_minute if per_minute else 0.0,
                (n["tokens_in"] + n["tokens_out"]) / tokens_per_minute
                if tokens_per_minute
                else 0.0,
            ),
            4,
        )
        for way, n in ways.items()
    }


def render(plan: Mapping[str, Any], console: Console) -> None:
    """Prints the plan: what it was made from, requests, tokens, cost, time, where text goes."""
    n, looked = plan["figures"], plan["samples_looked_at"]
    how = "all of them" if not plan["scaled"] else f"{looked:,} of them, chosen by hash, scaled up"
    tables.say(f"{plan['samples']:,} samples; looked at {how}", console)
    rows = [
        ("samples with text", n["requests"]),
        ("samples that cannot be read", n["defects"]),
        ("samples with findings of the checks", n["flagged"]),
        ("characters", n["characters"]),
        ("tokens of text", n["text_tokens"]),
    ]
    tables.show(f"Corpus ({plan['token_rule']})", ("", "number"), rows, console)
    _render_ways(plan, console)
    _render_costs(plan, console)
    share, saved = plan["share_flagged"], 1 - plan["share_flagged"]
    tables.say(
        f"The checks find something in {share:.1%} of the samples with text: to ask for these "
        f"alone (--prescreen flagged) saves {saved:.1%} of the calls, and misses what only a "
        "model sees", console,
    )  # fmt: skip
    for name, place in plan["text_goes_to"].items():
        tables.say(f"Text goes, with {name}: {place}", console)


def _render_ways(plan: Mapping[str, Any], console: Console) -> None:
    rows = []
    for scope in ("all", "flagged"):
        minutes = plan["minutes" if scope == "all" else "minutes_flagged"]
        for way, n in plan[scope].items():
            spent = duration(60 * minutes[way]) if way in minutes else "no quota given"
            name = f"{_named(way)}, {'all' if scope == 'all' else 'with findings'}"
            rows.append((name, n["requests"], n["tokens_in"], n["tokens_out"], spent))
    headings = ("way to ask", "requests", "tokens in", "tokens out", "time at least")
    tables.show("Requests", headings, rows, console)
    if "edits_single" not in plan["all"]:
        return
    tables.say(
        "Edits out are reckoned from what the checks find and is sent as it is: a model that finds "
        "more answers more",
        console,
    )


def _render_costs(plan: Mapping[str, Any], console: Console) -> None:
    rows = [
        (model, *(f"${cost['full']:,.2f}" for cost in costs.values()))
        for model, costs in plan["cost_usd"].items()
    ]
    title = f"Cost of all samples, prices of {plan['prices_as_of']}"
    tables.show(title, ("model", *map(_named, plan["all"])), rows, console)
    tables.say(f"Prices change: check {plan['prices_source']} ({prices.FILE})", console)


def _named(way: str) -> str:
    answer, _, how = way.partition("_")
    return f"{answer}, {'singly' if how == 'single' else 'packed'}"


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["plan", *sys.argv[1:]]))

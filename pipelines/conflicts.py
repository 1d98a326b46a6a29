"""Options that are right alone and wrong together."""

from __future__ import annotations

from collections.abc import Iterator, Set
from fnmatch import fnmatchcase

from pipelines import launch_conflicts, service_conflicts
from pipelines.beam_options import LOCAL_RUNNER, WORKER_OPTIONS, runner_name
from pipelines.given import Conflict, Values, texts
from transforms.core import addresses, fields
from transforms.core.errors import OptionsError

_SHARDS_IN_OUTPUT = ("data", "lineage", "dead_letters", "_work")
_IN_OUTPUT = (*_SHARDS_IN_OUTPUT, "quarantine", "manifest.json", "metrics.json")
# Options that say something about one format only.
_OF_FORMAT = {"text_unit": "text", "binary": "code", "revision": "code"}


def find(values: Values, given: Set[str]) -> list[Conflict]:
    """Every contradiction as (field that is to change, mend), in a fixed order.

    Args:
        values: by field name: as validated, or as given where another field is wrong.
        given: the names that were given rather than left at their default.
    """
    own = (_of_format, _fields, _folders, _retries, _keys, _sampling, _listing, _files, _local)
    rules = (*own, *service_conflicts.RULES, *launch_conflicts.RULES)
    return [conflict for rule in rules for conflict in rule(values, given)]


def _of_format(values: Values, given: Set[str]) -> Iterator[Conflict]:
    chosen = values.get("format")
    for name, needed in _OF_FORMAT.items():
        if name in given and isinstance(chosen, str) and chosen != needed:
            yield name, f"is for --format {needed} only; leave it out with --format {chosen}"


def _steps(path: str) -> tuple[str, ...]:
    try:
        return fields.parse(path)
    except OptionsError:
        return ()


def _within(inner: str, outer: str) -> bool:
    inside, outside = _steps(inner), _steps(outer)
    return bool(outside) and inside[: len(outside)] == outside


def _fields(values: Values, given: Set[str]) -> Iterator[Conflict]:
    refined, keeps, drops = (texts(values, f"{kind}_field") for kind in ("text", "keep", "drop"))
    for name, paths in (("text_field", refined), ("keep_field", keeps), ("drop_field", drops)):
        for path in sorted({path for path in paths if paths.count(path) > 1}):
            yield name, f"names {path!r} twice; name it once"
    for path in dict.fromkeys(keeps):
        if path in refined:
            yield "keep_field", f"{path!r} is a text field and is refined; leave one of the two out"
    for drop in dict.fromkeys(drops):
        for kind, paths in (("text", refined), ("keep", keeps)):
            for path in paths:
                if _within(path, drop):
                    yield (
                        "drop_field",
                        f"drops {path!r}, which --{kind}-field names; leave one of the two out",
                    )


def _place(address: str) -> str:
    """The canonical form, so that two spellings of one place are the same."""
    try:
        return addresses.resolve(address).rstrip("/")
    except OptionsError:
        return address  # refused for itself


def _inside(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")


def _would_match(pattern: str, output: str) -> bool:
    """Whether a pattern, now or at the next run, can match the output folder or what is in it."""
    root, rest = addresses.split_pattern(pattern)
    if not _inside(output, root):
        return False
    wanted = rest.split("/") if rest else ["**"]
    below = output.removeprefix(root).strip("/")
    names = below.split("/") if below else []
    return any(_reaches(wanted, [*names, ours]) for ours in _IN_OUTPUT)


def _reaches(wanted: list[str], names: list[str]) -> bool:
    """Whether a path that begins with these names, or a folder on the way to it, can match."""
    for want, name in zip(wanted, names, strict=False):
        if want == "**":
            return True
        if not fnmatchcase(name, want):
            return False
    return True


def _folders(values: Values, given: Set[str]) -> Iterator[Conflict]:
    outputs = texts(values, "output")
    if not outputs:
        return
    output = _place(outputs[0])
    for pattern in texts(values, "input"):
        try:
            searched = addresses.split_pattern(pattern)[0]
            within = _would_match(pattern, output)
        except OptionsError:
            continue  # refused for itself
        if _inside(searched if addresses.has_wildcard(pattern) else _place(pattern), output):
            yield "output", f"holds the input {pattern!r}; give a folder of its own"
        elif within:
            yield "output", f"is within the input {pattern!r}; give a folder outside of it"
    for folder in texts(values, "quarantine"):
        if any(_inside(_place(folder), f"{output}/{ours}") for ours in _SHARDS_IN_OUTPUT):
            yield "quarantine", "is within the refined corpus; give a folder of its own"
        elif _place(folder) == output:
            yield "quarantine", "is the output folder itself; give a folder of its own"


def _retries(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if values.get("overwrite") is not True:
        return
    for name in ("retry_dead_letters", "retry_quarantine"):
        if values.get(name) is True:
            yield name, "re-opens what --overwrite throws away; leave one of the two out"


def _keys(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if "surrogate_key_env" in given and values.get("surrogate_key_secret") is not None:
        yield (
            "surrogate_key_secret",
            "is given beside --surrogate-key-env; leave one of the two out",
        )


def _sampling(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if values.get("sample_share") is not None and values.get("samples") is not None:
        yield "samples", "is given beside --sample-share; leave one of the two out"


def _listing(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if "list_" in values and values["list_"] is not True and values.get("input") in ((), []):
        yield "input", "is missing; give at least one path or pattern"


def _files(values: Values, given: Set[str]) -> Iterator[Conflict]:
    spans, report = texts(values, "spans"), texts(values, "json_")
    if spans and report and _place(spans[0]) == _place(report[0]):
        yield "spans", "is the file of --json too; give another one"


def _local(values: Values, given: Set[str]) -> Iterator[Conflict]:
    runner = values.get("runner")
    if "processes" not in given or not isinstance(runner, str):
        return
    if runner_name(runner) != LOCAL_RUNNER:
        yield "processes", "counts for local runs; leave it out and use the runner's own options"
    for argument in texts(values, "beam_arguments"):
        name = argument.partition("=")[0]
        if name in WORKER_OPTIONS:
            yield "processes", f"is given beside {name}; leave one of the two out"

"""What the value of an option may be: annotated types whose errors are mends.

Each check raises `ValueError` with what to give instead. None of them looks at files or at the
environment: that is for `pipelines.surroundings`, so that options can be built anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from pipelines.arguments import nearest
from pipelines.beam_options import runner_name
from transforms import caches
from transforms.core import addresses, fields, registry
from transforms.core.errors import OptionsError

_KIB = 1 << 10
_LARGEST_BLOCK = 256 << 20  # a worker holds a few blocks at once
_LARGEST_SAMPLE = 1 << 30
_UNITS = {
    "": 1,
    "B": 1,
    "kB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KiB": _KIB,
    "MiB": _KIB**2,
    "GiB": _KIB**3,
}
_SIZE = re.compile(r"(\d{1,15})(?:\.(\d{1,6}))?\s?([a-zA-Z]{0,3})")
# POSIX.1-2017, 8.1: names of environment variables.
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
# Secret Manager, REST resource projects.secrets.versions, and its regional form.
# RFC 3986, 3.2.2 and 3.2.3: a registered name, an IPv4 address or an IPv6 one in brackets; a port.
_HOST_PORT = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):(\d{1,5})")
_SAMPLED = re.compile(r"sample:(\d?\.\d{1,9})")
_SECRET = re.compile(
    r"projects/[\w.:-]+(?:/locations/[\w-]+)?/secrets/[\w-]+/versions/(?:\d+|latest|[\w-]+)"
)


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is a truth value, not a number")
    return value


def size(value: object) -> object:
    """Bytes from "1MiB"; leaves everything that is no string to the number's own check."""
    if not isinstance(value, str):
        return _number(value)
    match = _SIZE.fullmatch(value.strip())
    if match is None or match[3] not in _UNITS:
        raise ValueError(f"give a size in bytes such as 65536 or 1MiB (units:{' '.join(_UNITS)})")
    scaled = int(match[1] + (match[2] or "")) * _UNITS[match[3]]
    whole, left = divmod(scaled, 10 ** len(match[2] or ""))
    if left:
        raise ValueError("give a whole number of bytes")
    return whole


def _listed(value: object) -> object:
    """One value where several may stand, as a list of one."""
    return [value] if isinstance(value, str) else value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; give a value or leave the option out")
    if "\0" in value:
        raise ValueError("holds a NUL character; leave it out")
    return value


def _address(value: str) -> str:
    """An address that `transforms.core.addresses` can read; kept as it was given."""
    try:
        (addresses.split_pattern if addresses.has_wildcard(value) else addresses.resolve)(value)
    except OptionsError as error:
        raise ValueError(error.message) from None
    return value


def _path(value: str) -> str:
    try:
        fields.parse(value)
    except OptionsError:
        raise ValueError(
            "is no field path; write it as text, meta.author or messages[].content"
        ) from None
    return value


def _variable(value: str) -> str:
    if not _VARIABLE.fullmatch(value):
        raise ValueError("give the NAME of an environment variable, not the key itself")
    return value


def _secret(value: str) -> str:
    if not _SECRET.fullmatch(value):
        raise ValueError("give projects/PROJECT/secrets/NAME/versions/VERSION, not the key itself")
    return value


def _host_port(value: str) -> str:
    found = _HOST_PORT.fullmatch(value)
    if found is None or not 0 < int(found[1]) < 1 << 16:
        raise ValueError("give host:port, such as quota.internal:8081")
    return value


def _cache(value: str) -> str:
    """An address that some kind of cache knows; whether it is there it finds out itself."""
    user, at, _ = value.partition("://")[2].rpartition("@")
    if at and ":" in user and not value.lower().startswith(("gs:", "s3:")):
        raise ValueError(
            "holds a password; take it out, and name where it is with --cache-password-env "
            "or --cache-password-secret"
        )
    try:
        caches.kind(value)
    except OptionsError as error:
        raise ValueError(error.message) from None
    return value


def _prescreen(value: str) -> str:
    found = _SAMPLED.fullmatch(value)
    if value not in PRESCREENS and not (found and 0 < float(found[1]) < 1):
        raise ValueError("give all, flagged, or sample:P with P above 0 and below 1")
    return value


def _extension(kind: str, value: str) -> str:
    return _among(registry.names(kind), value)


def _among(known: Sequence[str], value: str) -> str:
    if value not in known:
        near = nearest(value, known)
        hint = f"; did you mean {near}?" if near else ""
        raise ValueError(f"known are {', '.join(known)}{hint}")
    return value


TEXT_UNITS = ("file", "line")
BINARIES = ("keep", "drop")
PRESCREENS = ("all", "flagged")
ALL_CATEGORIES, NO_CATEGORY = "all", "none"
"""As a user gives them to `--premask`."""

Text = Annotated[str, AfterValidator(_text)]
FieldPath = Annotated[str, AfterValidator(_text), AfterValidator(_path)]
Address = Annotated[str, AfterValidator(_text), AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
FieldPaths = Annotated[tuple[FieldPath, ...], BeforeValidator(_listed)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), BeforeValidator(_number)]
Count = Annotated[int, Field(ge=1, le=10**12), BeforeValidator(_number)]
BlockBytes = Annotated[int, Field(ge=1, le=_LARGEST_BLOCK), BeforeValidator(size)]
SampleBytes = Annotated[int, Field(ge=1, le=_LARGEST_SAMPLE), BeforeValidator(size)]

FormatName = Annotated[str, AfterValidator(partial(_extension, "formats"))]
BackendName = Annotated[str, AfterValidator(partial(_extension, "backends"))]
PeerNames = Annotated[
    tuple[Annotated[str, AfterValidator(partial(_extension, "peers"))], ...],
    BeforeValidator(_listed),
]
TextUnit = Annotated[str, AfterValidator(partial(_among, TEXT_UNITS))]
Binary = Annotated[str, AfterValidator(partial(_among, BINARIES))]
VariableName = Annotated[str, AfterValidator(_variable)]
SecretName = Annotated[str, AfterValidator(_secret)]
Port = Annotated[int, Field(ge=0, lt=1 << 16), BeforeValidator(_number)]
Processes = Annotated[int, Field(ge=1, le=256), BeforeValidator(_number)]
BlockSamples = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_number)]
RunnerName = Annotated[str, AfterValidator(runner_name)]
Calls = Annotated[int, Field(ge=1, le=4096), BeforeValidator(_number)]
PackSamples = Annotated[int, Field(ge=1, le=100), BeforeValidator(_number)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False), BeforeValidator(_number)]
Money = Annotated[float, Field(gt=0, allow_inf_nan=False), BeforeValidator(_number)]
HostPort = Annotated[str, AfterValidator(_host_port)]
CacheAddress = Annotated[str, AfterValidator(_text), AfterValidator(_cache)]
Prescreen = Annotated[str, AfterValidator(_prescreen)]

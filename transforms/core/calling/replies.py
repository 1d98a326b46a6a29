"""One call to a model's service and how it ended.

The seam between the refine loop and a backend that speaks to a service: `Service.call` makes one
attempt and gives back a `Reply`, whatever happened; retries, pace and budget live above it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


class End(enum.StrEnum):
    """How a call ended; each is an outcome of its own with its own next step (design, section 7).

    What the service says of the content comes first, then what happened to the call, then what
    concerns the service as a whole and is no outcome of a sample (invariant 9).
    """

    ANSWERED = "answered"
    MAX_TOKENS = "max_tokens"
    SAFETY = "safety"
    PROHIBITED_CONTENT = "prohibited_content"
    RECITATION = "recitation"
    BLOCKLIST = "blocklist"
    SPII = "spii"
    LANGUAGE = "language"
    MALFORMED = "malformed"
    EMPTY = "empty"
    REFUSAL = "refusal"
    OTHER = "other"

    THROTTLED = "throttled"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CUT = "cut"
    TOO_LARGE = "too_large"
    REJECTED = "rejected"

    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    UNKNOWN_MODEL = "unknown_model"
    BILLING = "billing"
    DAILY_QUOTA = "daily_quota"

    @property
    def transient(self) -> bool:
        """Whether the same call may well succeed when it is made again."""
        return self in _TRANSIENT

    @property
    def congestion(self) -> bool:
        """Whether it tells of a quota or of a service with too much to do: 429 and 503."""
        return self in _CONGESTION

    @property
    def service_failure(self) -> bool:
        """Whether nothing that is asked would get an answer: no outcome of a sample."""
        return self in _SERVICE


_TRANSIENT = frozenset(
    {End.THROTTLED, End.OVERLOADED, End.SERVER_ERROR, End.TIMEOUT, End.CUT, End.EMPTY}
)
_CONGESTION = frozenset({End.THROTTLED, End.OVERLOADED})
_SERVICE = frozenset(
    {End.UNAUTHENTICATED, End.FORBIDDEN, End.UNKNOWN_MODEL, End.BILLING, End.DAILY_QUOTA}
)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a call as billed.

    Attributes:
        prompt: sent, without those served from the service's cache.
        cached: sent and served from the service's cache.
        thoughts: of thinking, billed as output.
        output: of the answer, without thoughts.
    """

    prompt: int = 0
    cached: int = 0
    thoughts: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        """All tokens, as a quota of tokens a minute counts them."""
        return self.prompt + self.cached + self.thoughts + self.output

    def __add__(self, other: Usage) -> Usage:
        """The sum of both."""
        return Usage(
            self.prompt + other.prompt,
            self.cached + other.cached,
            self.thoughts + other.thoughts,
            self.output + other.output,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation: `role` is "user" or "model"."""

    role: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One call's content.

    Attributes:
        model: as the service knows it.
        system: the system instruction.
        turns: demonstrations, then the one user message.
        schema: JSON schema of the answer, None for free text.
        temperature: 0 for the likeliest answer.
        max_output_tokens: thoughts included.
        thinking: tokens allowed for thinking: 0 for none, -1 for the service's own choice, None
            where the model does not think.
        unfiltered: whether harm thresholds are off (detoxification, samples of any kind).
        timeout_s: seconds after which the connection is cut.
        estimated_tokens: prompt and answer, for the pace; settled against `Usage`.
    """

    model: str
    system: str = field(repr=False)
    turns: tuple[Turn, ...] = field(repr=False)
    schema: Mapping[str, Any] | None = field(default=None, repr=False)
    temperature: float = 0.0
    max_output_tokens: int = 8192
    thinking: int | None = 0
    unfiltered: bool = True
    timeout_s: float = 120.0
    estimated_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """How one call ended.

    Attributes:
        end: the outcome.
        text: the answer's text, "" where there is none; text from outside, trusted by nobody.
        usage: as billed; None when the service did not say.
        model: the resolved model version, "" when the service did not say.
        retry_after_s: seconds that the service asked to wait (RetryInfo or Retry-After), None when
            it did not.
        status: HTTP status, 0 when there was none.
        reason: a code of the service ("API_KEY_INVALID"), capitals and underscores only.
    """

    end: End
    text: str = field(default="", repr=False)
    usage: Usage | None = None
    model: str = ""
    retry_after_s: float | None = None
    status: int = 0
    reason: str = ""


@runtime_checkable
class Service(Protocol):
    """A model's service, one per process; used inside one asyncio loop only."""

    @property
    def name(self) -> str:
        """As `--backend` takes it."""
        ...

    async def resolve(self, model: str) -> Reply:
        """Asks what `model` stands for, without a token: `end` is ANSWERED and `model` the version.

        Else how that failed.
        """
        ...

    async def call(self, call: Call) -> Reply:
        """One attempt; raises nothing but `asyncio.CancelledError`."""
        ...

    async def close(self) -> None:
        """Closes connections."""
        ...

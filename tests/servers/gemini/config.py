"""What the server is asked to be: data, the same in a thread and, as JSON, in a process."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tests.servers.gemini.kinds import check_kind


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quota(_Data):
    """What the service allows in a minute.

    Attributes:
        requests, tokens: a minute; None for no limit. Tokens are those of the prompt when a call
            is let in, and those of the answer when it is given (which may leave a debt).
        requests_burst, tokens_burst: what may come at once; a tenth of a minute's when not given.
        window: "bucket" fills evenly, "minute" is filled anew every 60 s.
        hint: RetryInfo as the exact time to wait, in whole seconds (up), or not at all.
        header: Retry-After in whole seconds, as HTTP date, or not at all.
        prompt: whether a refusal comes at once, or after the latency of an answer.
    """

    requests: float | None = None
    tokens: float | None = None
    requests_burst: float | None = None
    tokens_burst: float | None = None
    window: Literal["bucket", "minute"] = "bucket"
    hint: Literal["exact", "seconds", "none"] = "exact"
    header: Literal["seconds", "date", "none"] = "none"
    prompt: bool = True


class Latency(_Data):
    """Seconds from the request to the answer.

    Attributes:
        s: the median.
        sigma: of the logarithm; 0 for the same every time, 0.5 for one in a hundred over 3 times.
        most_s: longest of the tail.
        per_output_token_s: added for each token of the answer.
        seed: draws the tail, by request and attempt.
    """

    s: float = 0.0
    sigma: float = 0.0
    most_s: float = 30.0
    per_output_token_s: float = 0.0
    seed: str = ""


class Fault(_Data):
    """What goes wrong (`kinds.py` lists the kinds) and with which calls; all conditions hold.

    Attributes:
        marker: a string in one of the request's texts.
        share: of requests, drawn by `seed` and their texts; of texts where `per` is "text": a
            request is hit by any of its texts.
        fresh: draw anew for every attempt (a stray fault), else a request stays what it is.
        attempts: numbers, 1 for the first: how often these very texts came, past the quota; none
            for all.
        model: only calls of this one.
        calls: first and last number (1-based, 0 for no last) of the requests since the reset,
            those that ask for a model's version included.
        seconds: from and until (0 for ever), since the first request after the reset.
        retry_s: RetryInfo of a 429 or 503 (None for none).
        header_s: Retry-After of it.
        after_s: seconds until it shows; None for the latency of an answer (a 429: at once).

    A fault without marker, share and attempts is weather: it hits every path, before the quota.
    """

    kind: str
    marker: str = ""
    share: float = Field(default=0.0, ge=0, le=1)
    per: Literal["request", "text"] = "request"
    seed: str = ""
    fresh: bool = False
    attempts: tuple[int, ...] = ()
    model: str = ""
    calls: tuple[int, int] | None = None
    seconds: tuple[float, float] | None = None
    retry_s: float | None = None
    header_s: int | None = None
    after_s: float | None = None

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        return check_kind(kind)

    @property
    def weather(self) -> bool:
        """Whether it is the service's, not of certain content."""
        return not self.marker and not self.share and not self.attempts


class Script(_Data):
    """What the scripted model finds; a function of text and `failed` alone, but for what it obeys.

    Attributes:
        finds: whether it finds anything at all; False gives no edits.
        patterns: names of the patterns of `models.PATTERNS` that it knows.
        values: value to category, found as they stand, at word boundaries.
        replacements: value to the model's own replacement; else one is made up from the value.
        forgets: values missed until `failed` names their category.
        forget_share: of all values, likewise, drawn by value.
        never: values that are never found.
        rates: marker to the score of texts that hold it, where scores are asked for.
        obeys: whether it does what texts tell it (commands.py), for the whole request.
    """

    finds: bool = True
    patterns: tuple[str, ...] = ("EMAIL_ADDRESS", "PHONE_NUMBER")
    values: dict[str, str] = Field(default_factory=dict, repr=False)
    replacements: dict[str, str] = Field(default_factory=dict, repr=False)
    forgets: tuple[str, ...] = Field(default=(), repr=False)
    forget_share: float = 0.0
    never: tuple[str, ...] = Field(default=(), repr=False)
    rates: dict[str, float] = Field(default_factory=dict, repr=False)
    obeys: bool = False


class Served(_Data):
    """A model that the service knows.

    Attributes:
        version: what models.get says.
        answers_as: modelVersion of its answers, its name when "".
        thoughts: tokens of thinking of an answer, when thinking is not turned off.
        must_think: whether a thinking budget of 0 is refused, as 2.5 Pro does.
        script: its own behaviour, else that of the server.
    """

    version: str = "001"
    answers_as: str = ""
    thoughts: int = 0
    must_think: bool = False
    script: Script | None = None


class Config(_Data):
    """All of it.

    Attributes:
        models: by name; none for any name, as `Served()`.
        keys: API keys that are let in; none for any, and for none. Bearer tokens are not looked at.
        caches: whether a repeated prefix (all but the last turn) counts as cached.
        most_prompt_tokens: longer ones are refused as 400.
        log: whether every request is kept with time, identity, status and fault.
    """

    latency: Latency = Latency()
    quota: Quota = Quota()
    faults: tuple[Fault, ...] = ()
    script: Script = Script()
    models: dict[str, Served] = Field(default_factory=dict)
    keys: tuple[str, ...] = Field(default=(), repr=False)
    caches: bool = False
    most_prompt_tokens: int = 1_048_576
    log: bool = True

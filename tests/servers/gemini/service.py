"""The service: what becomes of a request, from its arrival to its answer."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from statistics import NormalDist

import orjson

from tests.servers.gemini import kinds, wire
from tests.servers.gemini.config import Config, Fault, Served
from tests.servers.gemini.counts import Counts, Line
from tests.servers.gemini.exchange import WITH_TEXT, Exchange, cut_off, retry_after
from tests.servers.gemini.faults import Plan, spoil
from tests.servers.gemini.http import Connection, Request
from tests.servers.gemini.kinds import PER_MINUTE, PER_MINUTE_TOKENS, Error
from tests.servers.gemini.models import Model
from tests.servers.gemini.quota import Gate
from tests.servers.gemini.wire import Billed, Question

_PAGE = b"<html><head><title>Error</title></head><body><h1>Bad Gateway</h1></body></html>"
_THOUGHT_BUDGET_OFF = 0


class Gemini:
    """All that is behind the listener; used in the loop's thread only."""

    def __init__(self, config: Config, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.counts = Counts()
        self._attempts: Counter[str] = Counter()
        self._prefixes: set[str] = set()
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Goes on with another configuration: full buckets, the same counts."""
        self.config = config
        self._plan = Plan(config.faults)
        self._gate = Gate(config.quota)
        self._model = Model(config.script)
        self._models = {
            name: Model(served.script) if served.script else self._model
            for name, served in config.models.items()
        }

    def reset(self) -> None:
        """As if just started."""
        in_flight = self.counts.in_flight
        self.counts = Counts(in_flight=in_flight)
        self._attempts.clear()
        self._prefixes.clear()
        self.configure(self.config)

    def serve(self, request: Request, connection: Connection) -> None:
        """Takes a request to Gemini's paths."""
        path = wire.path_of(request.path)
        if path is None:
            connection.send(404, _PAGE, kind="text/html")
            return
        now_s = self._loop.time()
        self.counts.arrived(now_s)
        self.counts.connections += not connection.known
        connection.known = True
        exchange = Exchange(request, connection, path, self._left)
        if path.verb == "generateContent":
            self.counts.calls += 1
            self.counts.by_model[path.model] += 1
        else:
            self.counts.others += 1
        number = self.counts.calls + self.counts.others
        fault = self._plan.weather(path.model, number, self.counts.since_first_s(now_s))
        if fault is not None:
            self._strike(exchange, fault)
        elif not self._let_in(exchange):
            return
        elif path.verb == "generateContent":
            self._generate(exchange, number, now_s)
        else:
            self._tell(exchange)

    def _left(self, exchange: Exchange, status: int) -> None:
        now_s = self._loop.time()
        exchange.connection.on_lost = None
        self.counts.left(now_s)
        if exchange.path.verb == "generateContent":
            self.counts.by_status[status] += 1
        if not exchange.connection.open and status:
            self.counts.abandoned += 1
        if self.config.log:
            asked = exchange.question.identity if exchange.question else ""
            at_s = self.counts.since_first_s(now_s)
            self.counts.log.append(
                Line(at_s, asked, exchange.path.model, exchange.attempt, status, exchange.fault)
            )

    def _let_in(self, exchange: Exchange) -> bool:
        """Whether key and model are known; refused else."""
        key = exchange.request.headers.get("x-goog-api-key", "")
        if self.config.keys and key not in self.config.keys:
            self._refuse(exchange, kinds.NAMED["key_invalid"])
            return False
        if self.config.models and exchange.path.model not in self.config.models:
            self._refuse(exchange, kinds.error_of("status:404"))
            return False
        return True

    def _served(self, model: str) -> Served:
        return self.config.models.get(model) or _ANY

    def _tell(self, exchange: Exchange) -> None:
        """A model's description, or a number of tokens."""
        path = exchange.path
        if not path.verb and exchange.request.method == "GET":
            exchange.send(200, wire.description(path, self._served(path.model).version))
        elif path.verb == "countTokens":
            sent = orjson.loads(exchange.request.body)
            body = orjson.dumps(sent.get("generateContentRequest") or sent)
            count = wire.question(path.model, body).prompt_tokens
            exchange.send(200, orjson.dumps({"totalTokens": count}))
        elif path.verb == "batchEmbedContents":
            exchange.send(200, wire.embedded(exchange.request.body))
        else:
            self._refuse(exchange, kinds.error_of("status:404"))

    def _generate(self, exchange: Exchange, number: int, now_s: float) -> None:
        try:
            asked = wire.question(exchange.path.model, exchange.request.body)
        except (ValueError, KeyError, TypeError, AttributeError):
            self._refuse(exchange, kinds.error_of("status:400"))
            return
        exchange.question = asked
        self.counts.samples += len(asked.samples)
        refused = self._refusal(asked)
        if refused is not None:
            self._refuse(exchange, refused)
            return
        wait_s, limit = self._gate.admit(asked.prompt_tokens, now_s)
        if limit:
            self.counts.refused_by[limit] += 1
            self._throttle(exchange, wait_s, limit)
            return
        self._attempts[asked.identity] += 1
        exchange.attempt = self._attempts[asked.identity]
        since_s = self.counts.since_first_s(now_s)
        fault = self._plan.content(asked, exchange.attempt, number, since_s)
        if fault is None:
            self._answer(exchange, asked)
        else:
            self._strike(exchange, fault)

    def _refusal(self, asked: Question) -> Error | None:
        if asked.prompt_tokens > self.config.most_prompt_tokens:
            return kinds.NAMED["too_long"]
        if asked.budget == _THOUGHT_BUDGET_OFF and self._served(asked.model).must_think:
            return kinds.NAMED["must_think"]
        return None

    def _refuse(self, exchange: Exchange, error: Error | None) -> None:
        assert error is not None
        exchange.send(error.code, orjson.dumps(kinds.body_of(error)))

    def _throttle(self, exchange: Exchange, wait_s: float, limit: str) -> None:
        quota = self.config.quota
        error = kinds.NAMED["throttled_vertex" if exchange.path.vertex else "throttled"]
        if error.quota:
            error = error._replace(quota=PER_MINUTE if limit == "requests" else PER_MINUTE_TOKENS)
        hint = {"exact": wait_s, "seconds": float(math.ceil(wait_s)), "none": None}[quota.hint]
        headers = retry_after(None if quota.header == "none" else wait_s, quota.header)
        body = orjson.dumps(kinds.body_of(error, retry_s=hint))
        after_s = 0.0 if quota.prompt else self._latency_s(exchange, 0)
        self._later(after_s, lambda: exchange.send(error.code, body, headers=headers))

    # Answers

    def _answer(self, exchange: Exchange, asked: Question, fault: Fault | None = None) -> None:
        """The model's answer after its time, spoiled where `fault` says so."""
        model = self._models.get(asked.model, self._model)
        text = model.answer(asked)
        kind = fault.kind if fault else ""
        if kind in kinds.SPOILED:
            text = spoil(kind, text, model.entries(asked), asked)
        finish = kind.removeprefix("finish:") if kind.startswith("finish:") else "STOP"
        text, finish = cut_off(text, finish, asked.most_output_tokens)
        billed = self._billed(asked, text)
        self._gate.charge(billed.output + billed.thoughts, self._loop.time())
        body = wire.answer(
            None if kind == "no_parts" or (finish not in WITH_TEXT) else text,
            billed,
            self._served(asked.model).answers_as or asked.model,
            finish=finish,
            blocked=kind.removeprefix("block:") if kind.startswith("block:") else "",
            candidates=kind != "no_candidates",
        )
        whole = kind in ("", "extra_fields", "fenced", "trickle") and finish == "STOP"
        after_s = self._after_s(exchange, fault, billed.output)
        self._later(after_s, lambda: self._give(exchange, billed, body, kind, whole))

    def _give(
        self, exchange: Exchange, billed: Billed, body: bytes, kind: str, whole: bool
    ) -> None:
        """Sends a 200, or the part of it that a fault of the line lets through."""
        assert exchange.question is not None
        self.counts.answered(exchange.question, billed, whole=whole)
        connection = exchange.connection
        if kind == "cut_body":
            exchange.end(200, lambda: connection.send_cut(200, body))
        elif kind == "bad_envelope":
            exchange.send(200, body[: len(body) * 2 // 3])
        elif kind == "empty_envelope":
            exchange.send(200, b"")
        elif kind == "html":
            exchange.end(200, lambda: connection.send(200, _PAGE, kind="text/html"))
        else:
            exchange.send(200, body)

    def _billed(self, asked: Question, text: str) -> Billed:
        cached = asked.prefix_tokens if asked.prefix in self._prefixes else 0
        self._prefixes.add(asked.prefix)
        thoughts = self._served(asked.model).thoughts if asked.thinks else 0
        output = wire.tokens(len(text))
        return Billed(asked.prompt_tokens, cached if self.config.caches else 0, thoughts, output)

    # Faults

    def _strike(self, exchange: Exchange, fault: Fault) -> None:
        kind = exchange.fault = fault.kind
        self.counts.by_fault[kind] += 1
        error = kinds.error_of(kind)
        if error is not None:
            body = orjson.dumps(kinds.body_of(error, retry_s=fault.retry_s))
            headers = retry_after(fault.header_s, "seconds")
            self._later(
                self._after_s(exchange, fault, 0),
                lambda: exchange.send(error.code, body, headers=headers),
            )
        elif kind == "hang":
            exchange.wait_for_ever()
        elif kind in ("cut", "refused"):
            after_s = 0.0 if kind == "refused" else self._after_s(exchange, fault, 0)
            self._later(after_s, lambda: exchange.end(0, exchange.connection.cut))
        elif kind.startswith("html:"):
            status, connection = int(kind.removeprefix("html:")), exchange.connection
            self._later(
                self._after_s(exchange, fault, 0),
                lambda: exchange.end(
                    status, lambda: connection.send(status, _PAGE, kind="text/html")
                ),
            )
        else:
            self._spoil(exchange, fault)

    def _spoil(self, exchange: Exchange, fault: Fault) -> None:
        """A fault of an answer: weather that hits it before it was read, too."""
        if exchange.path.verb != "generateContent":
            self._tell(exchange)
            return
        asked = exchange.question or wire.question(exchange.path.model, exchange.request.body)
        exchange.question = asked
        if fault.kind == "trickle":
            exchange.wait_for_ever()
            text = self._models.get(asked.model, self._model).answer(asked)
            body = wire.answer(text, self._billed(asked, text), asked.model)
            exchange.connection.send_slowly(200, body, fault.after_s or 0.5)
        else:
            self._answer(exchange, asked, fault)

    # Time

    def _after_s(self, exchange: Exchange, fault: Fault | None, output: int) -> float:
        if fault is not None and fault.after_s is not None:
            return fault.after_s
        at_once = fault is not None and fault.kind in _AT_ONCE
        return 0.0 if at_once else self._latency_s(exchange, output)

    def _latency_s(self, exchange: Exchange, output: int) -> float:
        asked = self.config.latency
        s = asked.s
        if asked.sigma and exchange.question is not None:
            drawn = wire.share_of(
                asked.seed, "latency", exchange.question.identity, str(exchange.attempt)
            )
            s = min(s * math.exp(asked.sigma * _NORMAL.inv_cdf(drawn or 1e-9)), asked.most_s)
        return s + asked.per_output_token_s * output

    def _later(self, after_s: float, then: Callable[[], None]) -> None:
        if after_s > 0:
            self._loop.call_later(after_s, then)
        else:
            then()


_ANY = Served()
_NORMAL = NormalDist()
_AT_ONCE = frozenset({"status:429", "throttled", "throttled_vertex", "daily_quota"})

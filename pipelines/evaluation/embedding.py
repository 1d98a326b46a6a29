"""Vectors of texts for evaluations: TF-IDF, or the embeddings of a model where one is named."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.evaluation import vectors
from pipelines.evaluation.vectors import Matrix
from pipelines.evaluation_options import EvaluateDiversityOptions
from transforms import backends
from transforms.backends import Context
from transforms.backends.gemini import Gemini
from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import InputError
from transforms.core.surrogates.engine import SurrogateEngine

_AT_ONCE = 16
_TRIES = 6
_FIRST_WAIT_S = 0.5
_UNUSED_KEY = b"no surrogate is made"


@dataclass(frozen=True)
class Embedder:
    """Makes vectors; travels to workers without a key.

    Attributes:
        model: of Gemini, "" for TF-IDF.
        settings: where the model is.
    """

    model: str = ""
    settings: ModelSettings = field(default_factory=ModelSettings)

    @staticmethod
    def of(options: EvaluateDiversityOptions) -> Embedder:
        """The embedder that the options name."""
        model = options.embeddings or ""
        settings = ModelSettings(
            models=(model,), project=options.project or "", location=options.location or ""
        )
        return Embedder(model, settings) if model else Embedder()

    def check(self) -> None:
        """Raises `OptionsError` when the key of a model is not to be had."""
        if self.model:
            self._service()

    @property
    def label(self) -> str:
        """What the vectors are."""
        return f"embeddings of {self.model}" if self.model else vectors.LABEL

    def embed(self, texts: Sequence[str]) -> Matrix:
        """A row of length 1 per text; zeros for a text without words.

        Raises:
            InputError: the model gave no vector, however often it was asked.
        """
        if not self.model:
            return vectors.tfidf(texts)
        return vectors.scaled(np.array(asyncio.run(self._embedded(texts))))

    def _service(self) -> Gemini:
        context = Context(SurrogateEngine(_UNUSED_KEY), self.settings)
        made = backends.build("gemini", context)
        assert isinstance(made, Gemini)  # noqa: S101 - what its module builds
        return made

    async def _embedded(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        service = self._service()
        places = asyncio.Semaphore(_AT_ONCE)
        try:
            return await asyncio.gather(*(self._one(service, places, text) for text in texts))
        finally:
            await service.close()

    async def _one(
        self, service: Gemini, places: asyncio.Semaphore, text: str
    ) -> tuple[float, ...]:
        ended = ""
        for attempt in range(_TRIES):
            async with places:
                found = await service.embed(self.model, text or " ")
            if isinstance(found, tuple):
                return found
            ended = str(found.end)
            if not found.end.transient:
                break
            await asyncio.sleep(found.retry_after_s or _FIRST_WAIT_S * 2**attempt)
        raise InputError(f"--embeddings {self.model!r}: the model gave no vector ({ended})")

"""Microsoft Presidio with its default recognisers, as far as its installation has a model."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Sequence
from typing import Any

from transforms.core.errors import OptionsError
from transforms.core.protocols import PeerFinding


class Presidio:
    """The analyser; English, its default threshold."""

    name = "presidio"

    def __init__(self, analyzer: Any, entities: Sequence[str]) -> None:
        self._analyzer = analyzer
        self._entities = list(entities)

    def detect(self, text: str) -> list[PeerFinding]:
        """What it finds, ordered by start."""
        found = self._analyzer.analyze(text=text, language="en", entities=self._entities)
        return sorted(PeerFinding(r.start, r.end, r.entity_type) for r in found)


def build() -> Presidio:
    """The analyser without a language model where none is installed: nothing is downloaded.

    Raises:
        OptionsError: it is not installed.
    """
    try:
        analyzer = importlib.import_module("presidio_analyzer")
    except ImportError:
        raise OptionsError(
            "--baseline presidio: is not installed; pip install presidio-analyzer"
        ) from None
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    spacy_model = _spacy_model()
    if spacy_model:
        nlp = {
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": spacy_model}],
        }
        provider = importlib.import_module("presidio_analyzer.nlp_engine").NlpEngineProvider
        engine = analyzer.AnalyzerEngine(
            nlp_engine=provider(nlp_configuration=nlp).create_engine(), supported_languages=["en"]
        )
        return Presidio(engine, engine.get_supported_entities("en"))
    registry = analyzer.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.recognizers = [r for r in registry.recognizers if "Spacy" not in type(r).__name__]
    engine = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=_blank_engine(), supported_languages=["en"]
    )
    return Presidio(engine, engine.get_supported_entities("en"))


def _spacy_model() -> str:
    """The first of the English models that is installed, "" for none."""
    names = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
    return next((name for name in names if importlib.util.find_spec(name) is not None), "")


def _blank_engine() -> Any:
    """An engine that only splits into words, with spaCy's rules and no model."""
    module = importlib.import_module("presidio_analyzer.nlp_engine")
    spacy = importlib.import_module("spacy")
    engine = module.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    return engine

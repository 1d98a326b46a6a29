"""Runs in the peers' environment: a text (JSON string) a line in, its spans (JSON) a line out.

python peer_server.py presidio|presidio_all|detect_secrets < texts > spans
"""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sys
import tempfile


def presidio(*, everything: bool):
    """Presidio's analyzer without a model: patterns, checksums and context words."""
    import presidio_analyzer.predefined_recognizers as predefined
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

        def load(self):
            pass

        def is_loaded(self):
            return True

    engine = Blank()
    registry = RecognizerRegistry()
    if everything:
        for _, kind in inspect.getmembers(predefined, inspect.isclass):
            if issubclass(kind, PatternRecognizer) and kind is not PatternRecognizer:
                with contextlib.suppress(TypeError):  # what takes no language is no pattern's
                    registry.add_recognizer(kind(supported_language="en"))
    else:
        registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    registry.recognizers = [
        r
        for r in registry.recognizers
        if isinstance(r, PatternRecognizer) or r.name in {"PhoneRecognizer"}
    ]
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])

    def find(text):
        return [
            {"start": r.start, "end": r.end, "label": r.entity_type, "score": r.score}
            for r in analyzer.analyze(text=text, language="en", score_threshold=0.4)
        ]

    return find


def detect_secrets():
    """detect-secrets with its default plugins and filters; its lines' secrets located by value."""
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings

    def find(text):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8") as out:
            out.write(text)
        spans = []
        with default_settings():
            secrets = SecretsCollection()
            secrets.scan_file(out.name)
            for _, secret in secrets:
                value = secret.secret_value
                at = text.find(value) if value else -1
                if at >= 0:
                    spans.append(
                        {"start": at, "end": at + len(value), "label": secret.type, "score": 1}
                    )
        os.unlink(out.name)
        return spans

    return find


def main():
    """Answers line by line."""
    name = sys.argv[1]
    find = (
        detect_secrets()
        if name == "detect_secrets"
        else presidio(everything=name == "presidio_all")
    )
    for line in sys.stdin:
        sys.stdout.write(json.dumps(find(json.loads(line))) + "\n")


main()

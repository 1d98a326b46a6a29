"""Peers: what they find comes in our form, and what is missing is said with the mend."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from transforms import peers
from transforms.core.errors import InputError, OptionsError
from transforms.core.protocols import PeerFinding


def module(monkeypatch: pytest.MonkeyPatch, name: str, **contents: Any) -> None:
    made = ModuleType(name)
    for key, value in contents.items():
        setattr(made, key, value)
    monkeypatch.setitem(sys.modules, name, made)


class Client:
    """Speaks as google-cloud-dlp's client does (DlpServiceClient.inspect_content)."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012 - of all clients

    def inspect_content(self, *, request: dict[str, Any]) -> Any:
        self.asked.append(request)
        if "refuse" in request["item"]["value"]:
            raise RuntimeError(request["item"]["value"])
        places = [SimpleNamespace(start=8, end=12), SimpleNamespace(start=0, end=3)]
        findings = [
            SimpleNamespace(
                location=SimpleNamespace(codepoint_range=place),
                info_type=SimpleNamespace(name="PERSON_NAME"),
            )
            for place in places
        ]
        return SimpleNamespace(result=SimpleNamespace(findings=findings))


def test_google_s_service_is_asked_as_its_client_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDR_SDP_PROJECT", "p1")
    module(monkeypatch, "google.cloud.dlp_v2", DlpServiceClient=Client)
    peer = peers.build("sensitive_data_protection")
    found = peer.detect("Ann met Zara")
    assert found == [PeerFinding(0, 3, "PERSON_NAME"), PeerFinding(8, 12, "PERSON_NAME")]
    asked = Client.asked[-1]
    assert asked["parent"] == "projects/p1/locations/global"
    assert asked["inspect_config"]["include_quote"] is False


def test_its_errors_hold_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDR_SDP_PROJECT", "p1")
    module(monkeypatch, "google.cloud.dlp_v2", DlpServiceClient=Client)
    peer = peers.build("sensitive_data_protection")
    with pytest.raises(InputError) as caught:
        peer.detect("refuse this secret text")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    with pytest.raises(InputError, match="600000 characters"):
        peer.detect("x" * 600_000)


@pytest.mark.parametrize("name", ["presidio", "sensitive_data_protection"])
def test_what_is_not_installed_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GDR_SDP_PROJECT", "p1")
    for missing in ("presidio_analyzer", "google.cloud.dlp_v2"):
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(OptionsError, match="pip install"):
        peers.build(name)


def test_an_unknown_peer_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionsError, match="presidio"):
        peers.build("presidium")

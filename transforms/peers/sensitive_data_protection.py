"""Google Sensitive Data Protection (Cloud DLP) through its own client.

    GDR_SDP_PROJECT   the project that is billed; credentials are those of the machine
    GDR_SDP_LOCATION  where it runs, "global" by default

Text goes to the service. Requests hold at most 500,000 bytes (its limit is 524,288).
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from transforms.core.errors import InputError, OptionsError
from transforms.core.protocols import PeerFinding

_MOST_BYTES = 500_000
_INFO_TYPES = (
    "PERSON_NAME", "EMAIL_ADDRESS", "PHONE_NUMBER", "STREET_ADDRESS", "DATE_OF_BIRTH", "IP_ADDRESS",
    "CREDIT_CARD_NUMBER", "IBAN_CODE", "US_SOCIAL_SECURITY_NUMBER", "PASSPORT", "AUTH_TOKEN",
    "GCP_API_KEY", "AWS_CREDENTIALS", "PASSWORD", "URL", "LOCATION", "AGE", "DATE", "MEDICAL_TERM",
    "ORGANIZATION_NAME",
)  # fmt: skip


class SensitiveDataProtection:
    """Inspects text by text."""

    name = "sensitive_data_protection"

    def __init__(self, client: Any, parent: str) -> None:
        self._client = client
        self._parent = parent

    def detect(self, text: str) -> list[PeerFinding]:
        """What it finds, ordered by start; raises `InputError` when the service refuses."""
        if len(text.encode("utf-8", "replace")) > _MOST_BYTES:
            raise InputError(f"text of {len(text)} characters is too long for the service")
        request = {
            "parent": self._parent,
            "inspect_config": {
                "info_types": [{"name": name} for name in _INFO_TYPES],
                "min_likelihood": "POSSIBLE",
                "include_quote": False,
            },
            "item": {"value": text},
        }
        try:
            answer = self._client.inspect_content(request=request)
        except Exception as error:  # noqa: BLE001 - its errors may hold the text
            raise InputError(f"inspection failed ({type(error).__name__})") from None
        return sorted(
            PeerFinding(
                finding.location.codepoint_range.start,
                finding.location.codepoint_range.end,
                finding.info_type.name,
            )
            for finding in answer.result.findings
        )


def build() -> SensitiveDataProtection:
    """The service; raises `OptionsError` when its client or project is missing."""
    project = os.environ.get("GDR_SDP_PROJECT", "")
    if not project:
        raise OptionsError(
            "--baseline sensitive_data_protection: set GDR_SDP_PROJECT to the project that pays"
        )
    try:
        dlp = importlib.import_module("google.cloud.dlp_v2")
    except ImportError:
        raise OptionsError(
            "--baseline sensitive_data_protection: its client is not installed; "
            "pip install google-cloud-dlp"
        ) from None
    location = os.environ.get("GDR_SDP_LOCATION", "global")
    return SensitiveDataProtection(
        dlp.DlpServiceClient(), f"projects/{project}/locations/{location}"
    )

"""A call as the JSON that Gemini's REST API takes, both of the Developer API and of Vertex AI.

Handed to the SDK as it is: converting the same instructions, schema and demonstrations anew for
each call takes it more than twice as long as all the rest (2.3 ms of CPU a call).
Source: https://ai.google.dev/api/generate-content, whose names Vertex AI shares.
"""

from __future__ import annotations

from typing import Any

from transforms.core.calling.replies import Call

_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_UNFILTERED = [{"category": f"HARM_CATEGORY_{name}", "threshold": "OFF"} for name in _HARMS]


def body_of(call: Call) -> dict[str, Any]:
    """The body of the request.

    >>> sorted(body_of(Call("m", "Do.", (), unfiltered=False)))
    ['contents', 'generationConfig', 'systemInstruction']
    """
    body: dict[str, Any] = {
        "contents": [{"role": turn.role, "parts": [{"text": turn.text}]} for turn in call.turns],
        "generationConfig": _generation(call),
    }
    if call.system:
        body["systemInstruction"] = {"role": "user", "parts": [{"text": call.system}]}
    if call.unfiltered:
        body["safetySettings"] = _UNFILTERED
    return body


def _generation(call: Call) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "temperature": call.temperature,
        "candidateCount": 1,
        "maxOutputTokens": call.max_output_tokens,
    }
    if call.schema is not None:
        settings |= {"responseMimeType": "application/json", "responseJsonSchema": call.schema}
    if call.thinking is not None:
        settings["thinkingConfig"] = {"thinkingBudget": call.thinking}
    return settings

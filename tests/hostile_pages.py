"""Texts that try to become markup, script or template when a page shows them."""

from __future__ import annotations

MAIL = "anna.miller@brightwater-mills.com"

TEXTS = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=document.title='owned'>",
    "<!--<script>",
    "]]><script>document.title='owned'</script>",
    "\u2028document.title='owned'//",
    "';document.title='owned';//",
    '";document.title="owned";//',
    "${document.title='owned'}",
    "$script $changes ${title} $$",
    "{{7*7}} {% raw %} <%= 7*7 %> #{7*7}",
    "<a href=\"javascript:document.title='owned'\">x</a>",
    "<style>body{display:none}</style>",
    "<base href=//evil.example/>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "&lt;b&gt; &amp; \u202eevil\u202c \x00 \x7f",
)


def rows() -> list[dict[str, str]]:
    """A row a text, each with something private in it, and ids that are hostile as well."""
    return [
        {"id": f"{text} {number}", "text": f"{text} write to {MAIL} {text}"}
        for number, text in enumerate(TEXTS)
    ]

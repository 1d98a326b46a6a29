"""Fragments that no invented word may hold, because they could offend."""

from __future__ import annotations

import re

UNFIT = re.compile(
    r"fu[ck]|cu[nm]|nig|fag|se[xk]s|tit|poo|ki[ck]e|spic|shit|di[ck]|co[ck]|pus|jew|jap|rap|gay|homo|naz|hit|"
    r"slu|who|bit|kil|die|dea|moron|ass|anal|penis|gypo|wank|twa|perv|pedo|"
    r"хуй|хуе|пизд|бля|жоп|сук|муд|еба|γαμ|μουν|πουτ|καυλ"
)
"""A word with one of them is drawn again."""

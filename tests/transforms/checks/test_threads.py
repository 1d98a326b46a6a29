"""A worker's threads share its checks: many at once find what one alone finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from transforms import checks
from transforms.core import registry

NAMES = ("Ines", "Walder", "Tomas", "Berger", "Claire", "Fontaine", "Jorge", "Medina", "Aiko")


@pytest.mark.parametrize("name", registry.names("checks"))
def test_threads_at_once_find_what_one_alone_finds(name: str) -> None:
    # New words in every text: what a check learns of words, it learns in all threads at once.
    texts = [
        f"Dear {NAMES[n % 9]}, on day {n} Zarv{n:x}ok met Ms {NAMES[n % 7]} Quel{n:x}in in "
        f"Lisbon and wrote to q{n}@mill-house.org about the harvest of the northern fields."
        for n in range(240)
    ]
    groups = [texts[at : at + 6] for at in range(0, len(texts), 6)]
    alone = checks.build(name)
    expected = [alone.find(group) for group in groups]
    shared = checks.build(name)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.find, groups)) == expected

"""What one block carries through the refine loop: its journal, its figures, its answers to keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from transforms.core.asking.items import Proposed
from transforms.core.calling.caller import Tally
from transforms.core.journal import Entry, Journal


@dataclass
class Docket:
    """The papers of a block.

    Attributes:
        journal: answers of this and of earlier attempts at the block.
        tally: figures for the block's part.
        cached: answers of earlier runs, by the key of the item.
        accepted: answers that the judge accepted, by the key of the item: what the cache gets.
        leads: keys of items that whoever holds this docket asks and others may wait for.
    """

    journal: Journal
    tally: Tally = field(default_factory=Counter)
    cached: dict[str, Proposed] = field(default_factory=dict, repr=False)
    accepted: dict[str, Proposed] = field(default_factory=dict, repr=False)
    leads: set[str] = field(default_factory=set, repr=False)

    def for_one(self) -> Docket:
        """The same papers for one sample or pack, which leads nothing yet.

        Nobody waits for what it leads itself.
        """
        return replace(self, leads=set())

    def add(self, key: str, entry: Entry) -> None:
        """Journals an answer; durable after an interval at the latest."""
        self.journal.add(key, entry)

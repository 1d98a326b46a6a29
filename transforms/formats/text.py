"""Plain text in UTF-8: a file is a sample, or each line is one (`--text-unit`).

As lines: a line's text is without its line end, which stays as it is; blank lines are no samples
and are copied through. A new text keeps to its line: line ends in it are written as spaces. As a
file: the whole file is one sample, even an empty one; one larger than `BlockLimits.sample_bytes` is
a dead letter (`too_large`).

A byte order mark stays and is no part of the text. A sample that is not UTF-8 has the defect
`invalid_utf8`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field

from transforms.core import lines
from transforms.core.errors import SampleError
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits, Position, Sample

SUFFIXES: tuple[str, ...] = (".txt", ".text", ".md", ".rst", ".log")

_CHUNK_BYTES = 1 << 20
_LINE_ENDS = re.compile(r"\n|\r\Z")  # what would end the line early, or be taken for its end


def sniff(head: bytes) -> bool:
    """Whether it is UTF-8 without NUL; the last character may be cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def build(fields: FieldOptions) -> Text:
    """The format for these fields."""
    return Text(fields)


@dataclass(frozen=True)
class Text:
    """Plain text as a `Format`."""

    fields: FieldOptions

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """Blocks of lines, or the one position of the file."""
        if self.fields.text_unit == "line":
            yield from lines.cut(source, limits)
        else:
            yield (_whole(source, limits),)

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, TextRows]]:
        """The samples of each position."""
        for position, block in lines.read(source, positions, limits):
            by_line = self.fields.text_unit == "line"
            if by_line:
                units = tuple(_unit(line) for line in lines.split(block))
            else:
                units = (Unit(block, b"", blank=False),)
            yield position, TextRows(units, _samples(units, position.index), by_line)

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """The parts, one after the other."""
        lines.write(source, parts, output)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or a file: its text, its line end, whether it is a blank line, which is no sample."""

    text: bytes = field(repr=False)
    end: bytes
    blank: bool


@dataclass(frozen=True, slots=True)
class TextRows:
    """The lines of a block, or a file, and their samples."""

    units: tuple[Unit, ...] = field(repr=False)
    samples: Sequence[Sample] = field(repr=False)
    by_line: bool

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The block's lines, or the file, as `Rows.encode`."""
        kept, samples = [], iter(self.samples)
        for unit in self.units:
            index = -1 if unit.blank else next(samples).index
            if index in changed and index not in absent:
                kept += [self._written(changed[index][0]), unit.end]
            elif index not in absent:
                kept += [unit.text, unit.end]
        return b"".join(kept)

    def _written(self, text: str) -> bytes:
        line = _LINE_ENDS.sub(" ", text) if self.by_line else text
        return line.encode("utf-8", "replace")


def _unit(line: bytes) -> Unit:
    text = line.removesuffix(b"\n").removesuffix(b"\r")
    return Unit(text, line[len(text) :], lines.is_blank(line))


def _samples(units: Iterable[Unit], index: int) -> list[Sample]:
    return [
        _sample(index + n, unit.text)
        for n, unit in enumerate(unit for unit in units if not unit.blank)
    ]


def _sample(index: int, text: bytes) -> Sample:
    try:
        return Sample(index, (text.decode(),))
    except UnicodeDecodeError:
        return Sample(index, defect="invalid_utf8")


def _whole(source: Source, limits: BlockLimits) -> Position:
    """The position of the whole file: without its byte order mark, never held in memory."""
    start, size, defect = 0, 0, ""
    if lines.head_of(source, len(lines.BOM)) == lines.BOM:
        start = len(lines.BOM)
    try:
        with closing(lines.open_stream(source, limits)) as stream:
            while data := stream.read(_CHUNK_BYTES):
                size += len(data)
    except SampleError as damage:
        defect = damage.reason
    if size - start > limits.sample_bytes:
        defect = defect or "too_large"
    return Position(0, 0, 1, start, size, defect=defect)

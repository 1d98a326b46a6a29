"""The manifest: what an output folder holds, what made it, and whether it is complete."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from transforms.core.errors import NotFoundInStoreError, OutputError
from transforms.core.protocols import Store

FILES = ("data", "lineage", "quarantine", "dead_letters")
OUTCOMES = ("unchanged", "refined", "passthrough", "quarantined", "dead_letter")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FileEntry(_Model):
    """One file or folder of the output: path below OUT (or an address elsewhere), bytes, sha256."""

    path: str
    bytes: int
    sha256: str


class ShardEntry(_Model):
    """One shard.

    Attributes:
        relative: path below OUT/data.
        source: where the original was read.
        id: of the content that was refined (`Shard.id`).
        format, compression, folder: how it is stored.
        bytes: of the original as stored.
        read: samples, as counted by `CutShards`.
        outcomes: samples by outcome; they add up to `read`.
        files: by kind ("data", "lineage", "quarantine", "dead_letters"); what is empty has none.
        counters: figures of its blocks, summed.
    """

    relative: str
    source: str
    id: str
    version: str
    format: str
    compression: str
    folder: bool
    bytes: int
    read: int
    outcomes: dict[str, int]
    files: dict[str, FileEntry]
    counters: dict[str, float]


class Manifest(_Model):
    """The first thing that a run writes (`complete` false), and the last (`complete` true)."""

    gdr: str
    output_version: int
    run_id: str
    epoch: int
    complete: bool
    fingerprint: str
    options: dict[str, object]
    key_id: str
    key_kept: bool
    versions: dict[str, str]
    shards: tuple[ShardEntry, ...] = ()
    vanished: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The manifest's bytes: JSON, indented, the same for equal manifests."""
        return (self.model_dump_json(indent=1) + "\n").encode("utf-8")


def address(output: str) -> str:
    """Where the manifest of an output folder is."""
    return f"{output}/manifest.json"


def load(store: Store, output: str) -> Manifest | None:
    """The manifest of an output folder, None when it has none.

    Raises:
        OutputError: there is one, but not one of ours.
    """
    try:
        data = store.read(address(output))
    except NotFoundInStoreError:
        return None
    try:
        return Manifest.model_validate_json(data)
    except ValidationError:
        raise OutputError(
            "--output holds a manifest.json that this version of gdr cannot read: "
            "choose another --output, or give --overwrite"
        ) from None

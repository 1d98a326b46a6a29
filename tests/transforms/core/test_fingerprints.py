"""Hashes of canonical content, keyed hashes, and what a job and a manifest make of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import stores
from transforms.core.errors import OptionsError, OutputError
from transforms.core.fields import FieldOptions
from transforms.core.fingerprints import canonical, fingerprint, keyed
from transforms.core.job import Job, KeySource
from transforms.core.manifest import FileEntry, Manifest, ShardEntry, load
from transforms.core.records import BlockLimits
from transforms.core.registry import KINDS, module, names

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None)
def test_canonical_json_is_json_of_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
@settings(deadline=None)
def test_the_order_of_keys_makes_no_difference(value: dict[str, int]) -> None:
    assert fingerprint(value) == fingerprint(dict(reversed(value.items())))


def test_keyed_hashes_depend_on_key_and_on_every_part() -> None:
    found = [
        keyed(b"k", "a", "b"), keyed(b"l", "a", "b"), keyed(b"k", "ab"), keyed(b"k", "b", "a"),
        keyed(b"k", "a"), keyed(b"k", "a", ""), keyed(b"k", "\ud800"),
    ]  # fmt: skip
    assert len(set(found)) == len(found)
    assert {len(each) for each in found} == {32}
    # RFC 4231, test case 2, cut to 32 digits.
    assert keyed(b"Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c7"


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": ("b",)}, {"format": "csv"}, {"fields": FieldOptions(text=("body",))},
        {"fields": FieldOptions(binary="drop")}, {"backend": "x"}, {"take": 3}, {"code": "c"},
        {"prompt": "p@2"}, {"prompt_fingerprint": "f"}, {"quarantine": "/q"},
        {"limits": BlockLimits(sample_bytes=9)},
    ],
)  # fmt: skip
def test_what_decides_bytes_changes_a_jobs_fingerprint(change: dict[str, object]) -> None:
    assert replace(Job(), **change).fingerprint("k") != Job().fingerprint("k")  # type: ignore[arg-type] # a table


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": "r"}, {"started_s": 5.0}, {"output": "/o"}, {"reopen": ("dead_letter",)},
        {"limits": BlockLimits(bytes=9, samples=9)}, {"key": KeySource(env="OTHER")},
    ],
)  # fmt: skip
def test_what_decides_no_bytes_changes_nothing(change: dict[str, object]) -> None:
    assert replace(Job(), **change).fingerprint("k") == Job().fingerprint("k")  # type: ignore[arg-type] # a table


def test_a_short_key_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    source = KeySource(env="SOME_KEY")
    monkeypatch.delenv("SOME_KEY", raising=False)
    assert source.from_env() is None
    monkeypatch.setenv("SOME_KEY", "only-fifteen-ch")
    with pytest.raises(OptionsError, match="shorter than 16") as raised:
        source.from_env()
    assert "only-fifteen" not in str(raised.value)
    monkeypatch.setenv("SOME_KEY", "exactly-16-bytes")
    assert source.from_env() == b"exactly-16-bytes"


def test_a_drawn_key_is_read_where_it_is(tmp_path: Path) -> None:
    store = stores.build(str(tmp_path))
    source = KeySource(file=f"{tmp_path}/key")
    assert (source.from_file(store), KeySource().from_file(store)) == (None, None)
    store.put(source.file, b"drawn")
    assert source.from_file(store) == b"drawn"


MANIFEST = Manifest(
    gdr="0", output_version=1, run_id="r", epoch=1, complete=True, fingerprint="f", options={},
    key_id="k", key_kept=True, versions={},
    shards=(
        ShardEntry(
            relative="é\n.jsonl", source="s", id="i", version="v", format="jsonl", compression="",
            folder=False, bytes=1, read=1, outcomes={"unchanged": 1}, counters={},
            files={"data": FileEntry(path="data/é", bytes=1, sha256="0")},
        ),
    ),
)  # fmt: skip


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    store = stores.build(str(tmp_path))
    assert load(store, str(tmp_path)) is None
    store.put(f"{tmp_path}/manifest.json", MANIFEST.encode())
    assert load(store, str(tmp_path)) == MANIFEST


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"secret": "text"}'])
def test_a_manifest_that_is_not_ours_is_refused_without_its_text(
    tmp_path: Path, data: bytes
) -> None:
    store = stores.build(str(tmp_path))
    store.put(f"{tmp_path}/manifest.json", data)
    with pytest.raises(OutputError, match="cannot read") as raised:
        load(store, str(tmp_path))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_extension_is_found_by_its_files_name(kind: str) -> None:
    assert names(kind)
    for name in names(kind):
        assert module(kind, name).__name__ == f"transforms.{kind}.{name}"


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("formats", "jsnl", "unknown format 'jsnl': .*did you mean jsonl"),
        ("stores", "secrets", "unknown store"),
        ("checks", "pii", "unknown check"),
        ("backends", "../local", "unknown backend"),
        ("metrics", "__init__", "unknown metric"),
        ("formats", "", "unknown format ''"),
    ],
)
def test_an_unknown_extension_is_refused_with_the_nearest(kind: str, name: str, said: str) -> None:
    with pytest.raises(OptionsError, match=said):
        module(kind, name)

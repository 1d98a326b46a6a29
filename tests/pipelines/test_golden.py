"""The same input and key give the same bytes from one version of gdr to the next.

Where bytes change on purpose, raise `OUTPUT_VERSION` in transforms/core/fingerprints.py, so that a
half-finished output is not finished with other bytes, and write the expectations anew:

    python -m tests.pipelines.test_golden
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import runs
from transforms.core.fingerprints import OUTPUT_VERSION, fingerprint

EXPECTED = Path(__file__).parent.parent / "golden" / "expected.json"

SENTENCES = (
    "Please write to nadia.ferrow@quillmarket-press.com before noon.",
    "Nothing private stands in this sentence.",
    "The invoice is paid to IBAN DE89 3704 0044 0532 0130 00 by the end of the month.",
    "The server at 54.93.12.7 answers, and so does nadia.ferrow@quillmarket-press.com.",
    "Zoë wrote from zoe.brandt@harborlight-books.com, twice: zoe.brandt@harborlight-books.com.",
)


def write_corpus(folder: Path) -> None:
    """The same few rows in every format."""
    runs.write_jsonl(
        folder / "rows" / "a.jsonl", [{"id": n, "text": s} for n, s in enumerate(SENTENCES)]
    )
    (folder / "rows" / "b.csv").write_text(
        "id;text\r\n" + "".join(f'{n};"{s}"\r\n' for n, s in enumerate(SENTENCES)), "utf-8"
    )
    (folder / "rows" / "c.txt").write_text("\n".join(SENTENCES), "utf-8")
    table = pa.table({"id": range(len(SENTENCES)), "text": SENTENCES})
    pq.write_table(table, folder / "rows" / "d.parquet")
    schema = {"type": "record", "name": "Row", "fields": [{"name": "text", "type": "string"}]}
    with (folder / "rows" / "e.avro").open("wb") as stream:
        fastavro.writer(stream, schema, [{"text": s} for s in SENTENCES], sync_marker=b"s" * 16)
    source = folder / "repos" / "one" / "src"
    source.mkdir(parents=True)
    (source / "mail.py").write_text("".join(f"# {s}\n" for s in SENTENCES) + "SENT = 5\n", "utf-8")


def content(path: Path) -> object:
    """What a file says, for formats whose library decides about the bytes around it."""
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with path.open("rb") as stream:
        return list(fastavro.reader(stream))


def refined(folder: Path) -> dict[str, Any]:
    """Hashes of all products of a run over the corpus, with the version that they stand for."""
    write_corpus(folder)
    found: dict[str, str] = {}
    for name, more in (("rows", ()), ("repos", ("--format", "code"))):
        output = folder / f"out-{name}"
        ran = runs.refine(f"{folder}/{name}/*", output, *more)
        assert (ran.status, ran.err) == (0, "")
        for path, digest in runs.products(output).items():
            by_content = path.startswith("data/") and path.endswith((".parquet", ".avro"))
            whole = fingerprint(content(output / path)) if by_content else digest
            found[f"{name}/{path}"] = whole
    return {"output_version": OUTPUT_VERSION, "sha256": dict(sorted(found.items()))}


@pytest.mark.filterwarnings("default")
def test_the_output_has_the_bytes_of_its_version(tmp_path: Path) -> None:
    expected, found = runs.read_json(EXPECTED), refined(tmp_path)
    anew = "run `python -m tests.pipelines.test_golden` and commit tests/golden/expected.json"
    assert found["output_version"] == expected["output_version"], f"OUTPUT_VERSION changed: {anew}"
    names = {*found["sha256"], *expected["sha256"]}
    changed = sorted(n for n in names if found["sha256"].get(n) != expected["sha256"].get(n))
    assert not changed, (
        f"same input, other bytes: {', '.join(changed)}. If that is meant, raise OUTPUT_VERSION in "
        f"transforms/core/fingerprints.py, {anew}"
    )


def test_the_golden_output_holds_no_value_of_the_input(tmp_path: Path) -> None:
    refined(tmp_path)
    private = (b"nadia.ferrow", b"zoe.brandt", b"3704 0044", b"54.93.12.7")
    for path in tmp_path.glob("out-*/data/**/*"):
        if path.is_file():
            data = (
                json.dumps(content(path)).encode() if path.suffix in {".parquet", ".avro"} else b""
            )
            assert not [value for value in private if value in path.read_bytes() + data], path.name


def _write_expected() -> None:
    with tempfile.TemporaryDirectory() as folder:
        EXPECTED.write_text(json.dumps(refined(Path(folder)), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    _write_expected()

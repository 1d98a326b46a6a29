"""Writes the corpus of code: three repositories as folders, one as a .zip, one as a .tar.gz."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from tests.corpora.bundles import Member, bundle, picture
from tests.corpora.render import Ledger, render

FOLDERS = ("harbor-tide", "quill-desk", "ember-gateway")
_ZIP_TIME = (2024, 5, 28, 12, 0, 0)
_TAR_TIME = 1716897600  # the same moment


def write_code(root: Path, ledger: Ledger) -> None:
    """All repositories; a sample is a file or a link."""
    for name in FOLDERS:
        shutil.rmtree(root / "repos" / name, ignore_errors=True)
        for member in bundle(f"code/{name}.txt"):
            _write_member(root / "repos" / name / member.path, member, _data(name, member, ledger))
        ledger.samples[f"repos/{name}"] = len(bundle(f"code/{name}.txt"))
    (root / "repos/ledger-batch.zip").write_bytes(_zip("ledger-batch", ledger))
    (root / "repos/sensor-core.tar.gz").write_bytes(_tar("sensor-core", ledger))


def _data(repository: str, member: Member, ledger: Ledger) -> bytes:
    if member.target:
        return member.target.encode()
    if member.picture:
        return picture()
    return render(member.text, f"code/{repository}/{member.path}", {}, ledger).encode()


def _mode(member: Member) -> int:
    if member.target:
        return stat.S_IFLNK | 0o777
    return stat.S_IFREG | (0o755 if member.executable else 0o644)


def _write_member(path: Path, member: Member, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.target:
        os.symlink(member.target, path)
        return
    path.write_bytes(data)
    path.chmod(stat.S_IMODE(_mode(member)))


def _zip(name: str, ledger: Ledger) -> bytes:
    out = io.BytesIO()
    members = bundle(f"code/{name}.txt")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member in members:
            info = zipfile.ZipInfo(f"{name}/{member.path}", _ZIP_TIME)
            info.create_system = 3  # Unix, whoever builds it: else the modes mean nothing
            info.external_attr = _mode(member) << 16
            info.compress_type = zipfile.ZIP_STORED if member.picture else zipfile.ZIP_DEFLATED
            archive.writestr(info, _data(name, member, ledger))
    ledger.samples[f"repos/{name}.zip"] = len(members)
    return out.getvalue()


def _tar(name: str, ledger: Ledger) -> bytes:
    out = io.BytesIO()
    members = bundle(f"code/{name}.txt")
    folders = {str(parent) for m in members for parent in PurePosixPath(name, m.path).parents}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for folder in sorted(folders - {"."}):
            archive.addfile(_info(folder, tarfile.DIRTYPE, 0o755))
        for member in members:
            data = _data(name, member, ledger)
            kind = tarfile.SYMTYPE if member.target else tarfile.REGTYPE
            info = _info(f"{name}/{member.path}", kind, stat.S_IMODE(_mode(member)))
            info.linkname, info.size = member.target, 0 if member.target else len(data)
            archive.addfile(info, io.BytesIO(data))
    ledger.samples[f"repos/{name}.tar.gz"] = len(members)
    return gzip.compress(out.getvalue(), 9, mtime=0)


def _info(path: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type, info.mode, info.mtime = kind, mode, _TAR_TIME
    info.uname = info.gname = "build"
    return info

"""Addresses of files, objects and folders as plain strings: no input or output happens here.

    /data/corpus/a.jsonl, corpus/a.jsonl, ~/corpus, file:///data/corpus    this machine: "file"
    gs://bucket/corpus/a.jsonl, s3://bucket/corpus/a.jsonl                 an object store

`resolve` gives the one canonical form (a local one is an absolute path without `file://`); all
functions take any form and give the canonical one. A percent character is a character: nothing is
decoded. Names of this machine that are not UTF-8 travel as lone surrogates (PEP 383).

Patterns: `*` any characters of a name, `?` one of them, `[abc]` `[!abc]` `[a-z]` one of a class,
`**` as a whole name any number of folders, none included. A leading dot is no exception: what a
pattern leaves out, it leaves out visibly. A wildcard as a plain character stands in brackets:
`[*]`, `[[]`.
"""

from __future__ import annotations

import fnmatch
import os
import re

from transforms.core.errors import InputError, OptionsError, StoreError

LOCAL = "file"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")  # RFC 3986, section 3.1
_ONE_SLASH = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/(?!/)")
_WILDCARD = re.compile(r"[*?\[]")
_LONGEST_KEY = 1024  # https://cloud.google.com/storage/quotas, S3 userguide/object-keys.html
_ANY_DEPTH = "**"
_NAMES_BEFORE_KEY = 3  # "gs:", "" and the bucket


def scheme(uri: str) -> str:
    """The scheme in lower case, "file" for a path of this machine.

    Raises:
        OptionsError: one slash instead of two: `gs:/bucket` would be a local folder named `gs:`.
    """
    found = _SCHEME.match(uri)
    if found:
        return found[1].lower()
    near = _ONE_SLASH.match(uri)
    if near:
        raise OptionsError(
            f"address {uri!r}: write {near[1]}:// with two slashes, or ./ before a local path"
        )
    return LOCAL


def resolve(uri: str) -> str:
    """The canonical form of an address; that of a canonical form is itself.

    Locally: `~` expanded, made absolute, `.`, `..`, doubled and final slashes removed (as text: a
    link before `..` is not looked at). In an object store every character after the bucket counts
    and stays.

    Raises:
        OptionsError: empty, with a NUL, without a bucket, or `file://` with a host.
    """
    if not uri or "\0" in uri:
        raise OptionsError(f"address of {len(uri)} characters: it is empty or holds a NUL")
    kind = scheme(uri)
    if kind != LOCAL:
        bucket, key = split_bucket(uri)
        return f"{kind}://{bucket}" + ("/" + key if _has_path(uri) else "")
    return _absolute(_without_file_scheme(uri))


def split_bucket(uri: str) -> tuple[str, str]:
    """The bucket and the key of an object's address, the key exactly as it stands.

    >>> split_bucket("gs://bucket/a//b%20c")
    ('bucket', 'a//b%20c')
    """
    bucket, _, key = uri.partition("://")[2].partition("/")
    if not bucket:
        raise OptionsError(f"address {uri!r}: a bucket is missing after ://")
    return bucket, key


def split_folder(uri: str) -> tuple[str, str]:
    """The bucket and the prefix that the keys below a folder begin with: "" or ending with '/'.

    >>> split_folder("gs://bucket/a")
    ('bucket', 'a/')
    """
    bucket, key = split_bucket(uri)
    return bucket, key and _as_folder(key)


def checked_key(key: str) -> str:
    """The key itself, if an object of GCS or S3 can have it.

    Raises:
        StoreError: empty, no Unicode text, or longer than the 1024 bytes of UTF-8 that both allow.
    """
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        size = 0
    if not 0 < size <= _LONGEST_KEY:
        code = "name_too_long" if size else "invalid_name"
        raise StoreError(f"object name of {len(key)} characters: {code}")
    return key


def join(base: str, *relative: str) -> str:
    """The address below folder `base` that the relative paths name, one below the other.

    Raises:
        InputError: a relative path is absolute, has a `.` or `..` or NUL in it, or, below a local
            folder, an empty name (`a//b` and `a/b` would be one file). Its text is not shown:
            names of a corpus can be private.
    """
    address = resolve(base)
    local = scheme(address) == LOCAL
    for path in relative:
        _refuse_escape(path, local)
        address = _as_folder(address) + path
    return address


def relative(base: str, uri: str) -> str:
    """The path of `uri` below folder `base`, as `join` takes it to give `uri` again.

    Raises:
        InputError: `uri` is not below `base`.
    """
    folder, address = _as_folder(resolve(base)), resolve(uri)
    if not address.startswith(folder) or address == folder:
        raise InputError(f"address of {len(address)} characters is not below its folder")
    return address[len(folder) :]


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern holds `*`, `?` or `[`."""
    return _WILDCARD.search(pattern) is not None


def split_pattern(pattern: str) -> tuple[str, str]:
    """The folder that a pattern searches, and the rest of the pattern below it.

    The folder is the longest part without a wildcard; where there is none, the folder of the file
    named. A final slash (or `.` or `..`) names a folder as a whole, with "" for the rest. Give the
    pattern as the user wrote it: a bracket in the working directory's name is no wildcard.

    >>> split_pattern("/corpus/en/**/*.jsonl.gz")
    ('/corpus/en', '**/*.jsonl.gz')
    >>> split_pattern("gs://bucket/en/a.jsonl")
    ('gs://bucket/en', 'a.jsonl')

    Raises:
        OptionsError: the bucket holds a wildcard, or `..` comes after one.
    """
    local = scheme(pattern) == LOCAL
    if not local and has_wildcard(split_bucket(pattern)[0]):
        raise OptionsError(f"pattern {pattern!r}: the bucket cannot hold a wildcard")
    if not has_wildcard(pattern):
        return _split_plain(pattern, local)
    names = pattern.split("/")
    fixed = 0 if local else _NAMES_BEFORE_KEY
    while not has_wildcard(names[fixed]) and (local or names[fixed]):
        fixed += 1
    rest = [name for name in names[fixed:] if not local or name not in {"", "."}]
    if ".." in rest:
        raise OptionsError(f"pattern {pattern!r}: .. cannot come after a wildcard")
    root = "/".join([*names[:fixed], ""]) or "."
    return resolve(root).removesuffix("/") or "/", "/".join(rest)


def _split_plain(pattern: str, local: bool) -> tuple[str, str]:
    address = resolve(pattern)
    whole = pattern.rpartition("/")[2] in ({"", ".", ".."} if local else {""})
    if whole or (not local and not split_bucket(address)[1]):
        return address.removesuffix("/") or "/", ""
    root, _, rest = address.rpartition("/")
    return root or "/", rest


def matches(pattern: str, uri: str) -> bool:
    """Whether an address is one that the pattern means; without a wildcard, whether it is the same.

    Takes time linear in the number of names times that of the pattern's: no name makes it slow.
    """
    root, rest = split_pattern(pattern)
    folder, address = _as_folder(root), resolve(uri)
    if not rest:
        return _as_folder(address) == folder
    below = address.removeprefix(folder)
    return address.startswith(folder) and _match_names(rest.split("/"), below.split("/"))


def _match_names(wanted: list[str], names: list[str]) -> bool:
    places = _past_any_depth(wanted, {0})
    for name in names:
        after = set()
        for place in places:
            if place < len(wanted) and wanted[place] == _ANY_DEPTH:
                after.add(place)
            elif place < len(wanted) and fnmatch.fnmatchcase(name, wanted[place]):
                after.add(place + 1)
        places = _past_any_depth(wanted, after)
    return len(wanted) in places


def _past_any_depth(wanted: list[str], places: set[int]) -> set[int]:
    reached = set(places)
    for place in places:
        at = place
        while at < len(wanted) and wanted[at] == _ANY_DEPTH:
            at += 1
            reached.add(at)
    return reached


def _refuse_escape(path: str, local: bool) -> None:
    names = path.split("/")
    if path.startswith("/") or "\0" in path or not path:
        raise InputError(f"relative path of {len(path)} characters is absolute, empty or has a NUL")
    if "." in names or ".." in names:
        raise InputError(f"relative path of {len(path)} characters has a name . or .. in it")
    if local and "" in names:
        raise InputError(f"relative path of {len(path)} characters has an empty name in it")


def _as_folder(address: str) -> str:
    return address if address.endswith("/") else address + "/"


def _has_path(uri: str) -> bool:
    return "/" in uri.partition("://")[2]


def _without_file_scheme(uri: str) -> str:
    found = _SCHEME.match(uri)
    if not found:
        return os.path.expanduser(uri)
    host, slash, path = uri[found.end() :].partition("/")
    if host not in {"", "localhost"} or not slash:
        raise OptionsError(
            f"address {uri!r}: write file:/// with three slashes and an absolute path"
        )
    return slash + path


def _absolute(path: str) -> str:
    # POSIX lets exactly two leading slashes mean something else, and abspath keeps them.
    return "/" + os.path.abspath(path).lstrip("/")

"""Our errors survive a runner, which hands on only strings."""

from __future__ import annotations

import pickle
import traceback

import pytest

from transforms.core import errors
from transforms.core.errors import GdrError, OptionsError, SampleError, StoreError, recover


def classes(root: type[GdrError] = GdrError) -> list[type[GdrError]]:
    return [root, *(found for child in root.__subclasses__() for found in classes(child))]


def test_every_class_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in classes()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", [k for k in classes() if k is not SampleError])
def test_an_error_is_recovered_from_a_traceback(kind: type[GdrError]) -> None:
    try:
        raise kind("--input 'x': 3 things")
    except GdrError:
        report = traceback.format_exc()
    found = recover(f"RuntimeError: {report} [while running 'ReadBlocks/Read']")
    assert type(found) is kind
    assert found is not None
    assert found.message.startswith("--input 'x': 3 things")
    assert found.exit_status == kind.exit_status


def test_the_last_of_several_is_the_one() -> None:
    report = f"{StoreError('first')}\n{OptionsError('second')}\n"
    assert type(recover(report)) is OptionsError


@pytest.mark.parametrize("report", ["", "ValueError: some text", "[gdr] x", "[gdr:] x"])
def test_what_is_not_ours_is_none(report: str) -> None:
    assert recover(report) is None


def test_an_unknown_code_is_still_an_error_of_ours() -> None:
    assert type(recover("[gdr:of_a_later_version] words")) is GdrError


def test_a_sample_error_keeps_stage_and_reason_and_travels() -> None:
    error = pickle.loads(pickle.dumps(SampleError("read", "too_large")))
    assert (error.stage, error.reason, str(error)) == ("read", "too_large",
                                                       "[gdr:sample] read too_large")  # fmt: skip
    assert type(recover(str(error))) is GdrError


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert errors.__doc__ is not None
    for kind in GdrError.__subclasses__():
        assert kind.__name__ in errors.__doc__

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.errors import PartError
from transforms.core.repositories.frames import Frame, pack, unpack
from transforms.core.repositories.members import Kind

FRAMES = st.lists(
    st.builds(
        Frame,
        st.sampled_from([Kind.FILE, Kind.LINK, Kind.FOLDER]),
        st.binary(max_size=20),
        st.integers(0, 0o777),
        st.integers(0, 2**33),
        st.binary(max_size=9),
        st.binary(max_size=50),
    ),
    max_size=5,
)


@given(FRAMES)
def test_frames_come_back_as_they_went_in(frames: list[Frame]) -> None:
    assert list(unpack(pack(frames))) == frames


@given(FRAMES, FRAMES)
def test_packed_frames_can_be_put_one_after_another(
    first: list[Frame], second: list[Frame]
) -> None:
    assert list(unpack(pack(first) + pack(second))) == first + second


def test_damaged_frames_are_refused_without_showing_them() -> None:
    packed = pack([Frame(Kind.FILE, b"secret", 0, 0, b"", b"secret")])
    for damaged in (packed[:-1], packed[:5], b"\x09" + packed[1:]):
        with pytest.raises(PartError) as caught:
            list(unpack(damaged))
        assert "secret" not in str(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None

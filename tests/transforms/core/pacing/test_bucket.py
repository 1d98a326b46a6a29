"""The bucket of a quota by the minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.pacing.bucket import BURST_S, SLACK, Bucket

AMOUNTS = st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 40)), max_size=60)


def opened(quota: float | None) -> Bucket:
    bucket = Bucket()
    bucket.open(quota, 0.0)
    return bucket


@given(AMOUNTS)
def test_no_stretch_of_time_gets_more_than_burst_and_rate(
    amounts: list[tuple[float, float]],
) -> None:
    bucket = opened(60.0 * 100)
    now, used = 0.0, []
    for pause, amount in amounts:
        now += pause
        used.append((bucket.reserve(amount, now), amount))
    for first in range(len(used)):
        for last in range(first, len(used)):
            span = used[last][0] - used[first][0]
            total = sum(amount for _, amount in used[first : last + 1])
            assert total <= bucket.burst + bucket.rate * span + 1e-6, (first, last)


@given(AMOUNTS)
def test_who_comes_first_goes_first(amounts: list[tuple[float, float]]) -> None:
    bucket = opened(600.0)
    now, times = 0.0, []
    for pause, amount in amounts:
        now += pause
        times.append(bucket.reserve(min(amount, 5.0), now))
    assert all(at >= 0 for at in times)


def test_without_a_quota_everything_may_go() -> None:
    assert opened(None).reserve(1e9, 5.0) == 5.0


def test_what_is_given_back_is_there_again() -> None:
    bucket = opened(600.0)
    burst = 10 * BURST_S * (1 - SLACK) - 0.01
    assert bucket.reserve(burst, 0.0) == 0.0
    assert bucket.reserve(1.0, 0.0) == pytest.approx(0.099)
    bucket.give_back(1.0 + burst)
    assert bucket.reserve(burst - 1, 0.0) == 0.0


def test_what_is_larger_than_the_bucket_waits_until_it_is_full_and_leaves_a_debt() -> None:
    bucket = opened(600.0)
    assert bucket.reserve(10.0, 0.0) == 0.0
    at = bucket.reserve(1000.0, 0.0)
    assert 1.0 < at < 2.0
    assert bucket.reserve(1.0, at) > 90.0

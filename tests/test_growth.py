"""The measure of growth lets linear work pass and catches work that grows with its square."""

from __future__ import annotations

import pytest

from tests.growth import assert_grows_no_faster


def test_work_in_proportion_passes():
    assert_grows_no_faster(lambda: sum(range(200_000)), lambda: sum(range(400_000)), ratio=3, noise=0.03)


def test_work_that_grows_with_the_square_fails():
    def square(size):
        return sum(1 for _ in range(size) for _ in range(size))

    with pytest.raises(AssertionError, match=r"squares: .* s, then .* s"):
        assert_grows_no_faster(lambda: square(300), lambda: square(2_400), ratio=10, noise=0.01, of="squares")

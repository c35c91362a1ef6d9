"""One address asks as often as it may, and nobody else pays for it."""

from __future__ import annotations

import pytest

from centralino.web import limits
from centralino.web.limits import Limits, retry_after

pytestmark = pytest.mark.unit


def test_a_burst_then_the_rate() -> None:
    gate = Limits(rate=2, burst=3)
    assert [gate.admit("10.0.0.1", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert gate.admit("10.0.0.1", 0.25) == 0.25, "being refused does not make it longer"
    assert gate.admit("10.0.0.1", 0.5) == 0
    assert gate.admit("10.0.0.1", 0.5) == 0.5


def test_a_rest_fills_the_bucket_and_no_further() -> None:
    gate = Limits(rate=1, burst=2)
    for _ in range(2):
        gate.admit("10.0.0.1", 0.0)
    assert [gate.admit("10.0.0.1", 1000.0) for _ in range(3)] == [0, 0, 1]


def test_another_address_is_not_held_up() -> None:
    gate = Limits(rate=1, burst=1)
    gate.admit("10.0.0.1", 0.0)
    assert gate.admit("10.0.0.1", 0.0) > 0
    assert gate.admit("10.0.0.2", 0.0) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:10.0.0.1", "10.0.0.1")],
)
def test_one_host_with_several_names_is_one(first: str, second: str) -> None:
    gate = Limits(rate=1, burst=1)
    gate.admit(first, 0.0)
    assert gate.admit(second, 0.0) > 0


def test_a_flood_of_addresses_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESSES", 100)
    gate = Limits(rate=1, burst=5)
    for number in range(1000):
        gate.admit(f"10.0.{number // 256}.{number % 256}", 0.0)
    assert len(gate._buckets) == 100
    gate.admit("10.9.9.9", 60.0)
    assert len(gate._buckets) == 1, "what is full again is forgotten"


@pytest.mark.parametrize(("wait", "told"), [(0.001, "1"), (1.0, "1"), (1.2, "2")])
def test_the_wait_is_told_in_whole_seconds(wait: float, told: str) -> None:
    assert retry_after(wait) == told

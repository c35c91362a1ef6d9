"""The rules and the estimate at work on a simulated floor: a short form of `python -m bench.routing`."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from bench.erlang import ErlangC, first_come_first_served
from bench.routing import LONG_S, answered, run
from bench.scenario import five_languages, one_skill
from bench.simulation import Simulation

pytestmark = pytest.mark.unit


def test_erlang_c_against_published_values() -> None:
    """Two servers have a closed form, 2 ρ² / (1 + ρ); ten at 80 % are in every table."""
    assert ErlangC(2, 1.0, 60).waits == pytest.approx(1 / 3)
    assert ErlangC(1, 0.5, 60).mean_wait == pytest.approx(60)
    assert ErlangC(10, 8.0, 60).waits == pytest.approx(0.409, abs=0.001)


@pytest.mark.parametrize(("servers", "load"), [(8, 0.7), (20, 0.8), (8, 0.9)])
def test_first_come_first_served_waits_as_erlang_c_foretells(servers: int, load: float) -> None:
    rng = np.random.default_rng(1)
    handling = load * servers * 3.6
    calls = zip(rng.exponential(3.6, 1_000_000).cumsum(), rng.exponential(handling, 1_000_000), strict=True)
    formula = ErlangC(servers, load * servers, handling)
    waits = np.array(first_come_first_served(calls, servers))
    assert waits.mean() == pytest.approx(formula.mean_wait, rel=0.1)
    assert (waits <= 20).mean() == pytest.approx(formula.service_level(20), rel=0.1)


def test_the_rules_serve_one_skill_first_come_first_served() -> None:
    """Call by call, so what holds of that queue in the long run holds of the rules, which a short run is too uneven to
    show: 500,000 calls at 90 % are good to 6 %."""
    scenario = one_skill(20, 0.9)
    simulation = Simulation(scenario, seed=1)
    simulation.run(3 * 3600)
    callers = list(simulation.callers.values())
    foretold = first_come_first_served(((caller.came, caller.lasts) for caller in callers), 20)
    seen = [(caller.wait, wait) for caller, wait in zip(callers, foretold, strict=True) if caller.answered is not None]
    assert sum(wait > 0 for _, wait in seen) > 1000
    assert all(abs(wait - other) < 0.001 for wait, other in seen)


def test_callers_are_told_the_truth_where_all_can_do_everything() -> None:
    callers, _ = run(one_skill(74, 0.95), seed=1, hours=3, estimated=0.25)
    off = [(caller.told.seconds, caller.wait) for caller in callers if caller.told and caller.wait > LONG_S]
    mean = statistics.fmean(wait for _, wait in off)
    assert len(off) > 100
    assert statistics.fmean(abs(told - wait) for told, wait in off) / mean < 0.25
    assert abs(statistics.fmean(told - wait for told, wait in off)) / mean < 0.15


def test_every_language_is_served_and_work_is_shared() -> None:
    callers, simulation = run(five_languages(80, seed=1), seed=1, hours=2)
    for language in ("fr", "nl", "it", "da", "en"):
        waits = [caller.wait for caller in answered(callers) if caller.language == language]
        assert statistics.fmean(waits) < 120
    assert all(seconds > 0.6 * 3 * 3600 for seconds in simulation.busy_s.values())

"""Call distribution at 1,000 calls an hour, in simulated time.

    python -m bench.routing [erlang] [skills] [--hours N] [--seeds N]

erlang: one skill, nobody hangs up, exponential handling: mean wait and service level of the simulation against the
Erlang C formula (bench/erlang.py). Target: within 10 %. The formula is taken at the load as planned and at the load
as it came: near saturation a few calls more or less, which 100 hours do not even out, change the wait by some per cent.

skills: five languages × five departments, two staffings (bench/scenario.py): mean wait by language, fairness, and the
error of the wait that callers are told when they come. Target: mean absolute error ≤ 25 % of the mean wait, over
answered calls that waited more than 30 s; those told more than 30 s are printed too. `true times` is the same estimate
with nothing to learn. ± is the standard error over the seeds. The first hour of every run is left out.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bench.erlang import ErlangC
from bench.scenario import Scenario, five_languages, one_skill
from bench.simulation import Caller, Simulation
from desk.routing.durations import Durations
from desk.routing.estimate import Estimate, Measured

WARM_UP_S = 3600.0
WITHIN_S = 20.0
"""Service level: answered within this."""
LONG_S = 30.0
"""Errors of the estimate are taken of waits longer than this."""
GROUPS = ((20, 0.7), (20, 0.8), (20, 0.9), (74, 0.9), (74, 0.95))
"""Agents and load; with 74 agents the handling time is that of a contact centre (240 and 253 s)."""
STAFFINGS = (80, 72)
ESTIMATED = 0.25
"""Share of the callers who are told their wait: playing the floor forward is most of the work."""


def run(
    scenario: Scenario, seed: int, hours: float, estimated: float = 0.0, knowing: Measured | None = None
) -> tuple[list[Caller], Simulation]:
    """The callers after the warm-up who were answered or hung up within `hours` more."""
    simulation = Simulation(scenario, seed, estimated, knowing)
    simulation.run(WARM_UP_S + hours * 3600)
    callers = [caller for caller in simulation.callers.values() if caller.came >= WARM_UP_S]
    return [caller for caller in callers if caller.answered is not None or caller.hung_up is not None], simulation


def answered(callers: Iterable[Caller]) -> list[Caller]:
    """Those who reached somebody."""
    return [caller for caller in callers if caller.answered is not None]


def against_erlang(count: int, load: float, hours: float, seeds: Sequence[int]) -> tuple[float, float]:
    """Print one group of agents; returns the relative errors of mean wait and service level at the load as it came."""
    scenario = one_skill(count, load)
    handling = scenario.handling_s["reception"]
    runs = [answered(run(scenario, seed, hours)[0]) for seed in seeds]
    means = [statistics.fmean(caller.wait for caller in one) for one in runs]
    callers = [caller for one in runs for caller in one]
    mean = statistics.fmean(caller.wait for caller in callers)
    level = statistics.fmean(caller.wait <= WITHIN_S for caller in callers)
    plan = ErlangC(count, load * count, handling)
    talk = sum(caller.lasts for caller in callers)
    came = ErlangC(count, talk / (hours * 3600 * len(seeds)), talk / len(callers))
    print(
        f"{count:3} agents, handling {handling:3.0f} s  n={len(callers)}  "
        f"mean wait {mean:.2f} ± {statistics.stdev(means) / math.sqrt(len(means)):.2f} s, "
        f"within {WITHIN_S:.0f} s {level:.1%};  Erlang C {compared(plan, mean, level)};  {compared(came, mean, level)}",
        flush=True,
    )
    return mean / came.mean_wait - 1, level / came.service_level(WITHIN_S) - 1


def compared(formula: ErlangC, mean: float, level: float) -> str:
    """What the formula says, and by how much the simulation differs from it."""
    wait, share = formula.mean_wait, formula.service_level(WITHIN_S)
    return (
        f"at load {formula.offered / formula.servers:.2%}: {wait:.2f} s ({mean / wait - 1:+.1%}), "
        f"{share:.1%} ({level / share - 1:+.1%})"
    )


def jain(values: Sequence[float]) -> float:
    """R. Jain's index of fairness (DEC-TR-301, 1984): 1 when all get the same, 1/n when one gets everything."""
    return sum(values) ** 2 / (len(values) * sum(value**2 for value in values))


def error(callers: Iterable[Caller], told: Callable[[Estimate], float]) -> str:
    """Mean absolute error and bias of what callers were told, over their mean wait; bias > 0: told too long."""
    pairs = [(told(caller.told), caller.wait) for caller in callers if caller.told]
    mean = statistics.fmean(wait for _, wait in pairs)
    off = statistics.fmean(abs(guess - wait) for guess, wait in pairs) / mean
    return f"error {off:.1%}, bias {statistics.fmean(guess - wait for guess, wait in pairs) / mean:+.1%}"


def print_errors(name: str, callers: Iterable[Caller]) -> None:
    """One line on the estimate."""
    told = [caller for caller in answered(callers) if caller.told]
    waited = [caller for caller in told if caller.wait > LONG_S]
    warned = [caller for caller in told if caller.told and caller.told.seconds > LONG_S]
    print(
        f"  estimate, {name:<10} waited > {LONG_S:.0f} s: n={len(waited)}  {error(waited, lambda it: it.seconds)}; "
        f"as announced: {error(waited, lambda it: it.announced)}; "
        f"told > {LONG_S:.0f} s: n={len(warned)}  {error(warned, lambda it: it.seconds)}",
        flush=True,
    )


def true_times(scenario: Scenario) -> Measured:
    """What the records of a floor would say after endless time."""

    def exponential(means: Iterable[tuple[float, float]]) -> Durations:
        points = -np.log1p(-(np.arange(1000) + 0.5) / 1000)
        pairs = sorted((mean * point, share / 1000) for mean, share in means for point in points)
        times, shares = np.array(pairs).T
        return Durations(times, np.cumsum(shares) / shares.sum())

    ring = statistics.fmean(scenario.ring_s)
    own = {name: exponential([(mean + ring, 1.0)]) for name, mean in scenario.handling_s.items()}
    every = exponential([(scenario.handling_s[name] + ring, share) for name, share in scenario.departments.items()])
    rate = 1 / scenario.patience_s if scenario.patience_s else 0.0
    return Measured(every, own, exponential([(scenario.wrap_up_s, 1.0)]), ring, rate)


def by_skill(count: int, hours: float, seeds: Sequence[int]) -> None:
    """Print one staffing of the contact centre."""
    runs = [run(five_languages(count, seed), seed, hours, ESTIMATED) for seed in seeds]
    callers = [caller for one, _ in runs for caller in one]
    scenario = five_languages(count, seeds[0])
    print(f"{count} agents, five languages × {len(scenario.departments)} departments, n={len(callers)} calls")
    means = [language_line(name, callers) for name in scenario.languages]
    work = [list(simulation.busy_s.values()) for _, simulation in runs]
    busy = statistics.fmean(map(statistics.fmean, work)) / (WARM_UP_S + hours * 3600)
    print(
        f"  fairness (Jain) of mean waits among languages {jain(means):.2f}, longest / shortest "
        f"{max(means) / min(means):.1f}; of work among agents {statistics.fmean(map(jain, work)):.2f}, busy {busy:.0%}"
    )
    print_errors("learned", callers)
    knowing = true_times(scenario)
    known = [run(five_languages(count, seed), seed, hours, ESTIMATED, knowing)[0] for seed in seeds]
    print_errors("true times", [caller for one in known for caller in one])


def language_line(language: str, callers: Iterable[Caller]) -> float:
    """Print how one language fared; returns its mean wait in seconds."""
    theirs = [caller for caller in callers if caller.language == language]
    reached = answered(theirs)
    waits = sorted(caller.wait for caller in reached)
    mean, soon = statistics.fmean(waits), sum(wait <= WITHIN_S for wait in waits) / len(theirs)
    print(
        f"  {language}  n={len(theirs):5}  mean wait {mean:5.1f} s  p95 {waits[int(0.95 * len(waits))]:4.0f} s  "
        f"max {waits[-1]:4.0f} s  within {WITHIN_S:.0f} s {soon:.0%}  hung up {1 - len(reached) / len(theirs):.1%}  "
        f"by overflow {statistics.fmean(caller.overflow for caller in reached):.0%}"
    )
    return mean


def estimates_of_one_skill(count: int, load: float, hours: float, seeds: Sequence[int]) -> None:
    """Print the error where only the number of people ahead matters."""
    callers = [caller for seed in seeds for caller in run(one_skill(count, load), seed, hours, ESTIMATED)[0]]
    print_errors(f"{count} at {load:.0%}", callers)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", choices=["erlang", "skills"], default=["erlang", "skills"])
    parser.add_argument("--hours", type=float, help="simulated hours a seed after the warm-up (erlang 100, skills 8)")
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    seeds = range(1, args.seeds + 1)
    print(f"1,000 calls an hour, seeds 1 to {args.seeds}")
    if "erlang" in args.what:
        for count, load in GROUPS:
            against_erlang(count, load, args.hours or 100, seeds)
    if "skills" in args.what:
        print("one skill")
        for count, load in GROUPS[2:]:
            estimates_of_one_skill(count, load, args.hours or 8, seeds)
        for count in STAFFINGS:
            by_skill(count, args.hours or 8, seeds)


if __name__ == "__main__":
    main()

"""Whether a call came out as it should: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from centralino.spoken_calls.played import Played, StepPlayed
from centralino.spoken_calls.script import Ends

WITH_PEOPLE = frozenset({"routed", "handoff", "callback", "voicemail"})
"""Finals after which somebody has to know of the call."""


@dataclass(frozen=True)
class Failure:
    """One thing that was not as it should be."""

    what: str
    """Such as `intent`, `says`, `final`."""
    expected: str
    found: str
    step: int | None = None
    """Which of the caller's lines, from 0; None: the call."""
    at: int = 0
    """Its line in the file."""

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"


def failures(played: Played) -> list[Failure]:
    """All that was not as it should be; none: the call passed."""
    found = list(_ends(played))
    by_person = reached_a_person(played)
    for number, step in enumerate(played.steps):
        found += _step(number, step, by_person)
    missing = played.script.steps[len(played.steps) :]
    # Where a person takes the call before the caller has said everything, that may be right.
    if any(step.expect.intent or step.expect.says for step in missing) and not by_person:
        number = len(played.steps)
        found.append(Failure("line", "the caller says it", "the call was over before", number, missing[0].at))
    return found


def reached_a_person(played: Played) -> bool:
    """A call that may end at a person has: with an item in the queue, and the caller was told something."""
    return played.script.ends.or_person and played.final == "handoff" and bool(played.stored) and bool(played.replies)


def right(step: StepPlayed) -> bool:
    """Whether a line was understood: the bot acts on it, and where an intent is expected, it is that one."""
    intents = step.step.expect.intent
    return any(not one.fallback and (not intents or one.intent in intents) for one in step.understood)


def _step(number: int, played: StepPlayed, by_person: bool) -> Iterator[Failure]:
    expect, at = played.step.expect, played.step.at
    if not by_person:
        names = [one.intent for one in played.understood]
        if expect.intent and not set(names) & set(expect.intent):
            yield Failure("intent", _either(expect.intent), ", then ".join(names) or "nothing", number, at)
        reply = " ".join(played.replies)
        missing = [words for words in expect.says if words.casefold() not in reply.casefold()]
        if missing:
            yield Failure("says", " and ".join(f"“{words}”" for words in missing), f"“{reply}”", number, at)
    waited = played.reply_ms
    if expect.within_s is not None and (waited is None or waited > expect.within_s * 1000):
        found = "no reply" if waited is None else f"{waited / 1000:.2f} s"
        yield Failure("reply", f"within {expect.within_s:g} s", found, number, at)


def _ends(played: Played) -> Iterator[Failure]:
    ends, at = played.script.ends, played.script.at
    if played.by == "failure":
        yield Failure("line", "that it holds", "it broke", at=at)
    if ends.within_s is not None and played.ms > ends.within_s * 1000:
        yield Failure("length", f"within {ends.within_s:g} s", f"{played.ms / 1000:.1f} s", at=at)
    if not reached_a_person(played):
        yield from _outcome(played, ends, at)


def _outcome(played: Played, ends: Ends, at: int) -> Iterator[Failure]:
    outcome = played.outcome
    final, department = (outcome.final, outcome.department) if outcome else (None, None)
    if outcome is None:
        yield Failure("final", ends.final or "that something is settled", "nothing was settled", at=at)
        return
    if ends.final and final != ends.final:
        yield Failure("final", ends.final, str(final), at=at)
    elif final in WITH_PEOPLE:
        yield from _waiting(played, at)
    if ends.department and department != ends.department:
        yield Failure("department", ends.department, str(department), at=at)
    if ends.reason and outcome.reason not in ends.reason:
        yield Failure("reason", _either(ends.reason), str(outcome.reason), at=at)
    people = [item.person for item in played.stored]
    if ends.person and ends.person not in people:
        yield Failure("person", ends.person, ", ".join(str(one) for one in people) or "nobody", at=at)
    if ends.language and played.language != ends.language:
        yield Failure("language", ends.language, played.language, at=at)


def _waiting(played: Played, at: int) -> Iterator[Failure]:
    """Exactly one item waits, where the caller was told, and the person learns what was said."""
    if len(played.stored) != 1:
        yield Failure("queue", "one item that waits for a person", f"{len(played.stored)}", at=at)
        return
    (item,) = played.stored
    told = played.outcome.department if played.outcome else None
    if told and item.department != told:
        yield Failure("queue", f"that it waits for {told}", item.department, at=at)
    if not item.told and any(step.said for step in played.steps):
        yield Failure("queue", "that the person learns what was said", "no transcript", at=at)


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(names)

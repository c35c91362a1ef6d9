"""Whether a trail is whole, and where it is broken first. Pure.

What can be told apart depends on what was done besides: who changes an entry and leaves its hash has changed it; who
reckons all hashes after it anew, and the head, has made another trail, and only a head that was noted elsewhere tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from desk.audit.chain import BEGINNING, Head, digest

Kind = Literal["changed", "removed", "inserted", "reordered", "cut off", "rewritten"]
NEAR = 1000
"""Places before and after its own at which an entry that was moved is looked for."""
Find = Callable[[str], int | None]
"""Number of the entry with a hash."""


@dataclass(frozen=True)
class Written:
    """An entry as it lies in the database, whatever somebody made of it."""

    number: int
    at: str
    who: str
    action: str
    what: str
    details: str
    previous: str
    hash: str

    def fits(self, number: int) -> bool:
        """Whether it was written as entry `number`, as far as its own hash tells."""
        try:
            own = digest(number, self.at, self.who, self.action, self.what, self.details, self.previous)
        except (TypeError, ValueError):
            # SQLite takes anything in any column.
            return False
        return own == self.hash


@dataclass(frozen=True)
class Broken:
    """The first entry at which a trail is not as it was written."""

    number: int
    kind: Kind
    words: str
    """For the operator."""


@dataclass(frozen=True)
class Verified:
    """What verify found."""

    head: Head
    """Of the entries that are in order."""
    broken: Broken | None = None


def verify(entries: Iterable[Written], head: Head | None, find: Find, expected: Head | None = None) -> Verified:
    """`entries` by number; `head` as it is stored, None where its row is missing; `expected`: one noted earlier."""
    reached, passed = Head(), expected is None or expected == Head()
    last: Written | None = None
    for entry in entries:
        broken = _link(entry, reached, find)
        if broken is None and expected is not None and entry.number == expected.number:
            passed = entry.hash == expected.hash
            broken = None if passed else _rewritten(expected)
        if broken is not None:
            return Verified(reached, broken)
        reached, last = Head(entry.number, entry.hash), entry
    broken = _end(reached, last, head)
    if broken is None and not passed and expected is not None:
        words = f"entries {reached.number + 1} to {expected.number} of the noted head are missing at the end"
        broken = Broken(reached.number + 1, "cut off", words)
    return Verified(reached, broken)


def _link(entry: Written, before: Head, find: Find) -> Broken | None:
    """What is wrong between an entry and the one before it."""
    number = before.number + 1
    if entry.number != number:
        if entry.number < number:
            return Broken(entry.number, "inserted", f"entry {entry.number} stands before the first one")
        missing = f"entry {number}" if entry.number == number + 1 else f"entries {number} to {entry.number - 1}"
        return Broken(number, "removed", f"{missing} missing")
    if not entry.fits(number):
        return _misfit(entry, before, find)
    if entry.previous == before.hash:
        return None
    if before.hash == BEGINNING:
        return Broken(number, "changed", "entry 1 was not written as the first one")
    words = f"entry {before.number} is not the one that entry {number} was chained to"
    return Broken(before.number, "changed", words)


def _misfit(entry: Written, before: Head, find: Find) -> Broken:
    """An entry that was not written as it lies here: changed, or moved from another place."""
    number = entry.number
    places = range(max(1, number - NEAR), number + NEAR)
    place = next((place for place in places if place != number and entry.fits(place)), None)
    if place is None:
        return Broken(number, "changed", f"entry {number} is not as it was written")
    if place < number and find(entry.previous) == before.number - 1:
        return Broken(before.number, "inserted", f"entry {before.number} was put in before what was entry {place}")
    if place > number and find(entry.previous) is None:
        return Broken(number, "removed", f"entry {number} is missing: what was entry {place} lies in its place")
    return Broken(number, "reordered", f"at {number} lies what was written as entry {place}")


def _end(reached: Head, last: Written | None, head: Head | None) -> Broken | None:
    """What is wrong between the last entry and the head."""
    if head is None:
        return Broken(reached.number + 1, "cut off", "the head of the trail is missing, so its end cannot be told")
    if head == reached:
        return None
    if head.number > reached.number:
        words = f"entries {reached.number + 1} to {head.number} are missing at the end"
        return Broken(reached.number + 1, "cut off", words)
    if head.number < reached.number:
        return Broken(head.number + 1, "inserted", f"entry {head.number + 1} was put in after the end")
    place = last.number if last else 0
    return Broken(place, "changed", f"entry {place} is not the one that the head stands for")


def _rewritten(expected: Head) -> Broken:
    words = f"entry {expected.number} is not the one that was noted: the trail was written anew up to it"
    return Broken(expected.number, "rewritten", words)

"""What the variables of a reply may hold, and the texts that come of it, worded as calls word them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from actions.wording import Speaker
from bot.replies.loader import VARIABLE, load
from voice.tts.sentences import cut

Words = Mapping[str, str]
"""Variable → its words."""
Axis = Sequence[Words]
"""Variables whose words belong together, such as a name and its number, and all that they may be. Not empty."""

STAND_INS = ("17", "23")
"""For what only callers know: a sentence that is the same with both holds nothing of it."""


@dataclass(frozen=True)
class Facts:
    """All that a reply may be filled with."""

    axes: tuple[Axis, ...] = ()
    """Each is independent of the others."""
    own: frozenset[str] = frozenset()
    """Variables that hold what is the caller's own: numbers, names. Sentences with them are not foreseen."""


def facts(*axes: Axis, own: tuple[str, ...] = ()) -> Facts:
    """In short."""
    return Facts(axes, frozenset(own))


def texts(speaker: Speaker, name: str, known: Facts) -> Iterator[tuple[str, ...]]:
    """Whole replies that between them hold every sentence that the reply may consist of: not every combination of its
    variables, but every one of those that stand in one sentence. Each is one text, or the two with the stand-ins."""
    if not all(known.axes):
        return
    for number, wording in enumerate(load()[speaker.language][name].wordings):
        for sentence in cut(wording.text):
            wanted = frozenset(VARIABLE.findall(sentence))
            for words in _filled(known.axes, wanted):
                if known.own:
                    stand_ins = (dict.fromkeys(known.own, one) for one in STAND_INS)
                    yield tuple(speaker.reply(name, number, {**words, **one}) for one in stand_ins)
                else:
                    yield (speaker.reply(name, number, dict(words)),)


def _filled(axes: tuple[Axis, ...], wanted: frozenset[str]) -> Iterator[Words]:
    """All combinations of what `wanted` may be; the other variables have some words."""
    for chosen in product(*(_distinct(axis, wanted) for axis in axes)):
        yield {name: words for one in chosen for name, words in one.items()}


def _distinct(axis: Axis, wanted: frozenset[str]) -> list[Words]:
    """The entries of an axis that differ in what is wanted."""
    found: dict[tuple[str | None, ...], Words] = {}
    for words in axis:
        found.setdefault(tuple(words.get(name) for name in sorted(wanted)), words)
    return list(found.values())

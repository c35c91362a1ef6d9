"""Parts of the day beside a time: "three in the afternoon"."""

from __future__ import annotations

from bot.entities.cardinals import Cardinals
from bot.entities.text import Text
from bot.entities.time_words import TimeWords
from bot.entities.word_set import word_set

NEAR = 4
"""Tokens around a time among which a part of the day belongs to it."""
_GREETINGS = word_set("good buona buon goede goeie goeden goeien god bonne bon lovely nice schone")
"""Before a part of the day: a greeting tells nothing about the time asked for."""
_DENIED = frozenset(("pas", "niet", "non", "ikke", "not"))
_GREETED = ("goede", "goeie", "god", "buon", "bon")


class DayParts:
    """The parts of the day in one language."""

    def __init__(self, words: TimeWords, numbers: Cardinals) -> None:
        kinds = {
            "morning": words.morning, "afternoon": words.afternoon, "evening": words.evening, "night": words.night,
        }  # fmt: skip
        self._numbers = numbers
        self._phrases = [(kind, phrase) for kind, phrases in kinds.items() for phrase in phrases]
        self.openings = frozenset(phrase[0] for _, phrase in self._phrases)
        """First words of the phrases."""

    def stands(self, text: Text, index: int) -> bool:
        """Whether a part of the day stands at a token."""
        if text.word(index) not in self.openings:
            return False
        return any(text.words[index : index + len(phrase)] == phrase for _, phrase in self._phrases)

    def near(self, text: Text, first: int, last: int, since: int = 0) -> tuple[str, int]:
        """The part of the day near a time, and the index after the time with it. What stands before the token `since`
        belongs to another time."""
        best: tuple[int, int, str, int] | None = None
        for start in range(max(0, first - NEAR, since), min(len(text.words), last + NEAR)):
            if first <= start < last:
                continue
            for kind, phrase in self._phrases:
                if not _spoken(text.words[start : start + len(phrase)], phrase) or _greets(text, start):
                    continue
                after = start + len(phrase)
                distance = start - last if start >= last else first - after + 1
                if distance < 0 or (start >= last and self._other(text, last, start)):
                    continue
                found = (distance, -len(phrase), kind, after if start == last else last)
                best = found if best is None or found[:2] < best[:2] else best
        return (best[2], best[3]) if best else ("", last)

    def _other(self, text: Text, start: int, end: int) -> bool:
        """Whether another number stands between, which the part of the day belongs to."""
        return any(
            word.isdecimal() or (word not in self._numbers.words.weak and self._numbers.one_word(word) is not None)
            for word in text.words[start:end]
        )


def in_part(minutes: int, part: str) -> int:
    """Minutes after midnight of a time as said, with the part of the day that was said with it."""
    hour = minutes // 60
    if part == "afternoon" and hour < 12:
        return minutes + 12 * 60
    if part == "evening" and 4 <= hour < 12:
        return minutes + 12 * 60
    if part == "evening" and hour == 12:
        return minutes - 12 * 60
    if part == "night" and 8 <= hour < 12:
        return minutes + 12 * 60
    if part in ("night", "morning") and hour == 12:
        return minutes - 12 * 60
    return minutes


def _greets(text: Text, start: int) -> bool:
    """Whether a part of the day is none of the time asked for: a greeting, or denied ("not in the morning, at two")."""
    return (
        not _DENIED.isdisjoint(text.words[max(0, start - 3) : start])
        or text.word(start - 1) in _GREETINGS
        or text.word(start).startswith(_GREETED)
        or (text.word(start - 1) == "avant" and "-" not in text.gap(start))
    )


def _spoken(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether words are a part of the day; weekdays may be joined to it ("maandagavond", "fredag formiddag")."""
    if words == phrase:
        return True
    return len(phrase) == len(words) == 1 and len(phrase[0]) >= 5 and words[0].endswith(phrase[0]) and (
        "dag" in words[0] or words[0].startswith("morgen"))  # fmt: skip

"""Parts of the day beside a time: "three in the afternoon"."""

from __future__ import annotations

from bot.entities.text import Text
from bot.entities.time_words import TimeWords

NEAR = 4
"""Tokens around a time among which a part of the day belongs to it."""


class DayParts:
    """The parts of the day in one language."""

    def __init__(self, words: TimeWords) -> None:
        self._kinds = {
            "morning": words.morning, "afternoon": words.afternoon, "evening": words.evening, "night": words.night,
        }  # fmt: skip
        self.openings = frozenset(phrase[0] for phrases in self._kinds.values() for phrase in phrases)
        """First words of the phrases."""

    def near(self, text: Text, first: int, last: int) -> tuple[str, int]:
        """The part of the day near a time, and the index after the time with it."""
        best: tuple[int, str, int] | None = None
        for kind, phrases in self._kinds.items():
            for phrase in phrases:
                for start in range(max(0, first - NEAR), min(len(text.words), last + NEAR)):
                    if not _spoken(text.words[start : start + len(phrase)], phrase):
                        continue
                    if first <= start < last or text.word(start - 1) == "avant":
                        continue
                    distance = start - last if start >= last else first - start - len(phrase) + 1
                    end = start + len(phrase) if start == last else last
                    if distance >= 0 and (best is None or distance < best[0]):
                        best = (distance, kind, end)
        return (best[1], best[2]) if best else ("", last)


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


def _spoken(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether words are a part of the day; weekdays may be joined to it ("maandagavond", "fredag formiddag")."""
    if words == phrase:
        return True
    return len(phrase) == len(words) == 1 and len(phrase[0]) >= 5 and words[0].endswith(phrase[0]) and (
        "dag" in words[0] or words[0].startswith("morgen"))  # fmt: skip

"""Runs of spoken and written digits: "double four two 31 oh five" with the strings of digits it may stand for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.entities.cardinals import Cardinals, cardinals
from bot.entities.joined_runs import CORRECTIONS, Run, corrects, join_runs, resumes
from bot.entities.text import Text

MOST_READINGS = 150
"""Readings of one run that are followed up; real numbers have a handful."""


def find_runs(text: Text) -> list[Run]:
    """The runs of a text in order."""
    return join_runs(text, list(_Scanner(text).runs()))


def find_digits(text: str, language: str) -> tuple[str, ...]:
    """The strings of digits in a text as they are likeliest meant, in order; for forms that wait for a number."""
    return tuple(run.readings[0] for run in find_runs(Text(text, language)))


class _Scanner:
    def __init__(self, text: Text) -> None:
        self._text = text
        self._cardinals: Cardinals = cardinals(text.language)
        self._words = self._cardinals.words
        self._corrections = CORRECTIONS[text.language]

    def runs(self) -> Iterator[Run]:
        index, count, before = 0, len(self._text.tokens), 0
        while index < count:
            end = self._end(index, self._corrects(before, index))
            if end is None:
                index += 1
                continue
            readings = tuple(dict.fromkeys(self._readings(index, end)))
            if readings:
                opening = self._repeated(index) or self._plain(index)
                size = len(opening[0][0]) if opening else 1
                yield Run(index, end, readings, _plus(self._text, index), size)
            index = before = end

    def _corrects(self, before: int, index: int) -> bool:
        """Whether only a correction stands between a run and the last words of a clause: "no sorry, one"."""
        text = self._text
        ends = index + 1 == len(text.words) or text.pauses(index + 1)
        return bool(before) and ends and corrects(text.language, text.words[before:index])

    def _end(self, first: int, strong: bool) -> int | None:
        """Index after the last number of the run that begins at a token; None when no run does. `strong`: also a lone
        word that may be an article counts."""
        text, index, last = self._text, first, None
        while index < len(self._text.tokens):
            step = self._longest(index)
            if step is not None:
                strong = strong or not self._weak(index) or step > index + 1
                index = last = step
            elif last == index and self._text.word(index) in self._words.hundreds:
                index = last = index + 1
            elif last == index and index > first and resumes(text.language, (text.word(index),)):
                break
            elif last is not None and self._filler(index) and index - last < 3:
                index += 1
            else:
                break
        if last is None or not strong:
            return None
        return last

    def _longest(self, index: int) -> int | None:
        """Index after the longest number or repetition at a token."""
        text = self._text
        if index > 0 and any(mark in text.gap(index) for mark in "/€$£%"):
            return None
        repeated = self._repeated(index)
        if repeated:
            return max(end for _, end in repeated)
        word = text.word(index)
        if word.isdecimal():
            return index + 1
        found = self._cardinals.number(text, index)
        if found:
            return found[1]
        return index + 1 if word in self._words.weak else None

    def _weak(self, index: int) -> bool:
        return self._text.word(index) in self._words.weak

    def _filler(self, index: int) -> bool:
        return self._text.word(index) in self._words.fillers and self._text.word(index) not in self._corrections

    def _repeated(self, index: int) -> list[tuple[str, int]]:
        """ "Double four": readings with the index after them."""
        words = self._text.words
        digit, count = self._words.several.get(self._text.word(index + 1)), self._cardinals.one_word(words[index])
        if digit and count and 2 <= count <= 6:
            return [(digit * count, index + 2)]
        for length in (3, 2, 1):
            times = self._words.times.get(" ".join(words[index : index + length]))
            if times is None or index + length >= len(words):
                continue
            after = index + length
            if words[after] in ("le", "il", "de", "the", "a") and after + 1 < len(words):
                after += 1
            digits = [(d, end) for d, end in self._plain(after, alone=True) if len(d) == 1]
            if digits:
                return [(digit * times, end) for digit, end in digits]
        return []

    def _plain(self, index: int, alone: bool = False) -> list[tuple[str, int]]:
        """The digits that the number at a token may stand for."""
        text, word = self._text, self._text.word(index)
        found = []
        if word.isdecimal():
            found = [(str(v), e) for v, e in self._cardinals.readings(text, index) if e > index + 1 and v >= 1000]
            found.append((text.tokens[index].text, index + 1))
        else:
            readings = self._cardinals.readings(text, index)
            found = [(str(value), end) for value, end in readings if self._may_end(end, readings)]
        if not found and word in self._words.weak:
            found = [(self._words.weak[word], index + 1)]
        if alone:
            return [reading for reading in found if reading[1] == index + 1]
        return found

    def _may_end(self, end: int, readings: list[tuple[int, int]]) -> bool:
        """Whether a shorter reading is worth following: nobody says "twenty, three" for 203 without a pause, but
        "quatre, vingt" and "soixante, dix" are said for 420 and 6010, and "deux cents, dix" for 20010."""
        text, value, rest = self._text, max(v for v, e in readings if e == end), self._text.word(end)
        fourscore = text.language == "fr" and "vingt" in rest and text.word(end - 1) == "quatre"
        if fourscore and value != 4 and "-" in text.gap(end):
            # "Quarante quatre-vingt-seize": 40 96.
            return False
        if end == readings[0][1]:
            return True
        if text.language == "fr" and rest == "quatre" and "vingt" in text.word(end + 1):
            return True
        if "-" in text.gap(end) or rest in self._words.links:
            return False
        if text.language == "fr" and (rest in ("vingt", "vingts") or (value in (60, 80) and rest not in _SMALL_FR)):
            return True
        # "Sept, cent douze" is said for 7112.
        return value >= 100 or rest in self._words.hundreds

    def _readings(self, first: int, last: int) -> Iterator[str]:
        """Every reading of a run, depth first, so that the likeliest comes first."""
        stack = [("", first)]
        yielded = 0
        while stack and yielded < MOST_READINGS:
            digits, index = stack.pop()
            if index >= last:
                if digits:
                    yielded += 1
                    yield digits
                continue
            options = self._repeated(index) or self._plain(index)
            following = [(digits + d, e) for d, e in options if e <= last]
            doubt = self._doubt(index, first, last)
            skip = [(digits, index + 1)] if doubt or not following else []
            following = [*skip, *following] if doubt == "likely" else [*following, *skip]
            stack.extend(reversed(following))

    def _doubt(self, index: int, first: int, last: int) -> str:
        """Whether a word may be an article or a preposition rather than a digit: likely, possible, or not (empty)."""
        text = self._text
        if not self._weak(index) or text.word(index) not in _DOUBTFUL[text.language]:
            return ""
        if index == last - 1:
            return "" if last == len(text.words) or text.pauses(last) else "likely"
        if index == first:
            # An article does not stand before a number, a preposition does.
            return "likely" if text.language == "en" else ""
        return "possible" if self._filler(index - 1) else ""


_SMALL_FR = frozenset(["un", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"])
_DOUBTFUL = {
    "fr": frozenset(["un", "une", "o", "cette", "set"]),
    "nl": frozenset(["een", "ene", "o", "nu"]),
    "it": frozenset(["un", "una", "uno", "o"]),
    "da": frozenset(["en", "et", "een", "o"]),
    "en": frozenset(["to", "too", "for", "fore", "o", "tree", "won", "ate", "sex", "owe"]),
}


def _plus(text: Text, index: int) -> bool:
    before = text.raw[: text.tokens[index].start].rstrip()
    return before.endswith("+") or text.word(index - 1) in ("plus", "piu")

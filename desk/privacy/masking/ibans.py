"""IBANs as they are written, spelled and dictated: the letters of a country, then digits with letters among them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desk.privacy.masking.accounts import LENGTHS, SHORTEST_DIGITS, is_iban, shaped
from desk.privacy.masking.digits import Span
from desk.privacy.masking.words import Words

LETTERS, GAP = 4, 4
"""A bank is at most four letters, spelled as four words or written as one."""
MOST = 300
"""Combinations of readings that are tried."""


@dataclass(frozen=True)
class Found:
    """An IBAN in a text."""

    start: int
    """Character offsets into the text, half-open."""
    end: int
    country: str
    digits: str


@dataclass(frozen=True)
class _Part:
    """Letters of a bank and the digits behind them."""

    letters: str
    span: Span


def find_ibans(words: Words, spans: Sequence[Span], wanted: Callable[[Span], bool]) -> list[Found]:
    """In order. `wanted`: whether the words around a number say that it is an account; then a digit that was misheard
    does not save it."""
    found: list[Found] = []
    for number, span in enumerate(spans):
        if found and span.start < found[-1].end:
            continue
        country = _country(words, words.index(span.start))
        if country is not None:
            iban = _iban(words, country, spans[number:], wanted(span))
            found += [iban] if iban else []
    return found


def _country(words: Words, index: int) -> tuple[str, int] | None:
    """Letters of a country before a word, and where they begin in the text."""
    for count in (1, 2):
        before = words.folded[max(0, index - count) : index]
        letters = "".join(before).upper()
        if letters in LENGTHS and all(len(word) == len(letters) // count for word in before):
            return letters, words.places[index - count][0]
    return None


def _iban(words: Words, country: tuple[str, int], spans: Sequence[Span], wanted: bool) -> Found | None:
    letters, start = country
    parts = list(_parts(words, spans, LENGTHS[letters] - len(letters)))
    readings = [part.span.readings for part in parts]
    end = parts[-1].span.end
    for combination in itertools.islice(itertools.product(*readings), MOST):
        text = letters + "".join(part.letters + digits for part, digits in zip(parts, combination, strict=True))
        if is_iban(text) or is_iban(text + _letters_after(words, end)):
            return Found(start, end, letters, "".join(combination))
    likeliest = "".join(reading[0] for reading in readings)
    whole = letters + "".join(part.letters + part.span.digits for part in parts)
    if shaped(whole) or (wanted and len(likeliest) >= SHORTEST_DIGITS):
        return Found(start, end, letters, likeliest)
    return None


def _parts(words: Words, spans: Sequence[Span], length: int) -> Iterator[_Part]:
    """As many as an IBAN of `length` characters behind its country needs."""
    end = spans[0].start
    for number, span in enumerate(spans):
        between = words.folded[words.index(end) : words.index(span.start)]
        letters = "".join(between).upper()
        if number and (len(between) > GAP or len(letters) > LETTERS or not letters.isalpha()):
            return
        yield _Part(letters if number else "", span)
        end = span.end
        length -= len(letters) + len(span.digits)
        if length <= 0:
            return


def _letters_after(words: Words, end: int) -> str:
    index = words.index(end)
    return words.word(index).upper() if index < len(words.places) and words.places[index][0] == end else ""

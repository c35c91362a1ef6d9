"""What has to be hidden in one text: pure, so that the same rules can be measured and applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from desk.privacy.masking import accounts, passwords
from desk.privacy.masking.cards import LONGEST, SHORTEST, card_in, shaped
from desk.privacy.masking.digits import DigitsOf, Span, written
from desk.privacy.masking.ibans import Found, find_ibans
from desk.privacy.masking.keywords import Told, keywords
from desk.privacy.masking.words import Words

Kind = Literal["card", "cvv", "pin", "password", "account"]
DOTS = "••••"
KEPT = 4
"""Digits of a card or an account that stay: they tell an agent which one is meant, and pay nothing."""

BEFORE, AFTER = 9, 4
"""Words before and after a number among which one tells what it is."""
OF_CARD = 3
"""Words between a code and the card that it belongs to."""
PART = 8
"""Digits of a card number from which on a part of it is hidden."""
CVV_WORDS = 8
"""A security code follows its card within so many words."""
_MONEY = re.compile(r"euros?|eur|cents?|centimes?|centesimi|kroner?|kr|pounds?|quid|percent|procent")


@dataclass(frozen=True)
class Hidden:
    """A stretch of a text that nobody may read."""

    start: int
    """Character offsets into the text, half-open."""
    end: int
    kind: Kind
    shown: str
    """What stands in its place."""


def find(text: str, language: str, digits_of: DigitsOf = written, asked: Told | None = None) -> list[Hidden]:
    """What has to be hidden, in order, without overlaps. `asked`: what the line before it asked for."""
    found = list(_Finder(text, language, digits_of, asked).found())
    kept: list[Hidden] = []
    for hidden in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or hidden.start >= kept[-1].end:
            kept.append(hidden)
    return kept


@dataclass(frozen=True)
class _Finder:
    text: str
    language: str
    digits_of: DigitsOf
    asked: Told | None

    @cached_property
    def words(self) -> Words:
        return Words(self.text)

    @cached_property
    def told(self) -> list[tuple[int, int, Told]]:
        """Words that tell what a number is: indices of the first word and behind the last."""
        words = self.words
        hits = keywords(self.language, words.joined)
        return [(words.index_joined(start), words.index_joined(end - 1) + 1, kind) for start, end, kind in hits]

    def found(self) -> Iterator[Hidden]:
        spans = self.digits_of(self.text, self.language)
        ibans = find_ibans(self.words, spans, self._wants_account)
        for iban in ibans:
            yield Hidden(iban.start, iban.end, "account", iban.country + DOTS + iban.digits[-KEPT:])
        rest = [span for span in spans if not any(_overlap(span, iban) for iban in ibans)]
        yield from self._numbers(rest)
        places = [(first, last) for first, last, kind in self.told if kind == "password"]
        for start, end in passwords.find_values(self.words, places, self.language):
            yield Hidden(start, end, "password", DOTS)

    def _wants_account(self, span: Span) -> bool:
        return self._told(span) == "account"

    def _numbers(self, spans: list[Span]) -> Iterator[Hidden]:
        card_end: int | None = None
        waiting = list(spans)
        while waiting:
            span = waiting.pop(0)
            told = self._told(span)
            if (card := self._card(span, told)) is not None:
                yield card
                card_end = card.end
                waiting = self._again(span, card) + waiting
            elif (other := self._other(span, told, card_end)) is not None:
                yield other

    def _card(self, span: Span, told: Told | None) -> Hidden | None:
        if told == "device":
            return None
        number, length = card_in(span.readings), len(span.digits)
        # A digit was misheard, or the rest is still to come.
        likely = told == "card" and PART <= length <= LONGEST
        likely = likely or (told is None and shaped(span.digits))
        if likely and (number is None or shaped(span.digits)):
            return Hidden(span.start, span.end, "card", DOTS + (span.digits[-KEPT:] if length >= SHORTEST else ""))
        if number is not None:
            tight = self._tight(span) if length > len(number) else span
            return Hidden(tight.start, tight.end, "card", DOTS + number[-KEPT:])
        return None

    def _tight(self, span: Span) -> Span:
        """The words that a card needs, of a stretch that holds more."""
        places = [place for place in self.words.places if span.start <= place[0] < span.end]
        while len(places) > 1 and self._holds_card(places[1][0], places[-1][1]):
            places.pop(0)
        while len(places) > 1 and self._holds_card(places[0][0], places[-2][1]):
            places.pop()
        return Span(places[0][0], places[-1][1], span.readings)

    def _holds_card(self, start: int, end: int) -> bool:
        spans = self.digits_of(self.text[start:end], self.language)
        return any(card_in(span.readings) for span in spans)

    def _again(self, span: Span, card: Hidden) -> list[Span]:
        """What stands behind a card in the same stretch: when it expires, its code."""
        behind = self.digits_of(self.text[card.end : span.end], self.language)
        return [part.moved(card.end) for part in behind]

    def _other(self, span: Span, told: Told | None, card_end: int | None) -> Hidden | None:
        length, first = len(span.digits), self.words.index(span.start)
        if self._money(span):
            return None
        if told == "cvv" and length in (3, 4):
            return Hidden(span.start, span.end, "cvv", DOTS)
        if told == "pin" and 3 <= length <= 8:
            return Hidden(span.start, span.end, "pin", DOTS)
        if told == "branch" and 4 <= length <= 6:
            return Hidden(span.start, span.end, "account", DOTS)
        if told in ("account", "branch") and length >= accounts.SHORTEST_DIGITS:
            return Hidden(span.start, span.end, "account", DOTS + span.digits[-KEPT:])
        near = card_end is not None and first - self.words.index(card_end) <= CVV_WORDS
        # Three digits behind a card, maybe after the month and year in which it expires.
        if near and told in (None, "card") and length in (3, 7):
            return Hidden(span.start, span.end, "cvv", DOTS)
        return None

    def _money(self, span: Span) -> bool:
        after = self.words.word(self.words.index(span.end))
        marks = self.text[max(0, span.start - 2) : span.start] + self.text[span.end : span.end + 2]
        return bool(_MONEY.fullmatch(after)) or any(mark in "€$£%" for mark in marks)

    def _told(self, span: Span) -> Told | None:
        """By the nearest word before it, else the nearest behind it, else by what was asked for."""
        first, behind = self.words.index(span.start), self.words.index(span.end)
        before = [told for told in self.told if 0 <= first - told[1] < BEFORE]
        if before:
            return _of_card(before)
        if self.asked is not None and first < BEFORE:
            return self.asked
        return next((kind for start, _, kind in self.told if 0 <= start - behind < AFTER), None)


def _of_card(told: list[tuple[int, int, Told]]) -> Told:
    """The nearest; but "the security code of the card" is no card."""
    nearest = told[-1]
    if nearest[2] == "card" and len(told) > 1 and told[-2][2] in ("cvv", "pin") and nearest[0] - told[-2][1] <= OF_CARD:
        return told[-2][2]
    return nearest[2]


def _overlap(span: Span, iban: Found) -> bool:
    return span.start < iban.end and iban.start < span.end

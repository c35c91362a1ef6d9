"""What the spoken form needs to know of a language. A further language is one file with one Lexicon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Symbols:
    """Names of signs."""

    at: str
    dot: str
    hyphen: str
    underscore: str
    slash: str
    plus: str
    minus: str
    hash: str
    star: str
    percent: str
    decimal: str
    ampersand: str


@dataclass(frozen=True)
class Currency:
    """How an amount is said."""

    one: str
    many: str
    cent_joint: str
    """Between the units and the hundredths, with its spaces."""
    cents: str
    """After the hundredths; may be empty."""


@dataclass(frozen=True)
class Lexicon:
    """One language."""

    language: str
    region: str
    """Where national phone numbers are from, and whose numbers are said without the country code (ISO 3166)."""
    symbols: Symbols
    letters: Mapping[str, str]
    """Letter → its name, written so that every engine says it."""
    cardinal: Callable[[int], str]
    year: Callable[[int], str]
    ordinal: Callable[[int], str]
    ordinal_pattern: str
    """Regular expression of written ordinals, number in group 1."""
    clock: Callable[[int, int], str]
    """Hour (0–23), minute → words."""
    clock_pattern: str
    """Written times with groups `hour…`, `minute…` (may be absent), `half` (am/pm), `lead` (said before it)."""
    time_range: Callable[[str, str, str], str]
    """Word before it (may be empty), start, end → words."""
    to: str
    """Between two plain numbers: "9-5"."""
    date: Callable[[int, str, str], str]
    """Day, month name, year in words or "" → words."""
    day_first_pattern: str
    """What may stand before a day's number and is replaced with it ("den", "the"), and its suffix ("." , "er")."""
    pairs: frozenset[str]
    """Regions whose numbers are said in pairs in this language; other numbers are said digit by digit in groups."""
    extension_pattern: str
    """Words before an extension number."""
    extension_digits: bool
    """Extensions digit by digit, else as a number."""
    reference_pattern: str
    """Words before an order, customer, case … number: digit by digit."""
    phone_pattern: str
    """Words before a phone number."""
    currencies: Mapping[str, Currency]
    """ISO 4217 code → its words."""
    abbreviations: Mapping[str, str]
    """Written (case-sensitive, as it stands) → words."""
    units: Mapping[str, tuple[str, str]]
    """Unit after a number → (one, many)."""
    feminine_one: str = ""
    """The form of 1 before the nouns in one_nouns."""
    one_nouns: frozenset[str] = frozenset()
    masculine_one: str = ""
    """The form of 1 before any other noun; empty = the cardinal."""
    function_words: frozenset[str] = frozenset()
    """Words before which 1 is the bare number ("press 1 or …"), not the article of a noun."""
    decimal_comma: bool = True
    spelled: frozenset[str] = field(default_factory=frozenset)
    """Acronyms that are said letter by letter although they could be read as words."""
    web: str = ""
    """How "www" is said."""
    joined: Mapping[str, str] = field(default_factory=dict)
    """Words that an article or preposition runs into: what stands there once numbers are words → what is said."""

"""What the desk asks of the language data, which others keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

To = Literal["training", "test"]
"""Whether the bot learns from an example or is measured with it."""
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Mark:
    """A part of a text that is an entity."""

    start: int
    """Index of its first character in the text."""
    end: int
    """Index after its last character."""
    entity: str
    value: str
    """A key of the company where the entity has a closed set of values, such as `technical_support`; else what is
    said."""


@dataclass(frozen=True)
class Example:
    """What somebody says, and what it means."""

    language: str
    text: str
    """Without markup."""
    intent: str
    marks: tuple[Mark, ...] = ()
    to: To = "training"


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    file: str
    """Under the product's tree, with /."""
    line: int


@dataclass(frozen=True)
class Written:
    """An example as it stands in a file."""

    id: str
    """To take it back by; empty when it was there before, and there is nothing to take back."""
    example: Example
    place: Place
    commit: str | None = None
    """Of the site's git history."""
    uncommitted: str | None = None
    """One line on why there is no commit although the tree is under git."""
    key: str = ""
    """The same for texts of a language that are one example, however they are written; empty: the text itself."""

    @property
    def before(self) -> bool:
        """Whether it was there already and nothing was written."""
        return not self.id


@dataclass(frozen=True)
class Finding:
    """Something in the language data that is wrong or looks so."""

    kind: str
    """Such as `near_duplicate`."""
    severity: Severity
    place: Place
    text: str
    """One line with the remedy, in English."""
    other: Place | None = None
    """Where the other side of a conflict stands."""


@dataclass(frozen=True)
class Coverage:
    """How many examples an intent has."""

    intent: str
    counts: Mapping[str, int]
    """Language → training examples; every language is there."""
    tests: Mapping[str, int]
    thin: tuple[str, ...] = ()
    """Languages that have far fewer than others."""


@dataclass(frozen=True)
class IntentLabel:
    """An intent that can be chosen."""

    intent: str
    meaning: str
    """What the caller does, in English; empty when docs/train/labels.md does not tell."""


@dataclass(frozen=True)
class EntityValue:
    """One of a closed set."""

    value: str
    names: Mapping[str, str] = field(default_factory=dict)
    """Language → as people read it."""


@dataclass(frozen=True)
class EntityLabel:
    """An entity that can be marked."""

    entity: str
    values: tuple[EntityValue, ...] | None = None
    """None where any text may be the value."""
    learned: bool = False
    """Whether marking a phrase makes the bot find it after the next training."""


@dataclass(frozen=True)
class Labels:
    """What there is to choose from."""

    intents: tuple[IntentLabel, ...]
    entities: tuple[EntityLabel, ...]


class DataError(Exception):
    """The language data cannot be changed so. The message is one line with the remedy."""

    def __init__(self, message: str, code: str = "invalid", other: Place | None = None) -> None:
        """`code`: `invalid` (a label, a text or a mark), `conflict` (the text stands elsewhere), `broken` (a file of
        the tree cannot be read), `unknown` (no such id), `busy` (another process keeps the files too long)."""
        super().__init__(message)
        self.code, self.other = code, other


class LanguageData(Protocol):
    """The language data of a site. Safe to use from several threads and processes at once, and beside an editor."""

    def add(self, examples: Sequence[Example], by: str, now: datetime, note: str = "") -> tuple[Written, ...]:
        """Write examples, in order: all of them or none. `note` says why, in the journal and in the commit. Raises
        DataError."""

    def take_back(self, id: str, by: str, now: datetime) -> Written:
        """Remove what was added under this id; where it stood is told. Raises DataError."""

    def missing(self) -> tuple[Written, ...]:
        """Additions that are gone from the tree although nobody took them back, as when an editor saves over them."""

    def restore(self, by: str, now: datetime) -> tuple[Written, ...]:
        """Write what is missing again, under the ids that it has. Raises DataError, which names what is left when all
        else is written."""

    def check(self) -> tuple[Finding, ...]:
        """All that is wrong or looks so; errors first. Takes seconds."""

    def coverage(self) -> tuple[Coverage, ...]:
        """Of every intent, by name. Raises DataError when a file cannot be read."""

    def labels(self) -> Labels:
        """Intents and entities of the domain. Raises DataError."""

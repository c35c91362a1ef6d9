"""What a trainer asks for. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal

from desk.training.ports import Example, Mark
from desk.training.worth import MASK

Where = Literal["training", "test", "rejected"]


class DecisionError(ValueError):
    """It cannot be decided so. One line with the remedy, without what was said."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        """`code`: `invalid`, `conflict` (somebody was faster), `busy`, `masked`."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Text:
    """Something to be learned from, or measured with."""

    language: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A decision to be made."""

    to: Where
    utterances: tuple[int, ...] = ()
    group: int | None = None
    """All of it that is open, instead of single utterances."""
    intent: str | None = None
    texts: tuple[Text, ...] = ()
    """As they are to be written, in any of the languages."""
    note: str = ""

    def check(self) -> None:
        """Raises DecisionError."""
        if bool(self.utterances) == (self.group is not None):
            raise DecisionError("name either utterances or a group")
        if self.to == "rejected":
            if self.texts or self.intent:
                raise DecisionError("what is rejected needs neither an intent nor texts; leave them out")
        elif not self.intent or not self.texts:
            raise DecisionError("choose an intent, and write at least one text")
        for number, one in enumerate(self.texts, 1):
            if MASK in one.text:
                where = f"text {number} ({one.language})"
                raise DecisionError(f"{where} still holds {MASK * 4}; write an invented number in its place", "masked")

    def examples(self) -> tuple[Example, ...]:
        """For the language data."""
        to: Literal["training", "test"] = "test" if self.to == "test" else "training"
        return tuple(Example(one.language, one.text, self.intent or "", one.marks, to) for one in self.texts)

    @property
    def digest(self) -> str:
        """The same for the same decision."""
        same = asdict(self) | {"utterances": sorted(set(self.utterances)), "note": ""}
        return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()

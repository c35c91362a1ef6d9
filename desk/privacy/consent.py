"""Whether a call may be recorded: pure. What is said and heard happens elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from desk.privacy.recordings import Consent as Basis

Rule = Literal["off", "notice", "consent"]
"""Never; once the caller has heard that it is so; once the caller has said yes."""
RULES: tuple[Rule, ...] = get_args(Rule)
Asking = Literal["notice", "question"]
MOST = 2
"""A notice that is talked over, or a question that gets no answer, is said so often; then the call is not recorded."""


@dataclass(frozen=True)
class Policy:
    """Which rule holds for a call: that of the dialled number, else of its language, else the usual one."""

    usual: Rule = "off"
    languages: Mapping[str, Rule] = field(default_factory=dict)
    numbers: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def records(self) -> bool:
        """Whether any call is."""
        return any(rule != "off" for rule in (self.usual, *self.languages.values(), *self.numbers.values()))

    def rule(self, language: str, dialled: str | None) -> Rule:
        """Of a call in a language; in one that is not known yet, see Consent.due."""
        return self.numbers.get(dialled or "") or self.languages.get(language) or self.usual


@dataclass(frozen=True)
class Consent:
    """How one caller stands to it."""

    basis: Basis | None = None
    """On which it may be recorded; None = it may not."""
    refused: bool = False
    asked: int = 0

    def due(self, rule: Rule, language: str) -> Asking | None:
        """What the caller has to hear now. Nothing while the language is unknown: a notice that is not understood is
        none."""
        if language == "auto" or rule == "off" or self.refused or self.asked >= MOST:
            return None
        if rule == "notice":
            return "notice" if self.basis is None else None
        return "question" if self.basis != "consent" else None

    def asking(self) -> Consent:
        """It is being said."""
        return replace(self, asked=self.asked + 1)

    def told(self) -> Consent:
        """The notice was heard to its end."""
        return self if self.refused else replace(self, basis="notice")

    def answered(self, yes: bool | None, heard: bool) -> Consent:
        """To the question; None = neither yes nor no. `heard`: to its end, without which a yes says nothing."""
        if yes and heard and not self.refused:
            return replace(self, basis="consent")
        return self.objected() if yes is False else self

    def objected(self) -> Consent:
        """The caller does not want it: from here on nothing is recorded, and what was is deleted."""
        return replace(self, basis=None, refused=True)

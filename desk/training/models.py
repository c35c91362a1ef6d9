"""What the desk needs of whoever trains language models: candidates beside the live one, and trying a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class ModelError(ValueError):
    """It cannot be done; one line tells why and what to do."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        """`code`: a word for programs: `busy`, `gate`, `state`."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Model:
    """One that is, or was, live."""

    version: str
    trained_at: str
    promoted_at: str
    """ISO 8601."""
    by: str
    reason: str
    accuracy: Mapping[str, float]
    """Language, and `all` → share of the test set that is right; empty where it was not measured."""
    pinned: bool
    """Somebody went back to it, so it stays until another is promoted."""


@dataclass(frozen=True)
class Candidate:
    """One beside the live model."""

    id: str
    state: str
    step: str
    share: float
    seconds: float
    error: str
    by: str
    created_at: str
    since: str
    """The version that it is compared with."""
    changed: Mapping[str, int]
    """added, removed, relabelled → utterances; empty where the live model does not tell what it was trained on."""
    changes: Sequence[Mapping[str, str]]
    """The first of them: kind, language, text, intent, before."""
    gate: Mapping[str, Any] | None
    """passes, and broken: target, value, limit; None until it is tested."""
    accuracy: Mapping[str, float]
    better: int
    worse: int


@dataclass(frozen=True)
class Answering:
    """The model that takes new calls, as the process that answers them tells."""

    version: str
    state: str
    """Of the live model: `answers`; `starting`: it will take them; `refused`: it was promoted and does not start."""
    why: str
    """It does not start, in one line; empty otherwise."""
    since: str
    """When it began to take new calls; ISO 8601, UTC."""
    at: str
    """When this was told."""


@dataclass(frozen=True)
class Overview:
    """All models."""

    live: Model | None
    answering: Answering | None
    """None: no calls are answered here."""
    candidates: Sequence[Candidate]
    """The latest first."""
    history: Sequence[Model]
    """Those that can be gone back to, the live one among them, the latest first."""


class ModelBench(Protocol):
    """Where models are trained, compared and tried. All methods block, and raise ModelError; KeyError for what is not
    there. What they change they write in the audit trail."""

    def overview(self) -> Overview:
        """What there is."""
        ...

    def train(self, by: str, now: datetime) -> Candidate:
        """Begin to train a candidate in the background."""
        ...

    def candidate(self, id_: str) -> Candidate:
        """How far it is."""
        ...

    def report(self, id_: str) -> Mapping[str, Any]:
        """It beside the live model; see desk.web.api.candidates.ReportBody."""
        ...

    def promote(self, id_: str, by: str, reason: str, now: datetime) -> Model:
        """Make it live; `reason` overrules the gate."""
        ...

    def discard(self, id_: str, by: str, now: datetime) -> None:
        """Give it up; a training that runs ends."""
        ...

    def roll_back(self, version: str | None, by: str, now: datetime) -> Model:
        """To a version, or to the one before."""
        ...

    def attempt(self, text: str, language: str, model: str | None) -> Mapping[str, Any]:
        """How a sentence is understood by the live model, a candidate or a former one; see
        desk.web.api.trying.TriedBody. Nothing of it is kept."""
        ...

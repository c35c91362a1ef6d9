"""The models of this installation, as the desk sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.candidates import live, named
from bot.candidates import shelf as shelves
from bot.candidates.shelf import BusyError
from centralino.answering import Told
from centralino.errors import UserError
from centralino.heard_lines import HeardLines
from centralino.training_acts import Acts, GateError
from desk.training.models import Answering, Candidate, Model, ModelError, Overview

if TYPE_CHECKING:
    from bot.candidates.trying import Tried, Tries


class Bench:
    """See desk.training.models.ModelBench."""

    def __init__(
        self, acts: Acts, heard: Callable[[], HeardLines], told: Callable[[], Told | None] = lambda: None
    ) -> None:
        """`told`: which model answers calls, where any are answered."""
        self._acts, self._heard, self._told = acts, heard, told
        self._tries: Tries | None = None

    def overview(self) -> Overview:
        """What there is."""
        with _told():
            told = self._told()
            present, former = live.live(self._acts.models), live.history(self._acts.models)
            return Overview(
                _model(present) if present else None,
                Answering(**told.shown(present.version if present else "")) if told else None,
                [_candidate(one) for one in self._acts.shelf.all()],
                [_model(one) for one in former],
            )

    def train(self, by: str, now: datetime) -> Candidate:
        """Begin in the background."""
        with _told():
            return _candidate(self._acts.train(by, now))

    def candidate(self, id_: str) -> Candidate:
        """How far it is."""
        with _told():
            return _candidate(self._shown(id_))

    def report(self, id_: str) -> Mapping[str, Any]:
        """With what was said on real calls, as far as it is still kept."""
        with _told():
            found, state = self._acts.shelf.report(self._shown(id_).id), self._shown(id_).state
            if found is None:
                raise ModelError(f"candidate {id_} is {state}; its report comes when it is tested", "state")
            rows = found["calls"]["differences"]
            texts = self._heard().texts(row["call"] for row in rows) if rows else {}
            for row in rows:
                row["text"] = texts.get((row["call"], row["at_ms"]))
            return found

    def promote(self, id_: str, by: str, reason: str, now: datetime) -> Model:
        """Make it live."""
        with _told():
            self._shown(id_)
            return _model(self._acts.promote(id_, by, now, reason))

    def discard(self, id_: str, by: str, now: datetime) -> None:
        """Give it up."""
        with _told():
            self._shown(id_)
            self._acts.discard(id_, by, now)

    def roll_back(self, version: str | None, by: str, now: datetime) -> Model:
        """To a version, or to the one before."""
        with _told():
            if version is not None and all(one.version != version for one in live.history(self._acts.models)):
                raise KeyError(version)
            return _model(self._acts.roll_back(version, by, now))

    def attempt(self, text: str, language: str, model: str | None) -> Mapping[str, Any]:
        """How a sentence is understood."""
        with _told():
            found, version = archive(self._acts.models, model)
            if self._tries is None:
                from bot.candidates.trying import Tries  # takes seconds, and most desks never need it

                self._tries = Tries()
            return {**tried(self._tries.of(found).read(text, language)), "model": version}

    def _shown(self, id_: str) -> shelves.Candidate:
        """Raises KeyError."""
        if not self._acts.shelf.has(id_):
            raise KeyError(id_)
        return self._acts.shelf.show(id_)


def archive(models: Path, name: str | None) -> tuple[Path, str]:
    """Of the live model (None), a former one or a candidate, and its version. Raises KeyError, UserError."""
    found = named.archive(models, name or named.LIVE)
    if found is None:
        raise KeyError(name)
    if name and name != named.LIVE:
        return found, name
    present = live.live(models)
    return found, present.version if present else ""


def tried(found: Tried) -> dict[str, Any]:
    """As JSON."""
    read = found.understanding
    outside = {
        "probability": round(found.outside, 4),
        "likeness_inside": round(found.likeness_inside, 4),
        "likeness_outside": round(found.likeness_outside, 4),
        "reason": found.reason,
    }
    near = [{**vars(one), "likeness": round(one.likeness, 4)} for one in found.nearest]
    return {
        "text": read.text,
        "language": read.language,
        "intent": read.intent,
        "confidence": round(read.confidence, 4),
        "fallback": read.fallback,
        "ranking": [{"intent": name, "confidence": round(share, 4)} for name, share in read.ranking],
        "entities": [vars(entity) for entity in read.entities],
        "nearest": near if found.keeps_examples else None,
        "outside": outside,
    }


@contextmanager
def _told() -> Iterator[None]:
    """Refusals in the desk's words."""
    try:
        yield
    except GateError as error:
        raise ModelError(str(error), "gate") from error
    except BusyError as error:
        raise ModelError(str(error), "busy") from error
    except UserError as error:
        raise ModelError(str(error), "state") from error
    except OSError as error:
        raise ModelError(f"the folder of models: {error.strerror}; may this account write there?", "state") from error


def _model(found: live.Live) -> Model:
    return Model(
        found.version, found.trained_at, found.promoted_at, found.by, found.reason, found.figures, found.pinned
    )


def _candidate(found: shelves.Candidate) -> Candidate:
    return Candidate(**{one.name: getattr(found, one.name) for one in fields(Candidate)})

"""What is to be rendered ahead in a language, with which voice, and how much of it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from centralino.foreseen.sentences import USUAL, Foreseen
from voice.tts.cache import key
from voice.tts.protocol import Voice

SHARE = 0.98
"""Of what is said at the usual rate, from which a language is ready. At midnight 0.6 to 1.2 % of it is new in most of
the year (dates, and the day after tomorrow's hours), and a new colleague is 0.5 %: neither may cost callers the voice
that they know. About Christmas it is up to 3.3 %, which takes minutes to render in the night."""
FILE = "ahead.json"
"""In the folder of the sounds, so that it goes with them: how far each language was when it was last looked at."""


@dataclass(frozen=True)
class Progress:
    """How far a language is."""

    language: str
    engine: str
    voice: str
    version: str
    """Of the voice."""
    foreseen: int
    """Sentences, those in slower speech included."""
    ready: int
    """Of these, in the cache."""
    fit: bool
    """Whether calls take this voice."""

    def speaks(self, voice: Voice) -> bool:
        """Whether it is this voice that the language was rendered with."""
        return (voice.engine, voice.name, _version(voice)) == (self.engine, self.voice, self.version)


@dataclass(frozen=True)
class Plan:
    """A language's sentences by the keys of their sounds, the most useful first."""

    voice: Voice
    sentences: dict[str, Foreseen]

    def missing(self, there: Collection[str]) -> Iterator[tuple[str, Foreseen]]:
        """(key, sentence) of what is not there, in order."""
        return ((name, one) for name, one in self.sentences.items() if name not in there)

    def progress(self, there: Collection[str]) -> Progress:
        """With these keys in the cache."""
        usual = [(name in there, one) for name, one in self.sentences.items() if one.rate == USUAL]
        begin = all(kept for kept, one in usual if one.first)
        fit = begin and sum(kept for kept, _ in usual) >= SHARE * len(usual)
        ready = sum(name in there for name in self.sentences)
        voice = self.voice
        return Progress(
            voice.language, voice.engine, voice.name, _version(voice), len(self.sentences), ready, bool(usual) and fit
        )


def plan(voice: Voice, sentences: Iterable[Foreseen]) -> Plan:
    """Pure."""
    return Plan(voice, {key(voice, one.rate, one.spoken): one for one in sentences})


def keep(folder: Path, progress: Iterable[Progress]) -> None:
    """For those who want to know without counting. A disk that is full or read-only costs only that."""
    part = folder / f"{FILE}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps([asdict(one) for one in progress]), "utf-8")
        part.replace(folder / FILE)
    except OSError:
        return


def kept(folder: Path) -> tuple[Progress, ...]:
    """How far each language was; empty where nobody has looked yet, or the file cannot be read."""
    try:
        return tuple(Progress(**row) for row in json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return ()


def as_it_was(folder: Path, voice: Callable[[str], Voice | None]) -> list[Progress]:
    """The same of the languages that are still rendered with the voice that they were."""
    return [one for one in kept(folder) if (now := voice(one.language)) is not None and one.speaks(now)]


def _version(voice: Voice) -> str:
    return f"{voice.version} {voice.model_hash}".strip()

"""Which engine recognises which language: the first installed one in the configured order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.messages import LANGUAGES
from voice.models.store import Store
from voice.models.store import default as default_store
from voice.stt import expected
from voice.stt.hurry import USUAL, Hurry
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Stream

ORDER: tuple[str, ...] = ("sherpa", "vosk", "whisper")
"""A model that an operator fetched on purpose comes first, then the streaming engine with grammars, then the one that
has every language."""
AUTO = "auto"
Hurries = Callable[[], Hurry]


@dataclass(frozen=True)
class Choice:
    """What the operator may set about recognition."""

    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → engine names, best first; languages left out use ORDER."""
    beam: int = 5
    """Beam width of whisper."""
    threads: int = 2
    """CPU threads an engine may use."""
    favour: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))
    """Language → one of FAVOURS; BALANCE where it is left out."""

    def engines(self, language: str) -> tuple[str, ...]:
        """Engine names for a language, best first."""
        return self.order.get(language, ORDER)


def _sherpa(store: Store, choice: Choice, hurry: Hurries) -> Recogniser:  # noqa: ARG001
    from voice.stt.sherpa import Sherpa

    return Sherpa(store, choice.threads)


def _vosk(store: Store, choice: Choice, hurry: Hurries) -> Recogniser:  # noqa: ARG001
    from voice.stt.vosk import Vosk

    return Vosk(store)


def _whisper(store: Store, choice: Choice, hurry: Hurries) -> Recogniser:
    from voice.stt.whisper import Whisper

    return Whisper(store, choice.beam, choice.threads, favour=choice.favour, hurry=hurry)


Make = Callable[[Store, Choice, Hurries], Recogniser]
ENGINES: dict[str, Make] = {"sherpa": _sherpa, "vosk": _vosk, "whisper": _whisper}
"""Name → how to make it. Another engine is one file and one line here."""
DETECTING = ("whisper",)
"""Engines that find out the language themselves."""


class BestRecogniser:
    """All engines behind one: each language goes to its best installed engine. Engines are made at first use."""

    name = "best"

    def __init__(
        self, choice: Choice | None = None, store: Store | None = None, hurry: Hurries = lambda: Hurry.NONE
    ) -> None:
        """`hurry`: asked by engines that can do with less when an utterance begins."""
        self._choice, self._hurry = choice or Choice(), hurry
        self._store = store or default_store()
        self._made: dict[str, Recogniser] = {}
        self._lock = threading.Lock()

    def languages(self) -> frozenset[str]:
        """Languages with an installed model in an engine that is in the language's order."""
        return frozenset(language for language in (*LANGUAGES, "ko") if self.engine_name(language) is not None)

    def engine_name(self, language: str) -> str | None:
        """The engine that a language goes to, None when none is installed. Touches no model."""
        installed = self._store.installed()
        for name in self._order(language):
            if any(model.engine == name and (language in model.languages or language == AUTO) for model in installed):
                return name
        return None

    def engine(self, language: str) -> Recogniser:
        """The engine of a language. Raises RecogniserError with the remedy."""
        name = self.engine_name(language)
        if name is None:
            order = ", ".join(self._order(language))
            raise RecogniserError(
                f"no recogniser for {language!r} is installed ({order}); run `centralino models fetch`"
            )
        return self.named(name)

    def named(self, name: str) -> Recogniser:
        """The engine of that name. Raises RecogniserError."""
        if name not in ENGINES:
            raise RecogniserError(f"no recogniser is called {name!r}; known: {', '.join(ENGINES)}")
        with self._lock:
            if name not in self._made:
                self._made[name] = ENGINES[name](self._store, self._choice, self._hurry)
            return self._made[name]

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:
        """A new utterance in the language's best engine; "auto" in one that finds the language out."""
        return self.engine(language).open(language, hints)

    def _order(self, language: str) -> Sequence[str]:
        order = self._choice.engines(language)
        return [name for name in order if name in DETECTING] or list(DETECTING) if language == AUTO else order

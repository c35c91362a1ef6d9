"""The question after the call: how was it, from 1 to 5? By key or by word, and nobody has to answer.

A dialogue of its own on a call's line, so that listening, keys, barge-in and silence are those of every call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from bot.messages import BotTurn, CallerTurn, CallInfo, Expectation
from voice.legs.protocol import Leg
from voice.session.call import Call, Ended
from voice.session.events import Sink
from voice.session.mouth import spoken
from voice.session.ports import Emergency, HandOverError, Parts, Speech
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Samples, Stream, Transcript
from voice.tts import prompts
from voice.turns.complete import folded

FILE = Path(__file__).with_name("survey.yml")
WORST, BEST = 1, 5
ATTEMPTS = 2
"""The question and once more: it is a favour."""

OF = "slash"
"""Recognisers write 4/5."""

How = Literal["key", "word"]
Told = Callable[[int, How], None]
"""Hears the score; must not block."""


@dataclass(frozen=True)
class Texts:
    """Of one language. Words are folded."""

    question: str
    again: str
    thanks: str
    goodbye: str
    words: Mapping[str, int]
    alone: Mapping[str, int]
    """Counts when nothing else was said."""
    articles: frozenset[str]
    """Numbers at the end only: before that they are articles, as in "un quatre"."""
    of: frozenset[str]
    """After a number: "four out of five"."""
    other: frozenset[str]
    """Numbers that are no score."""
    no: frozenset[str]


@lru_cache(maxsize=1)
def texts() -> dict[str, Texts]:
    """Language → what is said and listened for."""
    return {str(code): _texts(entry) for code, entry in YAML(typ="safe").load(FILE.read_text("utf-8")).items()}


def _texts(entry: dict[str, Any]) -> Texts:
    words = {folded(word): int(score) for score, said in entry["words"].items() for word in said}
    alone = {folded(word): int(score) for score, said in entry["alone"].items() for word in said}
    return Texts(
        question=entry["question"],
        again=entry["again"],
        thanks=entry["thanks"],
        goodbye=entry["goodbye"],
        words=words,
        alone=alone,
        articles=frozenset(entry["articles"]),
        of=frozenset({OF, *entry["of"]}),
        other=frozenset(entry["other"]),
        no=frozenset(entry["no"]),
    )


def score(text: str, language: str) -> int | None:
    """What a caller's words amount to: "four", "a 4", "four out of five"; None where that is not certain."""
    known, said = texts()[spoken(language)], folded(text.replace("/", " / ").replace("/", OF)).split()
    if len(said) == 1 and said[0] in known.alone:
        return known.alone[said[0]]
    found = set[int | None]()
    for place, word in enumerate(said):
        after = said[place + 1] if place + 1 < len(said) else None
        number = _number(word, known)
        if number is not None and after in known.of:
            return number
        if (
            word.isdecimal()
            or word in known.other
            or (number is not None and (word not in known.articles or after is None))
        ):
            found.add(number)
    return found.pop() if len(found) == 1 else None


def _number(word: str, known: Texts) -> int | None:
    if word.isdecimal():
        return int(word) if WORST <= int(word) <= BEST else None
    return known.words.get(word)


class Survey:
    """See Dialogue. Of one call."""

    def __init__(self, told: Told | None) -> None:
        """`told`: None where an answer could not be kept: then nothing is asked, and the caller hears goodbye."""
        self._told = told
        self._language, self._asked, self._over = "en", 0, False

    async def start(self, call: CallInfo) -> BotTurn:
        """See Dialogue."""
        self._language = spoken(call.language)
        if self._told is None:
            return self._end(prompts.texts()[self._language]["goodbye"])
        return self._ask(texts()[self._language].question)

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:  # noqa: ARG002
        """See Dialogue."""
        if self._over or self._told is None:
            return BotTurn((), self._language, ends=True)
        known, given = texts()[self._language], self._given(turn)
        if given is not None:
            self._told(given, "key" if turn.kind == "keys" else "word")
            return self._end(known.thanks)
        if self._declines(turn) or self._asked >= ATTEMPTS:
            return self._end(known.goodbye)
        return self._ask(known.again)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue: nothing takes long here."""

    async def end(self, call_id: str) -> None:
        """See Dialogue."""

    def _given(self, turn: CallerTurn) -> int | None:
        if turn.kind == "keys":
            return _number(turn.text, texts()[self._language])
        return score(turn.text, self._language) if turn.kind == "speech" else None

    def _declines(self, turn: CallerTurn) -> bool:
        first = folded(turn.text).split()[:1]
        return turn.kind == "speech" and bool(first) and first[0] in texts()[self._language].no

    def _ask(self, text: str) -> BotTurn:
        self._asked += 1
        known = texts()[self._language]
        # Not as a closed set: an engine with a grammar would hear a number in whatever is said.
        expects = Expectation("menu", hotwords=(*known.words, *sorted(known.no)))
        return BotTurn((text,), self._language, expects)

    def _end(self, text: str) -> BotTurn:
        self._over = True
        return BotTurn((text,), self._language, ends=True)


async def ask(info: CallInfo, leg: Leg, parts: Parts, told: Told | None, sink: Sink) -> Ended:
    """The question on a line where nobody talks any more: returns when it is answered, or the caller is gone. A part
    that fails costs the answer alone: nobody is put into a queue for it, and the caller hears goodbye. `info`: in the
    language of the call; `told`: see Survey."""
    recogniser, speech = _Forgiving(parts.recogniser), _Parting(parts.speech)
    own = replace(parts, dialogue=Survey(told), recogniser=recogniser, speech=speech, hand_over=_Nobody())
    return await Call(info, leg, own, sink).run()


class _Parting:
    """A voice that says goodbye where a call's would tell of trouble: the caller has got what they called for."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def for_call(self, call_id: str) -> Speech:
        return _Parting(self._speech.for_call(call_id))

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        return self._speech.speak(text, language, rate)

    def emergency(self, prompt: Emergency, language: str) -> tuple[str, Samples]:
        return self._speech.emergency("one_moment" if prompt == "one_moment" else "goodbye", language)


class _Nobody:
    """See HandOver."""

    def system_failure(self, *_: object) -> Any:
        raise HandOverError("nobody waits for a survey")


class _Forgiving:
    """A recogniser that hears nothing where it fails: the keys still work."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser, self.name = recogniser, recogniser.name

    def languages(self) -> frozenset[str]:
        return self._recogniser.languages()

    def open(self, language: str, hints: Hints = Hints()) -> Stream:  # noqa: B008
        try:
            return _ForgivingStream(self._recogniser.open(language, hints), language, self.name)
        except RecogniserError:
            return _ForgivingStream(None, language, self.name)


class _ForgivingStream:
    def __init__(self, stream: Stream | None, language: str, engine: str) -> None:
        self._stream, self._nothing = stream, Transcript("", language, 0.0, engine)

    def accept(self, samples: Samples) -> None:
        try:
            if self._stream is not None:
                self._stream.accept(samples)
        except RecogniserError:
            self.close()

    def result(self) -> Transcript:
        try:
            return self._stream.result() if self._stream is not None else self._nothing
        except RecogniserError:
            self.close()
            return self._nothing

    def void(self) -> None:
        stream = self._stream
        if stream is not None:
            stream.void()

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

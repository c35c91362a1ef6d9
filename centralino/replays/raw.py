"""What was kept of a call, in the order in which it happened, put together to turns. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.replay.call import KeptTurn, Read
from bot.replies.naming import names_of

SILENCES = frozenset({"utter_silence", "utter_silence_hand_over"})
"""Replies to a caller who says nothing: the turn itself leaves no line."""
MESSAGES = "message"
"""In the name of the reply after which a message is recorded; nothing of it is to be understood."""


@dataclass(frozen=True)
class Happened:
    """One thing that was kept."""

    kind: Literal["bot", "speech", "keys", "silence", "read"]
    at_ms: int
    text: str = ""
    language: str | None = None
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    read: Read | None = None


def turns_of(happened: Iterable[Happened]) -> tuple[tuple[str, ...], tuple[KeptTurn, ...], tuple[str, ...]]:
    """The greeting, the caller's turns, and what has to be known of them."""
    gathered = _Gathered()
    for one in happened:
        gathered.take(one)
    return gathered.result()


class _Gathered:
    def __init__(self) -> None:
        self._greeting: list[str] = []
        self._turns: list[KeptTurn] = []
        self._reads = False

    def take(self, one: Happened) -> None:
        match one.kind:
            case "bot":
                self._bot(one)
            case "read":
                self._read(one)
            case "speech" | "keys" | "silence":
                self._turns.append(
                    KeptTurn(one.kind, one.text, one.at_ms, one.confidence, one.language, one.alternatives)
                )

    def _bot(self, one: Happened) -> None:
        names = names_of(one.text, one.language or "")
        untold = not self._turns or (self._turns[-1].kind != "silence" and bool(self._turns[-1].replies))
        if untold and not SILENCES.isdisjoint(names):
            self._turns.append(KeptTurn("silence", "", one.at_ms))
        if not self._turns:
            self._greeting.append(one.text)
            return
        last = self._turns[-1]
        self._turns[-1] = replace(last, replies=(*last.replies, one.text))

    def _read(self, one: Happened) -> None:
        """Belongs to what was said last and has none yet; a sound without words is kept as its reading alone."""
        self._reads = True
        for index in range(len(self._turns) - 1, -1, -1):
            turn = self._turns[index]
            if turn.kind == "speech" and turn.at_ms <= one.at_ms:
                if turn.read is None:
                    self._turns[index] = replace(turn, read=one.read)
                    return
                break
        self._turns.append(KeptTurn("speech", "", one.at_ms, read=one.read))

    def result(self) -> tuple[tuple[str, ...], tuple[KeptTurn, ...], tuple[str, ...]]:
        turns, notes, before = list[KeptTurn](), list[str](), tuple(self._greeting)
        for turn in self._turns:
            unread = self._reads and turn.kind == "speech" and turn.read is None
            if unread and not _asks_for_message(before, turn.language):
                notes.append(
                    f"what was said {turn.at_ms / 1000:.1f} s after the beginning never came to the dialogue (as the "
                    "answer to the question about recording) and is left out"
                )
            else:
                turns.append(turn)
            before = turn.replies or before
        return tuple(self._greeting), tuple(turns), tuple(notes)


def _asks_for_message(replies: tuple[str, ...], language: str | None) -> bool:
    return any(MESSAGES in name for text in replies for name in names_of(text, language or ""))

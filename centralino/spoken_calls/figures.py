"""Figures of a set of calls, by language: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.messages import LANGUAGES
from centralino.spoken_calls.checks import failures, right
from centralino.spoken_calls.played import Played, StepPlayed
from voice.stt.compared import wrong_words


@dataclass(frozen=True)
class Figures:
    """Of the calls of one language, or of all."""

    language: str
    calls: int
    passed: int
    turns: int
    """Lines of words that came to be said."""
    understood: int
    """Those on which the bot acted; where an intent is expected: and it was that one."""
    words: int
    """Said, where it is known what was said."""
    wrong: int
    """Words that were swallowed, added or replaced."""
    reply_s: tuple[float, float] | None
    """Median and 95th percentile of the time from the caller's last sound to the bot's first; None without any."""
    replies: int

    @property
    def word_error(self) -> float | None:
        """Wrong words by words said; None where nothing was said."""
        return self.wrong / self.words if self.words else None


def figures(played: Sequence[Played]) -> list[Figures]:
    """One row a language that has calls, in the house's order, and one of all."""
    languages = [name for name in (*LANGUAGES, "auto") if any(call.script.language == name for call in played)]
    rows = [_of(name, [call for call in played if call.script.language == name]) for name in languages]
    return [*rows, _of("all", played)] if len(rows) > 1 else rows


def word_error(step: StepPlayed) -> tuple[int, int]:
    """Wrong words and words of one line."""
    if not step.said:
        return 0, 0
    return wrong_words(step.said, step.heard, step.step.language or "en")


def _of(language: str, played: Sequence[Played]) -> Figures:
    steps = [step for call in played for step in call.steps]
    spoken = [step for step in steps if step.said or step.step.wav]
    errors = [word_error(step) for step in spoken]
    waited = [step.reply_ms / 1000 for step in steps if step.reply_ms is not None]
    spread = (float(np.percentile(waited, 50)), float(np.percentile(waited, 95))) if waited else None
    return Figures(
        language, len(played), sum(not failures(call) for call in played), len(spoken),
        sum(right(step) for step in spoken), sum(count for _, count in errors), sum(wrong for wrong, _ in errors),
        spread, len(waited),
    )  # fmt: skip

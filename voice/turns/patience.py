"""How long the bot waits: for the end of a turn, for a caller who says nothing, for the next key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Expectation
from voice.turns.ending import Ending

END_MS = {"fr": 600, "nl": 550, "it": 600, "da": 700, "en": 550}
"""Silence that ends a turn in open conversation. People leave longer gaps in some languages than in others: Danish
turns are about 470 ms apart on average, those of the other languages closer together (Stivers et al. 2009)."""
UNKNOWN_LANGUAGE_MS = 700
"""Where the language is still to be found out, the most patient of the five."""
SENTENCE_MS = {"fr": 350, "nl": 350, "it": 350, "da": 450, "en": 350}
"""Silence that ends a turn whose words are a finished sentence already."""
OPEN_MS = 1000
"""Silence that ends a turn that breaks off in mid-sentence: whoever looks for a word needs longer than usual."""
EARLY_MS = 64
"""Silence after which recognition starts. Little is recognised in vain: a turn has 1.4 pauses of 64 ms, 1.3 of 96,
1.2 of 192 (recordings of `bench.endpoints`)."""
DICTATION_EARLY_MS = 320
"""Groups of a number are closer together: recognised after 96 ms, a French number was recognised six times."""
DICTATION_MS = {"fr": 1300, "nl": 1300, "it": 1300, "da": 1500, "en": 1200}
"""Numbers and spelled names are dictated in groups with pauses between them."""
COMPLETE_MS = 300
"""Silence that ends a turn whose words are already one of the expected answers."""
MESSAGE_MS = 2500
"""Silence that ends a message for the answering machine."""

CAP_MS = 15_000
"""A turn ends here whatever happens: longer audio is more than the recogniser is given at once."""
MESSAGE_CAP_MS = 120_000

SILENT_MS = {"open": 7000, "digits": 9000, "name": 8000, "message": 6000}
"""A caller who says nothing for so long is asked whether they are still there; looking up a number takes longer."""
HOLD_MS = 120_000
"""A caller who asked the bot to wait is asked after so long."""
LAST_MS = 1200
"""After the bot's last words: so long a caller may still object before the line is hung up or handed over."""
KEYS_MS = 2500
"""Pause after the last key that ends a keyed number of unknown length."""


@dataclass(frozen=True)
class Patience:
    """The waiting times of one moment of a call, in milliseconds."""

    end_ms: int = 600
    complete_ms: int = COMPLETE_MS
    sentence_ms: int = 600
    """After a finished sentence."""
    open_ms: int = 600
    """After half a sentence."""
    early_ms: int = EARLY_MS
    """Silence after which it is recognised what was said, in case that was all."""
    cap_ms: int = CAP_MS
    silent_ms: int = SILENT_MS["open"]
    keys_ms: int = KEYS_MS

    def after(self, ending: Ending) -> int:
        """Silence that ends a turn whose words end like this."""
        return {
            Ending.ANSWER: self.complete_ms, Ending.SENTENCE: self.sentence_ms, Ending.OPEN: self.open_ms,
        }.get(ending, self.end_ms)  # fmt: skip


def patience(language: str, expects: Expectation, holds: bool = False, ends: bool = False) -> Patience:
    """The waiting times for what the dialogue expects next. `language`: one of the five or "auto"."""
    state = expects.state
    silent_ms = LAST_MS if ends else HOLD_MS if holds else SILENT_MS.get(state, SILENT_MS["open"])
    if state == "message":
        return replace(_even(MESSAGE_MS, silent_ms), cap_ms=MESSAGE_CAP_MS)
    if state in ("digits", "name"):
        # A name may be spelled, which is dictation too.
        end_ms = DICTATION_MS.get(language, max(DICTATION_MS.values()))
        return replace(_even(end_ms, silent_ms), early_ms=DICTATION_EARLY_MS)
    return Patience(
        end_ms=END_MS.get(language, UNKNOWN_LANGUAGE_MS),
        sentence_ms=SENTENCE_MS.get(language, UNKNOWN_LANGUAGE_MS),
        open_ms=OPEN_MS,
        silent_ms=silent_ms,
    )


def _even(end_ms: int, silent_ms: int) -> Patience:
    """Where the form of a sentence tells nothing."""
    return Patience(end_ms=end_ms, sentence_ms=end_ms, open_ms=end_ms, silent_ms=silent_ms)

"""Conversations in writing: a turn as one types it, and what a whole conversation came to."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from bot.dialogue.protocol import Dialogue
from bot.messages import BotTurn, CallerTurn, CallInfo, Outcome, settle

KEYS = re.compile(r"<dtmf:([0-9*#]+)>")


def typed(text: str) -> CallerTurn:
    """`<silence>`, `<dtmf:2>`, or words. Raises ValueError for keys that no phone has."""
    stripped = text.strip()
    if stripped == "<silence>":
        return CallerTurn("silence")
    keys = KEYS.fullmatch(stripped)
    if keys:
        return CallerTurn("keys", keys.group(1))
    if stripped.startswith("<dtmf:"):
        raise ValueError(f"{stripped}: keys are 0-9, * and #, as in <dtmf:2>")
    return CallerTurn("speech", stripped)


@dataclass(frozen=True)
class Ending:
    """What a conversation came to."""

    replies: tuple[str, ...]
    """Everything the bot said, a turn an item, the greeting first."""
    outcome: Outcome
    language: str


async def converse(dialogue: Dialogue, language: str, turns: Iterable[str], caller: str | None = None) -> Ending:
    """Run a written conversation to its last turn, where the caller hangs up. What is said after the bot's part is over
    is what a caller says while being put through."""
    call_id = f"typed-{uuid.uuid4()}"
    turn: BotTurn = await dialogue.start(CallInfo(call_id, language, caller=caller))
    replies, outcome = [" ".join(turn.replies)], turn.outcome
    try:
        for text in turns:
            turn = await dialogue.turn(call_id, typed(text))
            replies.append(" ".join(turn.replies))
            outcome = settle(outcome, turn.outcome)
    finally:
        await dialogue.end(call_id)
    return Ending(tuple(replies), outcome or Outcome("answered"), turn.language)

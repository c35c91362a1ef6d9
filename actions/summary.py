"""The call in one or two sentences, in the caller's language and in English."""

from __future__ import annotations

from actions.call import Value
from actions.turn import Turn
from desk.queue.packet import Summary

SILENT_INTENTS = frozenset({"nlu_fallback", "affirm", "deny", "inform", "greet", "thank", "out_of_scope"})
"""Intents that say nothing of what the call is about."""


def summarise(turn: Turn, department: str, reason: str, kind: str, person: str | None) -> Summary:
    """Both sentences."""
    return Summary(*(_sentences(turn, language, department, reason, kind, person) for language in _pair(turn)))


def _pair(turn: Turn) -> tuple[str, str]:
    return turn.call.language, "en"


def _sentences(turn: Turn, language: str, department: str, reason: str, kind: str, person: str | None) -> str:
    speaker = turn.speaker(language)
    about = _about(turn)
    parts = [speaker.reply(f"summary_{kind}_{reason}" if kind == "call" else f"summary_{kind}", 0, {
        "department": ["department", department]
    })]  # fmt: skip
    if about:
        parts.append(speaker.reply("summary_about", 0, {"wish": ["phrase", f"wish_{about}"]}))
    if person:
        parts.append(speaker.reply("summary_person", 0, {"person": ["person", person]}))
    order: Value | None = turn.call.slots.get("order_number")
    if order:
        parts.append(speaker.reply("summary_order", 0, {"order": order}))
    return " ".join(parts)


def _about(turn: Turn) -> str | None:
    """The intent that the call is about."""
    intent = turn.reading.intent if turn.reading.kind == "speech" else ""
    if intent and intent not in SILENT_INTENTS and intent in wishes():
        return intent
    return turn.call.last.intent if turn.call.last and turn.call.last.intent in wishes() else None


def wishes() -> frozenset[str]:
    """Intents that have a phrase of their own in data/replies (wish_…)."""
    from actions.topics import WISHES

    return WISHES - {"request_human"}

"""The dialogue's messages as JSON lines, for the pipe between its process and the others."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.messages import BotTurn, CallerTurn, CallInfo, Entity, Expectation, Outcome, Understanding, Word


def line(message: dict[str, Any]) -> bytes:
    """One message as a line."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def call_info(data: dict[str, Any]) -> CallInfo:
    """The reverse of asdict."""
    return CallInfo(**data)


def caller_turn(data: dict[str, Any]) -> CallerTurn:
    """The reverse of asdict."""
    words = tuple(Word(**word) for word in data["words"])
    return CallerTurn(**{**data, "words": words, "alternatives": tuple(data["alternatives"])})


def understanding(data: dict[str, Any] | None) -> Understanding | None:
    """The reverse of asdict."""
    if data is None:
        return None
    ranking = tuple((str(name), float(confidence)) for name, confidence in data["ranking"])
    entities = tuple(Entity(**entity) for entity in data["entities"])
    return Understanding(**{**data, "ranking": ranking, "entities": entities})


def bot_turn(data: dict[str, Any]) -> BotTurn:
    """The reverse of asdict."""
    expects = data["expects"]
    parts = {
        "replies": tuple(data["replies"]),
        "expects": Expectation(
            **{**expects, "hotwords": tuple(expects["hotwords"]), "phrases": tuple(expects["phrases"])}
        ),
        "understanding": understanding(data["understanding"]),
        "outcome": Outcome(**data["outcome"]) if data["outcome"] else None,
    }
    return BotTurn(**{**data, **parts})


def to_dict(message: CallInfo | CallerTurn | BotTurn) -> dict[str, Any]:
    """A message as JSON types."""
    return asdict(message)

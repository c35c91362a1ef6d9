"""Where calls to be run again come from: the desk's record, the events of `centralino call --json`, their sound."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.messages import LANGUAGES
from bot.replay.call import KeptCall, Read, Settled
from bot.replies.naming import names_of
from centralino.errors import UserError
from centralino.replays.raw import Happened, turns_of
from desk.calls.messages import CallRecord
from voice.turns.keys import KEYS

GREETS_ALL = "utter_greeting_auto"
"""Said to callers whose language is still to be found out."""
GRACE_MS = 500
"""The end of the bot's part is written down a little after its last word."""


def from_record(record: CallRecord) -> KeptCall:
    """The bot's part of a call of the desk, masked as it is stored."""
    until = _bots_part(record)
    lines = [line for line in record.transcript if line.at_ms <= until]
    before_agent = next((n for n, line in enumerate(lines) if line.speaker == "agent"), len(lines))
    lines = lines[:before_agent]
    happened = [
        Happened("bot", line.at_ms, line.text, line.language)
        if line.speaker == "bot"
        else Happened(
            "keys" if _keyed(line.text, line.confidence) else "speech", line.at_ms, line.text, line.language,
            line.confidence,
        )
        for line in lines
    ]  # fmt: skip
    last = lines[-1].at_ms if lines else 0
    reads = [
        Happened("read", one.at_ms, read=Read(one.intent, round(one.confidence, 4), one.fallback, None))
        for one in record.intents
        if before_agent == len(record.transcript) or one.at_ms <= max(last, until)
    ]
    # A reading comes before the reply to it, and after what was said.
    order = {"speech": 0, "keys": 0, "read": 1, "bot": 2}
    together = sorted([*happened, *reads], key=lambda one: (one.at_ms, order[one.kind]))
    greeting, turns, notes = turns_of(together)
    return KeptCall(
        record.id, _language(record, greeting), record.began, record.caller, record.dialled, greeting, turns,
        Settled(record.final if record.final not in ("abandoned", "lost") else None, record.department, record.reason),
        notes,
    )  # fmt: skip


def _bots_part(record: CallRecord) -> int:
    if record.bot_ended is None:
        return 1 << 62
    return round((record.bot_ended - record.began).total_seconds() * 1000) + GRACE_MS


def _keyed(text: str, confidence: float | None) -> bool:
    return confidence is None and bool(text) and set(text) <= set(KEYS) | {"•"}


def _language(record: CallRecord, greeting: tuple[str, ...]) -> str:
    """The record tells those that were spoken; whether the first was found out is told by the greeting."""
    spoken = record.languages[0] if record.languages else record.language
    greeted = {name for text in greeting for language in LANGUAGES for name in names_of(text, language)}
    return "auto" if GREETS_ALL in greeted or spoken not in LANGUAGES else spoken


def from_events(rows: Iterable[Mapping[str, Any]], began: datetime) -> KeptCall:
    """A call as `centralino call --json` prints it. `began`: aware, for events tell no date. Raises ValueError for what
    is no such call."""
    data = list(rows)
    answered = [row for row in data if row.get("event") == "answered"]
    if len(answered) != 1:
        raise ValueError(f"expected the events of one call, found {len(answered)} calls")
    try:
        greeting, turns, notes = turns_of(_happened(data))
        ended = next((row for row in data if row["event"] == "ended"), {})
        settled = Settled(ended.get("final"), ended.get("department"), ended.get("reason"))
        call, language = str(answered[0]["call"]), str(answered[0]["language"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"an event lacks its {error}") from error
    return KeptCall(call, language, began, None, None, greeting, turns, settled, notes)


def _happened(rows: Iterable[Mapping[str, Any]]) -> Iterator[Happened]:
    for row in rows:
        match row["event"]:
            case "said":
                yield Happened("bot", row["ms"], row["text"], row["language"])
            case "heard":
                yield Happened(
                    "speech", row["started_ms"], row["text"], row["language"], row["confidence"],
                    tuple(row.get("alternatives") or ()),
                )  # fmt: skip
            case "keys":
                yield Happened("keys", row["ms"], row["keys"])
            case "silence":
                yield Happened("silence", row["ms"])
            case "understood":
                entities = tuple((one["entity"], str(one["value"])) for one in row["entities"])
                read = Read(row["intent"], row["confidence"], row["fallback"], entities)
                yield Happened("read", row["ms"], read=read)


def read_events(file: Path, began: datetime | None = None) -> KeptCall:
    """The events of a file. Without `began` the call is taken to have been when the file was last written. Raises
    UserError."""
    try:
        lines = file.read_text("utf-8").splitlines()
        moment = began or datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: cannot be read; give the output of `centralino call --json`") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or "event" not in row or "ms" not in row:
            raise UserError(f"{file}:{number}: no event; give the output of `centralino call --json`")
        rows.append(row)
    try:
        return from_events(rows, moment)
    except ValueError as error:
        raise UserError(f"{file}: {error}; give the output of one `centralino call --json`") from error

"""A call as a person reads it in the terminal: who says what, when, and what Centralino makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from voice.session.events import Event, Sink

BOT, CALLER, NOTE, ALERT, BOLD, PLAIN = "\033[36m", "\033[33m", "\033[2m", "\033[31m", "\033[1m", "\033[0m"


def json_lines(out: TextIO) -> Sink:
    """One JSON object an event; the form is documented in docs/integrate/events.md."""

    def write(event: Event) -> None:
        print(event.to_json(), file=out, flush=True)

    return write


def readable(out: TextIO) -> Sink:
    """One line an event, in colour on a terminal."""
    colours = out.isatty()

    def write(event: Event) -> None:
        described = _DESCRIBED[event.kind](event.data)
        if described is None:
            return
        colour, who, text = described
        line = f"{event.at_ms / 1000:7.2f} s  {who:<6}  {text}"
        print(f"{colour}{line}{PLAIN}" if colours else line, file=out, flush=True)

    return write


Described = tuple[str, str, str] | None


def _understood(data: dict[str, Any]) -> Described:
    found = ", ".join(f"{e['entity']} {e['value']}" for e in data["entities"])
    unsure = " (unsure)" if data["fallback"] else ""
    return NOTE, "", f"→ {data['intent']} {data['confidence']:.0%}{unsure}{f': {found}' if found else ''}"


def _heard(data: dict[str, Any]) -> Described:
    doubt = f"  [{data['confidence']:.0%}]" if data["confidence"] < 0.6 else ""
    return CALLER, "caller", (data["text"] or "(nothing that could be understood)") + doubt


def _handed_off(data: dict[str, Any]) -> Described:
    return (
        NOTE,
        "",
        f"→ stored for {data['department']}: {data['final']}, {data['reason']}, item {str(data['item'])[:8]}",
    )


def _failed(data: dict[str, Any]) -> Described:
    what = "stumbled and is tried again" if data["recovered"] else "failed"
    return ALERT, "", f"→ the {data['part']} {what}: {data['reason']}"


def _ended(data: dict[str, Any]) -> Described:
    outcome = data["final"] or "nothing settled"
    where = f" at {data['department']}" if data["department"] else ""
    why = f" ({data['reason']})" if data["reason"] else ""
    return NOTE, "", f"→ ended by the {data['by'].replace('failure', 'broken line')}: {outcome}{where}{why}"


_DESCRIBED: dict[str, Callable[[dict[str, Any]], Described]] = {
    "answered": lambda data: (NOTE, "", f"→ call {data['call']}, language {data['language']}"),
    "said": lambda data: (BOT, "bot", data["text"]),
    "heard": _heard,
    "understood": _understood,
    "keys": lambda data: (CALLER, "caller", f"(keys {data['keys']})"),
    "silence": lambda _: (NOTE, "", "→ the caller says nothing"),
    "barged_in": lambda _: (NOTE, "", "→ the caller interrupts"),
    "resumed": lambda _: (NOTE, "", "→ nothing to answer: the bot goes on"),
    "language": lambda data: (NOTE, "", f"→ the call goes on in {json.dumps(data['language'])}"),
    "recorded": lambda data: (NOTE, "", f"→ message of {data['seconds']:.0f} s"),
    "recording": lambda data: (NOTE, "", f"→ recording: {data['state']}"),
    "handed_off": _handed_off,
    "withdrawn": lambda _: (NOTE, "", "→ taken back by the caller"),
    "failed": _failed,
    "ended": _ended,
}

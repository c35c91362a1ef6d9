"""Comparisons of replayed calls, to be read and as JSON. The same comparison gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bot.replay.call import Read, Settled
from bot.replay.comparison import Comparison, Turn, Version, summary

WORDS = {
    "understood": "understood otherwise",
    "entities": "other details",
    "reply": "another reply",
    "state": "expects something else",
    "outcome": "comes to something else",
    "failed": "could not go on",
}
"""What differs, for people."""


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """JSON types."""
    return {**asdict(comparison), "same": comparison.same}


def as_json(comparisons: Sequence[Comparison]) -> str:
    """All of them, with a summary."""
    data = {"summary": summary(comparisons), "calls": [as_dict(comparison) for comparison in comparisons]}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_text(comparison: Comparison) -> str:
    """One call, turn by turn."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    other = comparison.against or "what was kept"
    yield f"Call {comparison.call} of {comparison.began}, {comparison.language}: {comparison.model} against {other}"
    for turn in comparison.turns:
        yield ""
        yield from _turn(turn, comparison)
    yield ""
    yield _settled("kept", comparison.kept)
    yield _settled(comparison.model, comparison.model_settled)
    if comparison.against is not None and comparison.against_settled is not None:
        yield _settled(comparison.against, comparison.against_settled)
    yield ""
    yield "Nothing differs." if comparison.same else f"The first turn that differs is {comparison.first}."
    yield from (f"Note: {note}." for note in comparison.notes)


def _turn(turn: Turn, comparison: Comparison) -> Iterator[str]:
    mark = ">>" if turn.number == comparison.first else " >" if turn.differences else "  "
    told = f"   [{', '.join(WORDS[one] for one in turn.differences)}]" if turn.differences else ""
    words = {"keys": f"(keys {turn.text})", "silence": "(says nothing)"}.get(turn.kind, f"“{turn.text}”")
    yield f"{mark} {turn.number}. {words}{told}"
    versions = [("kept", turn.kept), (comparison.model, turn.model)]
    if comparison.against is not None and turn.against is not None:
        versions.append((comparison.against, turn.against))
    width = max(len(name) for name, _ in versions)
    for name, version in versions:
        yield f"      {name:<{width}}  {_version(version)}"


def _version(version: Version) -> str:
    if version.failed:
        return "could not go on"
    if version.names is None:
        return "not kept"
    reply = " ".join(version.names) or "says nothing"
    return f"{_read(version.read)} → {reply}" if version.read else f"→ {reply}"


def _read(read: Read) -> str:
    entities = ", ".join(f"{name} {value}" for name, value in read.entities or ())
    unsure = " (unsure)" if read.fallback else ""
    return f"{read.intent} {100 * read.confidence:.0f} %{unsure}{f' [{entities}]' if entities else ''}"


def _settled(name: str, settled: Settled) -> str:
    parts = [part for part in (settled.final or "nothing settled", settled.department, settled.reason) if part]
    return f"   {name}: {', '.join(parts)}"

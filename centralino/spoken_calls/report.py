"""Spoken calls as a report: tables for the terminal and the HTML page, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.evaluation.report import Section, Table
from centralino.spoken_calls.checks import Failure, failures
from centralino.spoken_calls.figures import Figures, figures, word_error
from centralino.spoken_calls.played import Played, StepPlayed, Understood
from centralino.spoken_calls.script import Noise

HEADS = ["language", "calls", "passed", "failed", "turns", "understood", "words", "wrong", "replies", "p50", "p95"]


def sections(played: Sequence[Played], model: str) -> list[Section]:
    """The report's parts in reading order: the table by language, then each call that failed."""
    heard = {(call.band, call.noise) for call in played}
    note = f"Model {model}. Heard: {'; '.join(sorted(_condition(*one) for one in heard))}. Wrong: words that the "
    note += "recogniser swallowed, added or replaced. Replies: from the caller's last sound to the bot's first."
    table = [HEADS, *[_row(row) for row in figures(played)]]
    return [Section("Spoken calls by language", note, table), *[_failed(call) for call in played if failures(call)]]


def as_json(played: Sequence[Played], model: str) -> dict[str, Any]:
    """Everything of the report, and every call."""
    return {
        "model": model,
        "passed": not any(failures(call) for call in played),
        "figures": [_figures(row) for row in figures(played)],
        "calls": [_call(call) for call in played],
    }


def line(played: Played) -> str:
    """A call in one line, for whoever waits."""
    found = failures(played)
    outcome = f"{played.final or 'nothing settled'} {(played.outcome and played.outcome.department) or ''}".strip()
    told = "; ".join(map(str, found))
    return f"{'FAIL' if found else 'ok  '}  {played.script.language}  {played.script.name}: {outcome}" + (
        f"  ({told})" if told else ""
    )


def _condition(band: str, noise: Noise) -> str:
    behind = "" if noise.kind == "none" else f", {noise.kind} at {noise.snr_db:g} dB"
    return ("telephone band" if band == "phone" else "wide band") + behind


def _row(row: Figures) -> list[str]:
    error = "" if row.word_error is None else f"{100 * row.word_error:.1f} %"
    times = [f"{value:.2f} s" for value in row.reply_s] if row.reply_s else ["", ""]
    counts = (row.calls, row.passed, row.calls - row.passed, row.turns)
    share = f"{row.understood} ({100 * row.understood / row.turns:.0f} %)" if row.turns else "0"
    return [row.language, *map(str, counts), share, str(row.words), error, str(row.replies), *times]


def _failed(call: Played) -> Section:
    found = failures(call)
    where = f"{call.script.file.name}:{call.script.at}"
    whole = "; ".join(str(one) for one in found if one.step is None)
    note = f"{where}. Heard: {_condition(call.band, call.noise)}." + (f" The call – {whole}." if whole else "")
    table: Table = [["line", "said", "heard", "understood", "replied", "not as expected"]]
    for number, step in enumerate(call.steps):
        wrong = "; ".join(str(one) for one in found if one.step == number)
        reply = " ".join(step.replies)
        table.append([str(step.step.at), _said(step), step.heard or "–", _readings(step.understood), reply, wrong])
    for one in found:
        if one.step is not None and one.step >= len(call.steps):
            table.append([str(one.at), "(never said)", "", "", "", str(one)])
    return Section(f"Failed: {call.script.language}, {call.script.name}", note, table)


def _said(step: StepPlayed) -> str:
    if step.step.keys:
        return f"(keys {step.step.keys})"
    if step.step.silence_s:
        return f"(silent for {step.step.silence_s:g} s)"
    return step.said or f"({step.step.wav.name})" if step.step.wav else step.said


def _readings(readings: Sequence[Understood]) -> str:
    return ", then ".join(
        f"{one.intent} {100 * one.confidence:.0f} %{' (unsure)' if one.fallback else ''}" for one in readings
    )


def _figures(row: Figures) -> dict[str, Any]:
    p50, p95 = row.reply_s or (None, None)
    return {
        "language": row.language, "calls": row.calls, "passed": row.passed, "failed": row.calls - row.passed,
        "turns": row.turns, "understood": row.understood, "words": row.words, "wrong": row.wrong,
        "word_error": _rounded(row.word_error, 4), "replies": row.replies, "reply_p50_s": _rounded(p50, 3),
        "reply_p95_s": _rounded(p95, 3),
    }  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _call(call: Played) -> dict[str, Any]:
    found, outcome = failures(call), call.outcome
    return {
        "call": call.script.name, "language": call.script.language, "file": call.script.file.name,
        "line": call.script.at, "band": call.band, "noise": call.noise.kind,
        "snr_db": None if call.noise.kind == "none" else call.noise.snr_db, "passed": not found,
        "final": call.final, "department": outcome.department if outcome else None,
        "reason": outcome.reason if outcome else None, "spoken": call.language, "seconds": round(call.ms / 1000, 2),
        "greeting": list(call.greeting), "turns": [_turn(step, n, found) for n, step in enumerate(call.steps)],
        "failures": [_failure(one) for one in found if one.step is None or one.step >= len(call.steps)],
    }  # fmt: skip


def _turn(step: StepPlayed, number: int, found: Sequence[Failure]) -> dict[str, Any]:
    wrong, words = word_error(step)
    return {
        "line": step.step.at, "said": step.said, "keys": step.step.keys, "silence_s": step.step.silence_s,
        "recording": step.step.wav.name if step.step.wav else None, "heard": step.heard,
        "understood": [
            {"intent": one.intent, "confidence": one.confidence, "fallback": one.fallback,
             "entities": [{"entity": name, "value": value} for name, value in one.entities]}
            for one in step.understood
        ],
        "replies": list(step.replies), "reply_s": _rounded(None if step.reply_ms is None else step.reply_ms / 1000, 3),
        "words": words, "wrong": wrong, "failures": [_failure(one) for one in found if one.step == number],
    }  # fmt: skip


def _failure(one: Failure) -> dict[str, Any]:
    return {"what": one.what, "expected": one.expected, "found": one.found, "line": one.at}

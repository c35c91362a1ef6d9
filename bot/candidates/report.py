"""The report of a candidate beside the live model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.candidates.figures import differences, summary
from bot.candidates.files import digest, read_json, write_json
from bot.candidates.gate import judge
from bot.candidates.targets import Targets
from bot.evaluation.evaluation import Finder, damaged, entity_scores, predict
from bot.evaluation.metrics import Prediction
from bot.evaluation.sets import Utterance, marked, utterances
from bot.evaluation.trained import intent_model

THREADS = 2
MOST = 500
"""Differences of each kind that are written out; all are counted."""
KEPT = 6
"""Models whose readings of the test set are kept."""


@dataclass(frozen=True)
class HeardLine:
    """What a caller said on a real call, and what the bot took it for then."""

    call: str
    at_ms: int
    language: str
    text: str
    intent: str


@dataclass(frozen=True)
class Measured:
    """A model's readings of the test set and of real lines, in their order."""

    clean: list[Prediction]
    damaged: list[Prediction]
    heard: list[str]


Step = Callable[[str, float], None]


def measured(archive: Path, folder: Path, lines: Sequence[HeardLine], cache: Path) -> Measured:
    """Run a model over the test set in `folder` (with nlu/ and entities/). What it makes of the test set is kept in
    `cache`: a candidate that goes live is what the next one is compared with. Raises UserError."""
    rows = utterances(folder / "nlu")
    hurt = damaged(rows)
    with intent_model(archive, THREADS) as model:
        kept = cache / f"tested-{digest(archive)[:16]}.json"
        known = _kept(kept, rows, hurt)
        clean, worse = known or (predict(model, rows), predict(model, hurt))
        if not known:
            write_json(kept, {"clean": [asdict(row) for row in clean], "damaged": [asdict(row) for row in worse]})
        _prune(kept)
        heard = predict(model, [Utterance(line.text, line.language, line.intent) for line in lines])
    return Measured(clean, worse, [row.predicted for row in heard])


def _prune(used: Path) -> None:
    """Readings of the models that were used last are kept."""
    used.touch()
    for old in sorted(used.parent.glob("tested-*.json"), key=_used)[:-KEPT]:
        old.unlink(missing_ok=True)


def _used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0  # another training's, which has just deleted it


def _kept(
    file: Path, rows: Sequence[Utterance], hurt: Sequence[Utterance]
) -> tuple[list[Prediction], list[Prediction]] | None:
    """Of the same test set, or nothing."""
    data: Any = read_json(file)
    try:
        clean, worse = ([Prediction(**row) for row in data[name]] for name in ("clean", "damaged"))
    except (TypeError, KeyError):
        return None  # nothing, or written by another release
    for found, wanted in ((clean, rows), (worse, hurt)):
        if [(r.text, r.language, r.intent) for r in found] != [(r.text, r.language, r.intent) for r in wanted]:
            return None
    return clean, worse


def build(
    live: Measured | None,
    candidate: Measured,
    lines: Sequence[HeardLine],
    entities: list[dict[str, Any]],
    targets: Targets,
) -> dict[str, Any]:
    """As JSON. Of real calls it holds where the models differ, and not what was said: that stays where calls are kept,
    and goes when they go."""
    now = summary(candidate.clean, candidate.damaged)
    was = summary(live.clean, live.damaged) if live else None
    better, worse, other = differences(live.clean, candidate.clean) if live else ([], [], [])
    broken = judge(was, now, targets)
    return {
        "live": was,
        "candidate": now,
        "counts": {"better": len(better), "worse": len(worse), "other": len(other)},
        "better": [asdict(row) for row in better[:MOST]],
        "worse": [asdict(row) for row in worse[:MOST]],
        "other": [asdict(row) for row in other[:MOST]],
        "parity": {"live": was["spread"] if was else None, "candidate": now["spread"]},
        "entities": entities,
        "calls": _calls(live, candidate, lines),
        "gate": {"passes": not broken, "broken": [asdict(row) for row in broken]},
    }


def outcome(report: dict[str, Any]) -> dict[str, Any]:
    """What the state of a candidate tells of its report."""
    accuracy = {language: row["accuracy"] for language, row in report["candidate"]["languages"].items()}
    better, worse = report["counts"]["better"], report["counts"]["worse"]
    return {"gate": report["gate"], "accuracy": accuracy, "better": better, "worse": worse}


def _calls(live: Measured | None, candidate: Measured, lines: Sequence[HeardLine]) -> dict[str, Any]:
    was = live.heard if live else [line.intent for line in lines]
    found = [
        {"call": line.call, "at_ms": line.at_ms, "language": line.language, "then": line.intent, "was": old, "now": new}
        for line, old, new in zip(lines, was, candidate.heard, strict=True)
        if old != new
    ]
    calls = len({line.call for line in lines})
    return {"calls": calls, "lines": len(lines), "differ": len(found), "differences": found[:MOST]}


def entities(folder: Path, live: Finder | None, candidate: Finder) -> list[dict[str, Any]]:
    """Scores of the finders, with the phrases that each model has learned. The same finder is scored once."""
    rows = marked(folder / "entities")
    scores = entity_scores(rows, candidate)
    was = {row.entity: row for row in (scores if live is candidate else entity_scores(rows, live))} if live else {}
    return [
        {
            "entity": row.entity,
            "count": row.count,
            "right": row.right,
            "invented": row.invented,
            "was_right": was[row.entity].right if was else None,
            "was_invented": was[row.entity].invented if was else None,
        }
        for row in scores
    ]


def short(report: dict[str, Any]) -> str:
    """A few lines for the terminal."""
    now, was, counts = report["candidate"]["languages"], report["live"], report["counts"]
    words = []
    for language, row in now.items():
        before = f" ({row['accuracy'] - was['languages'][language]['accuracy']:+.1%})" if was else ""
        words.append(f"{language} {row['accuracy']:.1%}{before}")
    lines = ["Right on the test set: " + ", ".join(words)]
    if was:
        lines.append(f"Better: {counts['better']}. Worse: {counts['worse']}.")
    calls = report["calls"]
    if calls["lines"]:
        lines.append(f"Real calls: {calls['differ']} of {calls['lines']} lines are taken differently.")
    return "\n".join([*lines, gate_words(report["gate"])])


def gate_words(gate: dict[str, Any]) -> str:
    """One line."""
    if gate["passes"]:
        return "Gate: passes."
    broken = ", ".join(f"{row['target']} {row['value']:.3f} (limit {row['limit']:.3f})" for row in gate["broken"])
    return f"Gate: refuses: {broken}."

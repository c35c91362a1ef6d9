"""The evaluation as text for the terminal and as one HTML page that needs nothing beside it."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation import pictures
from bot.evaluation.evaluation import EntityScore
from bot.evaluation.metrics import Prediction, auroc, confusions, intent_f1, score, trade_off
from bot.messages import LANGUAGES

THRESHOLDS = [index / 100 for index in range(1, 100)]
SHOWN_THRESHOLDS = (0.2, 0.3, 0.5, 0.7, 0.9)
WORST, CONFUSED = 8, 12

Table = list[list[str]]


@dataclass(frozen=True)
class Section:
    """A heading, what to know about it, and a table (first row: headings) or a picture."""

    title: str
    note: str = ""
    table: Table | None = None
    picture: bytes | None = None


@dataclass(frozen=True)
class Results:
    """Everything that was measured."""

    model: str
    clean: list[Prediction]
    damaged: list[Prediction]
    entities: list[EntityScore]
    curve: list[tuple[int, float]]
    parse_ms: tuple[float, float]
    """Median and 95th percentile of one parse, milliseconds."""
    unseen: Sequence[Prediction] = ()
    """Those of `clean` whose text is in no training data, such as a bare "yes please" is."""


def sections(results: Results) -> list[Section]:
    """The report's parts in reading order."""
    clean = results.clean
    trade = trade_off(clean, THRESHOLDS)
    made = [
        Section("Intents by language", f"Model {results.model}. Text as written.", _by_language(clean)),
        *_unseen(results),
        Section(
            "Intents by language, damaged text",
            "A fifth of the words swallowed, split or replaced by a similar word (bot.nlu.damage.py).",
            _by_language(results.damaged),
        ),
        Section("Worst intents", "", _rows(("intent", "F1"), intent_f1(clean)[:WORST])),
        Section("Most frequent confusions", "", _rows(("is", "taken for", "times"), confusions(clean)[:CONFUSED])),
        Section("Out of scope", f"AUROC {auroc(clean):.3f}", _scope(clean)),
        Section("Out of scope, trade-off", picture=pictures.scope(trade)),
        Section("Confidence", picture=pictures.confidence(clean)),
        Section("Confusion", picture=pictures.confusion(clean)),
        Section("Confusion, damaged text", picture=pictures.confusion(results.damaged)),
    ]
    if results.entities:
        made.append(Section("Entities", "Right = every value of that entity found, and no other.", _entities(results)))
    if results.curve:
        rows = [(count, _percent(value)) for count, value in results.curve]
        made.append(Section("Learning curve", "", _rows(("utterances", "accuracy"), rows)))
        made.append(Section("Learning curve, picture", picture=pictures.learning_curve(results.curve)))
    p50, p95 = results.parse_ms
    made.append(
        Section("Time", "One utterance, classifier and entity finders.", [["p50", "p95"], [_ms(p50), _ms(p95)]])
    )
    return made


def _unseen(results: Results) -> list[Section]:
    count = len(results.clean) - len(results.unseen)
    note = f"Without {count} texts that somebody wrote for the training data as well, word for word."
    title = "Intents by language, texts that were never learned"
    return [Section(title, note, _by_language(results.unseen))] if results.unseen else []


def _by_language(rows: Sequence[Prediction]) -> Table:
    table = [["language", "n", "accuracy", "95 % interval", "macro-F1", "calibration error"]]
    for language in (*LANGUAGES, "all"):
        part = [row for row in rows if language in (row.language, "all")]
        if not part:
            continue
        figures = score(part)
        low, high = figures.interval
        interval = f"{_percent(low)} – {_percent(high)}"
        error = f"{figures.calibration_error:.3f}"
        table.append(
            [language, str(figures.count), _percent(figures.accuracy), interval, f"{figures.macro_f1:.3f}", error]
        )
    return table


def _scope(rows: Sequence[Prediction]) -> Table:
    table = [["threshold", "caught", "in-scope lost"]]
    return table + [
        [f"{row.threshold:.1f}", _percent(row.caught), _percent(row.lost)] for row in trade_off(rows, SHOWN_THRESHOLDS)
    ]


def _entities(results: Results) -> Table:
    table = [["entity", "n", "right", "invented where there is none", "for instance not"]]
    for row in results.entities:
        example = row.misses[0] if row.misses else ""
        table.append([row.entity, str(row.count), _percent(row.right / row.count), str(row.invented), example])
    return table


def _rows(heading: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Table:
    return [list(heading), *[[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def as_text(parts: Sequence[Section]) -> str:
    """For the terminal; pictures are left out."""
    blocks = []
    for part in parts:
        if part.table:
            lines = [part.title, "=" * len(part.title)] + ([part.note] if part.note else [])
            widths = [max(len(row[i]) for row in part.table) for i in range(len(part.table[0]))]
            lines += [
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                for row in part.table
            ]
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse } th, td { padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #ddd }
td { font-variant-numeric: tabular-nums } img { max-width: 100%; height: auto } h2 { margin-top: 2.2rem }
"""


def as_html(parts: Sequence[Section]) -> str:
    """One page, pictures inside."""
    body = ["<h1>Centralino: how well the callers are understood</h1>"]
    for part in parts:
        body.append(f"<h2>{html.escape(part.title)}</h2>")
        if part.note:
            body.append(f"<p>{html.escape(part.note)}</p>")
        if part.table:
            body.append(_html_table(part.table))
        if part.picture:
            data = base64.b64encode(part.picture).decode()
            body.append(f'<img alt="{html.escape(part.title)}" src="data:image/png;base64,{data}">')
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Centralino evaluation</title><style>{STYLE}</style>\n" + "\n".join(body) + "</html>\n"
    )


def _html_table(table: Table) -> str:
    head = "".join(f"<th scope=col>{html.escape(cell)}</th>" for cell in table[0])
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n" for row in table[1:])
    return f"<table><tr>{head}</tr>\n{rows}</table>"

"""`centralino evaluate`: how well the trained model understands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from centralino.paths import ROOT, VAR

TEST_SET = ROOT / "tests" / "data"
FRACTIONS = (0.25, 0.5, 1.0)
"""Parts of the training data for the learning curve."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "evaluate", help="accuracy, confusions, calibration, out-of-scope: text and an HTML page"
    )
    parser.add_argument(
        "--test", type=Path, default=TEST_SET, help="folder with nlu/ and entities/ (default: %(default)s)"
    )
    parser.add_argument(
        "--out", type=Path, default=VAR / "evaluation", help="folder of the report (default: %(default)s)"
    )
    parser.add_argument(
        "--learning-curve",
        action="store_true",
        help="also train on parts of the data (several times as long as training)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the report and write report.html and report.txt."""
    from bot.dialogue.model import trained
    from bot.evaluation.report import as_html, as_text, sections

    parts = sections(_measure(args, trained()))
    args.out.mkdir(parents=True, exist_ok=True)
    text = as_text(parts)
    (args.out / "report.txt").write_text(text, "utf-8")
    (args.out / "report.html").write_text(as_html(parts), "utf-8")
    print(text)
    print(f"With pictures: {args.out / 'report.html'}")
    return 0


def _measure(args: argparse.Namespace, archive: Path) -> Any:
    from bot.evaluation.evaluation import damaged, entity_scores, predict
    from bot.evaluation.report import Results
    from bot.evaluation.sets import marked, utterances
    from bot.evaluation.trained import intent_model

    rows = utterances(args.test / "nlu")
    find = _finder()
    with intent_model(archive) as model:
        clean, hurt = predict(model, rows), predict(model, damaged(rows))
        speed = _parse_ms(model, find, rows[:: max(len(rows) // 300, 1)])
    entities = entity_scores(marked(args.test / "entities"), find)
    return Results(archive.name, clean, hurt, entities, _curve(rows) if args.learning_curve else [], speed)


def _finder() -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.directory import company
    from bot.entities.finder import finders

    now = datetime(
        2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Europe/Paris")
    )  # the moment that the entity sets are written for

    def find(text: str, language: str) -> list[tuple[str, str]]:
        found = finders(company(), language).find(text, now)
        return [(entity.entity, entity.value) for entity in found.entities]

    return find


def _parse_ms(model: Any, find: Any, rows: Any) -> tuple[float, float]:
    import time

    import numpy as np

    taken = []
    for row in rows:
        began = time.perf_counter()
        model.rank(row.text)
        find(row.text, row.language)
        taken.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 95))


def _curve(rows: Any) -> list[tuple[int, float]]:
    import tempfile

    from bot.evaluation.evaluation import predict
    from bot.evaluation.metrics import score
    from bot.evaluation.sets import utterances
    from bot.nlu.intent_model import IntentModel
    from bot.nlu.training import Examples, train

    data = utterances(ROOT / "data" / "nlu")
    points = []
    for fraction in FRACTIONS:
        part = data[:: round(1 / fraction)]
        with tempfile.TemporaryDirectory() as folder:
            examples = Examples(*zip(*((row.text, row.intent, row.language) for row in part), strict=True))
            print(f"learning curve: {len(part)} utterances")
            train(examples, Path(folder), Path(folder) / "kept", lambda _step, _share: None)
            points.append((len(part), score(predict(IntentModel(Path(folder)), rows)).accuracy))
    return points

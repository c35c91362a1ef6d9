"""`centralino evaluate`: how well the trained model understands, in writing or in spoken calls."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from centralino.errors import UserError
from centralino.paths import TREE, VAR

TEST_SET = TREE / "tests" / "data"
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
    calls = parser.add_argument_group("spoken calls (docs/train/calls.md)")
    calls.add_argument(
        "--calls",
        nargs="*",
        metavar="FILE|FOLDER",
        help="play written calls through the whole loop instead (default: tests/calls); exit status 1: one failed",
    )
    calls.add_argument("--language", action="append", metavar="LANG", help="only calls in it; may be repeated")
    calls.add_argument("--band", choices=("wide", "phone"), default="wide", help="phone: 8 kHz µ-law, there and back")
    calls.add_argument("--noise", choices=("babble", "street", "none"), help="behind the caller, all through the call")
    calls.add_argument("--snr", type=float, metavar="DB", help="speech above noise (default: 15)")
    calls.add_argument("--model", metavar="ID|PATH", help="another model than the live one")
    calls.add_argument("--pace", choices=("measured", "virtual"), default="measured",
                       help="virtual: computing takes no time, so reply times are pauses alone")  # fmt: skip
    calls.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the report and write report.html and report.txt; of spoken calls calls.html, calls.txt and calls.json."""
    if args.calls is not None:
        from centralino.spoken_calls import command

        return command.run(args)
    _only_written(args)
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


def _only_written(args: argparse.Namespace) -> None:
    given = {"--language": args.language, "--noise": args.noise, "--snr": args.snr, "--model": args.model}
    for name, value in given.items():
        if value is not None:
            raise UserError(f"{name} is for spoken calls: add --calls")


def _measure(args: argparse.Namespace, archive: Path) -> Any:
    from bot.evaluation.evaluation import damaged, entity_scores, predict
    from bot.evaluation.report import Results
    from bot.evaluation.sets import marked, utterances
    from bot.evaluation.trained import intent_model, learned

    rows = utterances(args.test / "nlu")
    find = finder(learned(archive))
    with intent_model(archive) as model:
        clean, hurt = predict(model, rows), predict(model, damaged(rows))
        speed = _parse_ms(model, find, rows[:: max(len(rows) // 300, 1)])
    entities = entity_scores(marked(args.test / "entities"), find)
    curve = _curve(rows) if args.learning_curve else []
    return Results(archive.name, clean, hurt, entities, curve, speed, _unseen(clean))


def _unseen(rows: Any) -> Any:
    from bot.corpus.tree import Tree
    from bot.nlu.text import plain

    learned = {(one.language, one.key) for one in Tree(TREE).examples("training")}
    return [row for row in rows if (row.language, plain(row.text)) not in learned]


def finder(learned: Any) -> Any:
    """With the phrases that a model has learned."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.directory import company
    from bot.entities.finder import finders

    now = datetime(
        2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Europe/Paris")
    )  # the moment that the entity sets are written for

    def find(text: str, language: str) -> list[tuple[str, str]]:
        found = finders(company(), language, learned).find(text, now)
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
    from bot.nlu.lessons import Examples
    from bot.nlu.training import train

    data = utterances(TREE / "data" / "nlu")
    points = []
    for fraction in FRACTIONS:
        part = data[:: round(1 / fraction)]
        with tempfile.TemporaryDirectory() as folder:
            examples = Examples(*zip(*((row.text, row.intent, row.language) for row in part), strict=True))
            print(f"learning curve: {len(part)} utterances")
            train(examples, Path(folder), lambda _step, _share: None)
            points.append((len(part), score(predict(IntentModel(Path(folder)), rows)).accuracy))
    return points

"""`centralino train`: the language model, only when it is stale."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from centralino.errors import UserError

REASON = "centralino train"


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("train", help="train the language model when its data have changed")
    parser.add_argument(
        "--force",
        action="store_true",
        help="train although nothing has changed or somebody has rolled back, and past the gate",
    )
    parser.add_argument("--check", action="store_true", help="only tell whether it is stale (exit status 1)")
    parser.add_argument(
        "--watch", action="store_true", help="train a candidate and report on it each time a file is saved"
    )
    parser.add_argument("--promote", action="store_true", help="with --watch: promote what the gate lets through")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 with --check and a stale model."""
    from bot.candidates import live
    from bot.dialogue import model

    if args.watch:
        from centralino.training_watch import watch

        return watch(args.promote)
    if args.check:
        is_stale = model.stale()
        print("stale" if is_stale else "up to date")
        return int(is_stale)
    present = live.live(model.FOLDER)
    if present is not None and present.pinned and not args.force:
        when = present.promoted_at[:10]
        print(
            f"The model was rolled back to {present.version} on {when} and stays; centralino train --force replaces it."
        )
        return 0
    if not args.force and not model.stale():
        print("The language model is up to date.")
        return 0
    begin = time.monotonic()
    broken = train(model.FOLDER, args.force)
    if broken:
        print(
            f"The live model stays: one of the data as they are breaks {', '.join(broken)}. "
            "centralino candidates train tells more; centralino train --force makes it live all the same."
        )
        return 0
    print(f"Trained {model.FOLDER / model.ARCHIVE} in {time.monotonic() - begin:.0f} s.")
    return 0


def check_data() -> None:
    """A word on mistakes in the data before minutes are spent on it. Raises UserError for a file that is not YAML."""
    from bot.corpus.check import mistakes
    from bot.corpus.tree import Tree
    from centralino.paths import TREE

    problems = mistakes(Tree(TREE))
    broken = next((problem for problem in problems if problem.kind == "broken"), None)
    if broken:
        raise UserError(str(broken))
    if problems:
        print(f"{len(problems)} mistakes in the training data; centralino data check lists them.", file=sys.stderr)


def train(folder: Path, force: bool = False) -> list[str]:
    """Train from the tree and make it live in a folder; the former model stays until the new one is whole, and is
    kept. Where both are made by the same code, what trainers have changed has to pass the gate, unless `force`: returns
    the targets that it breaks, and it is not live then. Raises UserError."""
    import shutil

    from bot.candidates import live, trained, tree
    from bot.dialogue import model
    from bot.dialogue.hush import hush
    from centralino import settings
    from centralino.cli.users import who
    from centralino.training_acts import new_version

    hush()
    check_data()
    from bot.nlu.progress import Printer

    now, fresh, stamp = datetime.now(UTC), folder / ".trained", model.Stamp.of()
    same = not force and (folder / model.ARCHIVE).exists() and model.same_core(folder)
    try:
        trained.train(tree.read(), folder, fresh, Printer(), now, stamp)
        report = _measured(fresh / model.ARCHIVE, folder) if same else None
        if report is not None and report["gate"]["broken"]:
            return [str(one["target"]) for one in report["gate"]["broken"]]
        done = datetime.now(UTC).isoformat(timespec="seconds")
        rows = report["candidate"]["languages"] if report is not None else {}
        figures = {language: row["accuracy"] for language, row in rows.items()}
        made = live.Live(new_version(now), done, done, who(), REASON, figures)
        live.promote(folder, fresh, made, settings.load().training.keep_models)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return []


def _measured(archive: Path, folder: Path) -> dict[str, Any] | None:
    """Beside the live model, as a candidate is, without real calls: the desk's database may not be there yet. None:
    there is no test set."""
    from centralino.candidate_training import Sources, measure

    test_set = Sources().test_set
    if not (test_set / "nlu").is_dir():
        return None
    return measure(archive, folder, lambda _step, _share: None, test_set, ())

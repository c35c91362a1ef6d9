"""`centralino train`: the language model, only when it is stale."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from bot.candidates.refused import Refused
    from bot.candidates.tree import Lore

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
    before = None if args.force else refused_before(model.FOLDER)
    if before is not None:
        print(f"The live model stays: the same data was refused by the gate before. {_why(before)}")
        return 0
    begin = time.monotonic()
    refused = train(model.FOLDER, args.force)
    if refused is not None:
        print(f"The live model stays. {_why(refused)}")
        return 0
    print(f"Trained {model.FOLDER / model.ARCHIVE} in {time.monotonic() - begin:.0f} s.")
    return 0


def refused_before(folder: Path) -> Refused | None:
    """What the gate has said of the tree as it is; None: that it has not seen, or not beside this live model."""
    from bot.candidates import refused
    from bot.dialogue import model

    return refused.same(folder, model.Stamp.of().whole, _yardstick(folder))


def _yardstick(folder: Path) -> str:
    from bot.candidates import live, refused
    from centralino import settings
    from centralino.candidate_training import Sources

    return refused.yardstick(live.live(folder), Sources().test_set, settings.load().training.targets)


def _why(refused: Refused) -> str:
    """And what to do."""
    from bot.candidates import named
    from bot.dialogue import model

    what = f"One of the data as they are breaks {', '.join(refused.broken)}."
    try:
        kept = bool(refused.candidate) and named.archive(model.FOLDER, refused.candidate) is not None
    except UserError:
        kept = False
    if not kept:
        return f"{what} centralino candidates train tells more; centralino train --force makes it live all the same."
    return (
        f"{what} centralino candidates report {refused.candidate} tells more; "
        f'centralino candidates promote {refused.candidate} --overrule "REASON", or centralino train --force, '
        "makes it live all the same."
    )


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


def train(folder: Path, force: bool = False) -> Refused | None:
    """Train from the tree and make it live in a folder; the former model stays until the new one is whole, and is
    kept. Where both are made by the same code, what trainers have changed has to pass the gate, unless `force`: what it
    refuses is returned, is kept as a candidate and is not live. Raises UserError."""
    import shutil

    from bot.candidates import live, refused, trained, tree
    from bot.candidates.refused import Refused
    from bot.dialogue import model
    from bot.dialogue.hush import hush
    from centralino import settings
    from centralino.cli.users import who
    from centralino.training_acts import new_version

    hush()
    check_data()
    from bot.nlu.progress import Printer

    now, fresh, stamp = datetime.now(UTC), folder / ".trained", model.Stamp.of()
    present, measure = live.live(folder), _yardstick(folder)
    same = not force and (folder / model.ARCHIVE).exists() and model.same_core(folder)
    try:
        lore = tree.read()
        trained.train(lore, folder, fresh, Printer(), now, stamp)
        report = _measured(fresh / model.ARCHIVE, folder) if same else None
        if report is not None and report["gate"]["broken"]:
            since = present.version if present else ""
            id_ = _keep_refused(folder, fresh, lore, report, since, now)
            found = Refused(stamp.whole, measure, tuple(str(one["target"]) for one in report["gate"]["broken"]), id_)
            refused.note(folder, found)
            return found
        done = datetime.now(UTC).isoformat(timespec="seconds")
        rows = report["candidate"]["languages"] if report is not None else {}
        figures = {language: row["accuracy"] for language, row in rows.items()}
        made = live.Live(new_version(now), done, done, who(), REASON, figures)
        live.promote(folder, fresh, made, settings.load().training.keep_models)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return None


def _keep_refused(folder: Path, fresh: Path, lore: Lore, report: dict[str, Any], since: str, now: datetime) -> str:
    """On the shelf of candidates; returns its id, empty where none are kept."""
    from bot.candidates.report import outcome
    from bot.candidates.shelf import Candidate, Shelf
    from centralino import candidate_training, settings
    from centralino.cli.users import who
    from centralino.training_acts import new_version

    keep = settings.load().training.keep_candidates
    if keep < 1:
        return ""
    begun, seconds = now.isoformat(timespec="seconds"), round((datetime.now(UTC) - now).total_seconds(), 1)
    made = Candidate(new_version(now), "ready", who(), begun, share=1.0, seconds=seconds, since=since)
    told = {**candidate_training.learned(lore.examples, folder), **outcome(report)}
    Shelf(folder, keep).take(replace(made, **told), fresh, report)
    return made.id


def _measured(archive: Path, folder: Path) -> dict[str, Any] | None:
    """Beside the live model, as a candidate is, without real calls: the desk's database may not be there yet. None:
    there is no test set."""
    from centralino.candidate_training import Sources, measure

    test_set = Sources().test_set
    if not (test_set / "nlu").is_dir():
        return None
    return measure(archive, folder, lambda _step, _share: None, test_set, ())

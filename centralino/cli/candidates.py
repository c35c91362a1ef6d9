"""`centralino candidates`: models beside the live one; promoting, discarding, rolling back."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from bot.candidates.shelf import Candidate
    from centralino.training_acts import Acts

LOOK_SECONDS = 0.5
SHOWN = 20
"""Utterances of each kind in a report."""


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("candidates", help="models beside the live one: train, compare, promote, roll back")
    actions = parser.add_subparsers(dest="candidates_action", metavar="ACTION", required=True)

    def action(name: str, what: str, does: Callable[[Acts, argparse.Namespace], int]) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=what, description=f"{what}.")
        made.set_defaults(run=run, does=does)
        return made

    listing = action("list", "the live model, the candidates, and the models that can be gone back to", _list)
    train = action("train", "a candidate from the data as they are, in the background", _train)
    train.add_argument("--background", action="store_true", help="do not wait for it")
    show = action("show", "how far one is, what it contains and what the gate says", _show)
    report = action("report", "one beside the live model: figures, what got better and what got worse", _report)
    promote = action("promote", "make one live; running calls finish on the former model", _promote)
    discard = action("discard", "give one up; a training that runs ends", _discard)
    for one in (show, report, promote, discard):
        one.add_argument("id", metavar="ID", help="as `centralino candidates list` tells it")
    promote.add_argument("--overrule", metavar="REASON", default="", help="promote although the gate refuses")
    back = action("rollback", "make a former model live again; `centralino train` then leaves it alone", _roll_back)
    back.add_argument("version", metavar="VERSION", nargs="?", help="default: the one before the live one")
    for one in (listing, show, report):
        one.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when a training failed or the gate refuses. Raises UserError."""
    from centralino.training_acts import Acts, GateError, audited
    from desk.database import StoreError

    does: Callable[[Acts, argparse.Namespace], int] = args.does
    try:
        return does(Acts(audited()), args)
    except GateError as error:
        print(f'centralino: {error}: --overrule "REASON"')
        return 1
    except StoreError as error:
        raise UserError(str(error)) from error


def _list(acts: Acts, args: argparse.Namespace) -> int:
    from bot.candidates import live
    from centralino import answering
    from centralino.paths import VAR

    told = answering.told(VAR)
    present, former, candidates = live.live(acts.models), live.history(acts.models), acts.shelf.all()
    if args.json:
        rows = {"candidates": [asdict(one) for one in candidates], "history": [asdict(one) for one in former]}
        answers = told.shown(present.version if present else "") if told else None
        shown = {"live": asdict(present) if present else None, "answering": answers, **rows}
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    if present is None:
        print("No live model: centralino train")
    else:
        pinned = " (rolled back to)" if present.pinned else ""
        print(f"live       {present.version}{pinned}  since {present.promoted_at}  {_right(present.figures)}")
        if told:
            print(answered(present.version, **told.shown(present.version)))
    for one in candidates:
        print(f"{one.state:<10} {one.id}  {_words(one)}")
    for model in former:
        if present is None or model.version != present.version:
            print(f"former     {model.version}  from {model.promoted_at}  {_right(model.figures)}")
    return 0


def answered(live: str, version: str, state: str, why: str, since: str, at: str) -> str:
    """Which model really answers, in a line."""
    if state == "answers":
        return f"           calls are answered by it since {since}"
    if state == "starting":
        return f"           it takes new calls soon; {version} answers them until then"
    return (
        f"           version {live} was promoted but does not start; calls are answered by {version}\n"
        f"           ({at}: {why})\n"
        f"           go back: centralino candidates rollback {version}, or train another"
    )


def _right(accuracy: Any) -> str:
    return f"{accuracy['all']:.1%} right" if accuracy.get("all") else ""


def _words(one: Candidate) -> str:
    if one.error:
        return one.error
    if one.state in ("waiting", "training", "testing"):
        return f"{one.step} {one.share:.0%}, {one.seconds:.0f} s"
    gate = "" if one.gate is None else "gate passes" if one.gate["passes"] else "gate refuses"
    return f"{_right(one.accuracy)}, better {one.better}, worse {one.worse}, {gate}" if one.accuracy else ""


def _train(acts: Acts, args: argparse.Namespace) -> int:
    made = acts.train(_who(), datetime.now(UTC))
    print(f"Candidate {made.id} is being trained; centralino candidates show {made.id}")
    return 0 if args.background else int(not follow(acts, made.id))


def follow(acts: Acts, id_: str) -> bool:
    """Until it is done; prints its steps and the short report. Whether it is ready."""
    from bot.candidates.report import short
    from bot.candidates.shelf import RUNNING

    found, step = acts.shelf.show(id_), ""
    while found.state in RUNNING:
        if found.step != step:
            step = found.step
            print(f"  {step} …", flush=True)
        time.sleep(LOOK_SECONDS)
        found = acts.shelf.show(id_)
    if found.state != "ready":
        print(f"{found.state}: {found.error}" if found.error else found.state)
        return False
    report = acts.shelf.report(id_)
    assert report is not None, "ready"
    print(f"Ready after {found.seconds:.0f} s{changed(found)}.\n{short(report)}")
    return True


def changed(one: Candidate) -> str:
    """ ", 3 added, 1 removed"."""
    parts = [f"{number} {kind}" for kind, number in one.changed.items() if number]
    return f", {', '.join(parts)}" if parts else ""


def _show(acts: Acts, args: argparse.Namespace) -> int:
    from bot.candidates.report import gate_words

    found = acts.shelf.show(args.id)
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    print(f"{found.id}: {found.state}, begun by {found.by} at {found.created_at}{changed(found)}")
    print(_words(found))
    for change in found.changes[:SHOWN]:
        print(f"  {change['kind']:<10} {change['language']} {change['intent']:<20} {change['text']}")
    if found.gate:
        print(gate_words(dict(found.gate)))
    return 0


def _report(acts: Acts, args: argparse.Namespace) -> int:
    from bot.candidates.report import short

    report = acts.shelf.report(args.id)
    if report is None:
        raise UserError(
            f"candidate {args.id!r}: it is {acts.shelf.show(args.id).state}; the report comes with the test"
        )
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    print(short(report))
    for name in ("better", "worse"):
        for row in report[name][:SHOWN]:
            print(
                f"  {name:<7} {row['language']} {row['text']}: is {row['intent']}, was {row['was']}, now {row['now']}"
            )
    return 0


def _promote(acts: Acts, args: argparse.Namespace) -> int:
    made = acts.promote(args.id, _who(), datetime.now(UTC), args.overrule)
    print(
        f"Live: {made.version}. New calls get it as soon as its process has started; running ones finish as they are. "
        "centralino candidates list tells which model answers."
    )
    return 0


def _discard(acts: Acts, args: argparse.Namespace) -> int:
    acts.discard(args.id, _who(), datetime.now(UTC))
    print(f"Discarded: {args.id}.")
    return 0


def _roll_back(acts: Acts, args: argparse.Namespace) -> int:
    made = acts.roll_back(args.version, _who(), datetime.now(UTC))
    print(
        f"Live again: {made.version}. `centralino train` leaves it alone until you promote another, or train --force."
    )
    return 0


def _who() -> str:
    from centralino.cli.users import who

    return who()

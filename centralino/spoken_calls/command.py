"""`centralino evaluate --calls`, once its arguments are read."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from bot.candidates.named import LIVE
from bot.directory import company
from bot.evaluation.report import as_html, as_text
from bot.messages import LANGUAGES
from centralino.callers import pace_of
from centralino.errors import UserError
from centralino.models_named import archive_of
from centralino.spoken_calls import report
from centralino.spoken_calls.checks import failures
from centralino.spoken_calls.evaluation import evaluate
from centralino.spoken_calls.played import Played
from centralino.spoken_calls.reader import FOLDER, names_of, read_all
from centralino.spoken_calls.script import SNR_DB, CallScript, Noise


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when a call failed. Raises UserError."""
    scripts, noise = wanted(args), _noise(args)
    model = archive_of(args.model)
    played = asyncio.run(_play(scripts, args, noise, model))
    name = args.model or LIVE
    data = json.dumps(report.as_json(played, name), ensure_ascii=False, indent=1)
    parts = report.sections(played, name)
    _write(args.out / "calls.json", data + "\n")
    _write(args.out / "calls.txt", as_text(parts))
    _write(args.out / "calls.html", as_html(parts))
    if args.json:
        print(data)
    else:
        print(f"\n{as_text(parts)}\nAs a page: {args.out / 'calls.html'}")
    return int(any(failures(call) for call in played))


def wanted(args: argparse.Namespace) -> list[CallScript]:
    """The calls that are to be played. Raises UserError."""
    for language in args.language or ():
        if language not in (*LANGUAGES, "auto"):
            raise UserError(f"--language {language}: choose {', '.join(LANGUAGES)} or auto")
    found = read_all([Path(place) for place in args.calls] or [FOLDER], names_of(company()))
    scripts = [call for call in found if not args.language or call.language in args.language]
    if not scripts:
        raise UserError(f"none of {len(found)} calls is in {', '.join(args.language)}; give another --language")
    return scripts


def _noise(args: argparse.Namespace) -> Noise:
    if args.snr is not None and args.noise in (None, "none"):
        raise UserError("--snr tells how loud a noise is: give --noise babble or --noise street with it")
    if args.snr is not None and not -10 <= args.snr <= 60:
        raise UserError(f"--snr {args.snr:g}: give decibels from -10 (noise louder than speech) to 60")
    return Noise(args.noise or "none", SNR_DB if args.snr is None else args.snr)


async def _play(scripts: list[CallScript], args: argparse.Namespace, noise: Noise, model: Path) -> list[Played]:
    played = []
    async for call in evaluate(scripts, args.band, noise, model, lambda: pace_of(args.pace)):
        played.append(call)
        print(report.line(call), file=sys.stderr if args.json else sys.stdout, flush=True)
    return played


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(text, "utf-8")
        os.replace(part, path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another --out") from error

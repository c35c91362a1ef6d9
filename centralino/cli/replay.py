"""`centralino replay`: a call of the past, run again on another model and compared turn by turn."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from bot.replay.call import KeptCall
    from desk.privacy.sound import Sound
    from voice.stt.protocol import Recogniser

DESCRIPTION = """A call of the past, run again on a model, with a queue of its own: nobody is told of it. The same
call on the same model gives the same each time. Without --against it is compared with what was kept of the call."""
SOUNDS = (".wav", ".flac", ".ogg")


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("replay", help="run a past call again on another model", description=DESCRIPTION)
    parser.add_argument(
        "call", metavar="CALL_ID|EVENTS.jsonl|RECORDING.wav",
        help="a call of the desk; the output of `centralino call --json`; or sound, the caller on the left",
    )  # fmt: skip
    parser.add_argument("--model", metavar="ID|PATH", help="a candidate, a former version, an archive (default: live)")
    parser.add_argument("--against", metavar="ID|PATH", help="compare with this model instead of what was kept")
    parser.add_argument(
        "--sound",
        action="store_true",
        help="recognise the desk's recording of the call again (noted in the audit trail)",
    )
    parser.add_argument("--language", metavar="LANG", help="of a sound file: fr, nl, it, da, en or auto")
    parser.add_argument("--at", metavar="TIME", help="when it was, as 2026-11-25T10:00+01:00 (default: of the file)")
    parser.add_argument("--json", action="store_true", help="the comparison as one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when anything differs."""
    from bot.candidates.named import LIVE
    from bot.replay.report import as_json, as_text
    from centralino.models_named import archive_of
    from centralino.replays.batch import compare_calls

    model = (args.model or LIVE, archive_of(args.model))
    against = (args.against, archive_of(args.against)) if args.against else None
    comparisons = compare_calls([kept(args)], model, against)
    print(as_json(comparisons) if args.json else as_text(comparisons[0]), end="")
    return int(not comparisons[0].same)


def kept(args: argparse.Namespace) -> KeptCall:
    """The call. Raises UserError."""
    from centralino.callers import language_of
    from centralino.replays import sound, sources

    file, began = Path(args.call), _moment(args.at)
    if not file.is_file():
        _only_files(args)
        return _of_desk(args)
    if args.sound:
        raise UserError("--sound is for calls of the desk; a sound file is recognised anyway")
    if file.suffix.lower() not in SOUNDS:
        if args.language:
            raise UserError("--language is for sound files; events tell the language")
        return sources.read_events(file, began)
    samples = sound.caller_of(file)
    if not args.language:
        raise UserError(f"{file}: in which language? give --language fr, nl, it, da, en or auto")
    moment = began or datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    return sound.heard_anew(str(file), samples, language_of(args.language), moment, _recogniser())


def _only_files(args: argparse.Namespace) -> None:
    if args.language or args.at:
        raise UserError(f"{args.call}: no such file; --language and --at are for files, the desk knows its calls")


def _of_desk(args: argparse.Namespace) -> KeptCall:
    from centralino import desk
    from centralino.replays import sound, sources
    from desk.database import StoreError

    try:
        found = sources.from_record(desk.open_calls().show(args.call))
        if not args.sound:
            return found
        return sound.heard_again(found, sound.caller_of(_recording(args.call)), _recogniser())
    except KeyError:
        raise UserError(f"{args.call}: no such file, and no such call at the desk; the board shows calls") from None
    except StoreError as error:
        raise UserError(str(error)) from error


def _recording(call_id: str) -> Sound:
    """Whose sound is read is written in the audit trail before. Raises UserError, StoreError."""
    from centralino import desk, privacy
    from desk.database import Database
    from desk.privacy.vault import VaultError

    now = datetime.now(UTC)
    try:
        found = privacy.open_recordings().of(call_id, now)
    except VaultError as error:
        raise UserError(str(error)) from error
    if found is None:
        raise UserError(f"{call_id}: there is no recording of this call on this machine; leave out --sound")
    database = Database(desk.where())
    with database.transaction() as connection:
        desk.recorder(database)(connection, getpass.getuser(), "recording.replayed", call_id, {}, now)
    return found


def _recogniser() -> Recogniser:
    from centralino import settings
    from centralino.recognition import choice_of
    from voice.stt.engines import BestRecogniser

    return BestRecogniser(choice_of(settings.load().speech))


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise UserError(f"--at {written}: write it as 2026-11-25T10:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

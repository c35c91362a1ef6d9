"""`centralino prompts record-list`, `check`, `adopt`: prompts that a speaker records."""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.messages import LANGUAGES
from centralino.errors import UserError

if TYPE_CHECKING:
    from centralino.prompt_check import Remark

COLUMNS = ("file", "language", "text")


def add_to(actions: Any) -> None:
    """Add the three to the actions of `centralino prompts`."""
    listing = actions.add_parser("record-list", help="the script for a speaker, as CSV: file, language, text")
    listing.add_argument("--missing", action="store_true", help="only what is not recorded yet")
    listing.add_argument("--out", type=Path, metavar="FILE.csv", help="instead of standard output")
    check = actions.add_parser("check", help="what is missing in the recordings, and what is wrong with them")
    check.add_argument("--json", action="store_true", help="a JSON object a line: file, kind, severity, detail, remedy")
    adopt = actions.add_parser("adopt", help="note what new recordings say, so that a change of their texts is noticed")
    adopt.add_argument(
        "files", nargs="*", metavar="FILE", help="as da/utter_menu.wav: adopt these, whatever `check` says of them"
    )
    for action, does in ((listing, _list), (check, _check), (adopt, _adopt)):
        action.add_argument("--language", choices=LANGUAGES, help="all by default")
        action.set_defaults(run=does)


def _list(args: argparse.Namespace) -> int:
    from centralino.prompt_check import missing
    from centralino.recordable import lines
    from voice.tts.recordings import place

    chosen = _languages(args)
    rows = [(place(line.language, line.name), line) for language in chosen for line in lines(language)]
    if args.missing:
        wanted = {remark.file for remark in missing(_folder(), chosen)}
        rows = [row for row in rows if row[0] in wanted]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((file, line.language, line.text) for file, line in rows)
    if args.out is None:
        print(text.getvalue(), end="")
    else:
        _write(args.out, text.getvalue())
        print(f"{args.out}: {len(rows)} texts", file=sys.stderr)
    return 0


def _write(out: Path, text: str) -> None:
    part = out.with_name(out.name + ".part")
    try:
        # With a byte order mark: without it spreadsheets take the accents for something else.
        part.write_text(text, "utf-8-sig")
        part.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UserError(f"{out}: cannot be written ({error.strerror}); choose another place") from error


def _check(args: argparse.Namespace) -> int:
    """Exit status 1 when something is wrong; what is only missing is synthesised, and no mistake."""
    from centralino.prompt_check import missing, mistakes

    folder, chosen = _folder(), _languages(args)
    found = mistakes(folder, chosen)
    told = {remark.file for remark in found if remark.kind == "changed"}
    lacking = [remark for remark in missing(folder, chosen) if remark.file not in told]
    if args.json:
        for remark in (*found, *lacking):
            print(json.dumps({**asdict(remark), "severity": remark.severity}, ensure_ascii=False))
    else:
        _print(found, sys.stderr)
        _summary(found, lacking, chosen)
    return int(bool(found))


def _summary(found: list[Remark], lacking: list[Remark], chosen: tuple[str, ...]) -> None:
    from centralino.prompt_check import key_of
    from centralino.recordable import lines

    for language in chosen:
        own = [remark for remark in lacking if key_of(remark.file)[0] == language]
        of = len(lines(language))
        # Where nothing is recorded, nothing was meant to be.
        _print(own if len(own) < of else (), sys.stdout)
        broken = sum(remark.kind == "unreadable" and key_of(remark.file)[0] == language for remark in found)
        recorded = of - len(own) - broken
        rest = "" if recorded == of else ", the others are synthesised"
        print(f"{language}: {recorded} of {of} texts are recorded{rest}")
    if any(remark.kind in ("quiet", "clipped", "long", "short") for remark in found):
        print("A recording that is right all the same: centralino prompts adopt FILE")
    print(f"{len(found)} to look at." if found else "The recordings are in order.")


def _adopt(args: argparse.Namespace) -> int:
    """Exit status 1 when one of them has something wrong with its sound, and was left as it is."""
    from centralino.prompt_check import adoptable, sound
    from voice.tts.recordings import Adopted, digest, read_adopted, write_adopted

    folder = _folder()
    adopted = {file: entry for file, entry in read_adopted(folder).items() if (folder / file).is_file()}
    wrong: list[Remark] = []
    count = 0
    for file, text in adoptable(folder, tuple(args.files), _languages(args)).items():
        remarks = [one for one in sound(folder, file, text) if one.kind == "unreadable" or not args.files]
        if remarks:
            wrong += remarks
            continue
        adopted[file] = Adopted(text, digest(folder / file))
        count += 1
    write_adopted(folder, adopted)
    _print(wrong, sys.stderr)
    print(f"{count} adopted, {len(adopted)} in all; calls play what is new after a restart of Centralino")
    return int(bool(wrong))


def _print(remarks: Iterable[Remark], where: Any) -> None:
    for remark in remarks:
        print(remark, file=where)


def _languages(args: argparse.Namespace) -> tuple[str, ...]:
    return (args.language,) if args.language else LANGUAGES


def _folder() -> Path:
    from centralino.prompt_pack import SETTING, folder

    where = folder()
    if where is None:
        raise UserError(f"no folder of recordings is named; set {SETTING} in centralino.yml, as: recordings")
    if not where.is_dir():
        raise UserError(f"{where}: no such folder; make it, or mend {SETTING} in centralino.yml")
    return where

"""The prompts that a speaker has recorded for this installation: `speech.recordings` of the settings."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from centralino import settings
from centralino.errors import UserError
from centralino.findings import Finding

if TYPE_CHECKING:
    from voice.tts.recordings import Recordings

SETTING = "speech.recordings"
CHECK = "centralino prompts check"
NAME = "recorded prompts"

LOG = logging.getLogger(__name__)


def folder() -> Path | None:
    """Where they lie, whether or not anything is there; None where the settings name no folder."""
    named = settings.load().speech.recordings
    return settings.FILE.parent / named if named else None


def open_pack() -> Recordings | None:
    """What calls play, None without a folder. Raises UserError when the replies or the company's files cannot be used;
    a folder that is not there is told in the log, for calls go on without."""
    from centralino.recordable import texts
    from voice.tts.recordings import Recordings

    where = folder()
    if where is None:
        return None
    if not where.is_dir():
        LOG.error("%s: the folder %s is not there, every prompt is synthesised", SETTING, where)
        return None
    return Recordings(where, texts())


def finding() -> Finding | None:
    """For `centralino doctor`: what would be played, without reading the sounds; None without a folder."""
    where = folder()
    if where is None:
        return None
    if not where.is_dir():
        remedy = f"make the folder, or mend {SETTING} in centralino.yml"
        return Finding(NAME, "missing", f"{where} is not there", remedy)
    try:
        return _found(where)
    except UserError as error:
        return Finding(NAME, "missing", str(error), CHECK)


def _found(where: Path) -> Finding:
    from bot.messages import LANGUAGES
    from centralino.prompt_check import names
    from centralino.recordable import lines, texts
    from voice.tts.recordings import flat, said

    played = set(said(where, texts()))
    counts = []
    for language in LANGUAGES:
        all_of_it = {(language, flat(line.text)) for line in lines(language)}
        if recorded := len(all_of_it & played):
            counts.append(f"{language} {recorded} of {len(all_of_it)}")
    detail = f"{where}: {', '.join(counts) or 'nothing that calls can play'}"
    wrong = sum(remark.severity == "error" for remark in names(where))
    if wrong or not counts:
        return Finding(NAME, "optional", detail + (f"; {wrong} to look at" if wrong else ""), CHECK)
    return Finding(NAME, "ok", detail)

"""What is to be rendered ahead on this installation: its company, its settings, its voices, its clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from actions.wording import local_today
from bot.directory import company
from bot.messages import LANGUAGES
from bot.replies import loader
from centralino import settings
from centralino.errors import UserError
from centralino.foreseen.plan import Plan, plan
from centralino.foreseen.sentences import foreseen
from centralino.paths import COMPANY, DATA
from voice.tts.protocol import Voice

Marks = tuple[date, frozenset[tuple[str, int, int]]]


def today() -> date:
    """At the main site, as calls have it."""
    return local_today(datetime.now(UTC), company().main_site.timezone)


def plan_of(voice: Voice) -> Plan:
    """Of the voice's language, as things are now. Raises UserError."""
    return plan(voice, foreseen(voice.language, company(), today(), settings.load().desk.agents_per_department))


def languages() -> tuple[str, ...]:
    """All of them, those that callers are greeted in first."""
    configured = settings.load()
    wanted = [configured.telephone.language, *(number.language for number in configured.dialogue.numbers.values())]
    return tuple(dict.fromkeys([*(one for one in wanted if one in LANGUAGES), *LANGUAGES]))


def marks() -> Marks:
    """Changes whenever something may have to be said otherwise: the files of replies and of the company, and the day.
    Raises UserError."""
    found = set()
    for file in _files():
        try:
            status = file.stat()
        except OSError:
            continue
        found.add((str(file), status.st_mtime_ns, status.st_size))
    return today(), frozenset(found)


def _files() -> Iterator[Path]:
    for folder in (loader.FOLDER, COMPANY):
        try:
            yield from folder.iterdir()
        except OSError as error:
            raise UserError(f"{folder}: cannot be read") from error
    yield from DATA.glob("*.yml")

"""The desk's stores as this installation has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.messages import LANGUAGES
from centralino import settings
from centralino.errors import UserError
from centralino.paths import VAR

if TYPE_CHECKING:
    from bot.directory import Company
    from desk.accounts.accounts import Accounts
    from desk.accounts.rules import Rules
    from desk.audit.trail import Trail
    from desk.board.board import Board
    from desk.calls.book import CallBook
    from desk.calls.reviews import Reviews
    from desk.calls.surveys import Surveys
    from desk.context import ContextStore
    from desk.customers.protocol import Record
    from desk.database import Database
    from desk.events import Events
    from desk.floor.floor import Floor
    from desk.queue.store import QueueStore
    from desk.routing.policy import Policy

QUEUE_FILE = VAR / "queue.db"
SHORTEST_AWAY = 20.0
"""Seconds: a console that misses one beat is not gone."""
SHORTEST_PASSWORD = 8
"""NIST SP 800-63B-4 §3.1.1.2 allows no fewer characters at all."""


def where() -> Path | str:
    """The database: a file, unless the settings name a server."""
    return settings.load().desk.database or QUEUE_FILE


def open_queue() -> QueueStore:
    """The queue of this site; what it stores is masked first. Raises StoreError."""
    from centralino.spoken_digits import spoken_digits
    from desk.database import Database
    from desk.privacy.packets import masking
    from desk.queue.store import QueueStore

    agents = settings.load().desk.agents_per_department
    return QueueStore(Database(where()), agents, policy(), prepare=masking(spoken_digits))


def open_floor() -> Floor:
    """The agents of this site, and the distribution of calls to them. Raises UserError, StoreError."""
    from centralino.reasons import reasons
    from desk.database import Database
    from desk.floor.floor import Floor

    return Floor(Database(where()), policy(), reasons(settings.load().desk))


def open_events() -> Events:
    """What happens at the desk of this site. Raises StoreError."""
    from desk.database import Database
    from desk.events import Events

    return Events(Database(where()))


def policy() -> Policy:
    """How calls are distributed here: settings, and the opening hours of data/company."""
    from desk.routing.policy import Policy

    desk = settings.load().desk
    return Policy(
        ring_seconds=desk.ring_seconds,
        wrap_up_seconds=desk.wrap_up_seconds or None,
        ageing_seconds=desk.ageing_seconds,
        overflow_seconds=desk.overflow_seconds,
        overflow={department: frozenset(helpers) for department, helpers in desk.overflow.items()},
        language_overflow={language: frozenset(others) for language, others in desk.language_overflow.items()},
        after_hours_seconds=desk.after_hours_seconds,
        is_open=is_open,
    )


def is_open(department: str, moment: datetime) -> bool:
    """By the opening hours of data/company; a department that is not there has none, and is always open."""
    from bot.directory import company

    found = company().departments.get(department)
    return found is None or found.schedule.state(moment).open


def check(desk: settings.Desk, company: Company) -> None:
    """Whether the settings of the desk name what exists. Raises UserError naming the setting and the remedy."""
    from centralino.reasons import reasons

    reasons(desk)
    names = ("ring", "away", "wrap_up", "ageing", "overflow", "after_hours")
    for name in (f"{name}_seconds" for name in names):
        if getattr(desk, name) < 0 or (name == "ring_seconds" and desk.ring_seconds == 0):
            raise UserError(f"desk.{name}: {getattr(desk, name):g} is too little; write seconds, as 20")
    if 0 < desk.away_seconds < SHORTEST_AWAY:
        least = f"write {SHORTEST_AWAY:g} or more, or 0 for agents to stay logged in"
        raise UserError(
            f"desk.away_seconds: {desk.away_seconds:g} is too little, for consoles are heard of each 10 s; {least}"
        )
    for department, helpers in desk.overflow.items():
        for key in (department, *helpers):
            if key not in company.departments and not (key == "*" and key in helpers):
                known = ", ".join(company.departments)
                raise UserError(f"desk.overflow: {key!r} is no department of data/company; there are {known}")
    for language, others in desk.language_overflow.items():
        for code in (language, *others):
            if code not in LANGUAGES:
                raise UserError(f"desk.language_overflow: no language {code!r}; there are {', '.join(LANGUAGES)}")


def open_contexts() -> ContextStore:
    """The tokens and transfers of this site. Raises StoreError."""
    from desk.context import ContextStore
    from desk.database import Database

    return ContextStore(Database(where()))


def open_accounts() -> Accounts:
    """The users of this site. Raises StoreError, and UserError for settings that cannot be."""
    from desk.accounts.accounts import Accounts
    from desk.database import Database

    return Accounts(Database(where()), account_rules(settings.load().desk))


def open_trail() -> Trail:
    """The audit trail of this site. Raises StoreError."""
    from desk.audit.trail import Trail
    from desk.database import Database

    return Trail(Database(where()))


def recorder(database: Database) -> Record:
    """Writes to the audit trail of a database."""
    from desk.audit.trail import Trail

    return Trail(database).record


def account_rules(desk: settings.Desk) -> Rules:
    """Raises UserError."""
    from desk.accounts.rules import Rules

    for name, least in (("session_minutes", 1), ("session_hours", 1), ("password_length", SHORTEST_PASSWORD)):
        if getattr(desk, name) < least:
            raise UserError(f"desk.{name}: {getattr(desk, name)} is too little; {least} or more in centralino.yml")
    minutes, hours = timedelta(minutes=desk.session_minutes), timedelta(hours=desk.session_hours)
    return Rules(idle=minutes, longest=hours, password_length=desk.password_length)


def open_surveys() -> Surveys:
    """What callers of this site answer. Raises StoreError."""
    from desk.calls.surveys import Surveys
    from desk.database import Database

    return Surveys(Database(where()))


def open_calls() -> CallBook:
    """The record of calls of this site; what was said is masked first. Raises StoreError."""
    from centralino.spoken_digits import spoken_digits
    from desk.calls.book import CallBook
    from desk.database import Database
    from desk.privacy.masking import Masker

    return CallBook(Database(where()), lambda language: Masker(language, spoken_digits))


def open_board() -> Board:
    """The figures of this site, against its target. Raises UserError, StoreError."""
    from desk.board.board import Board
    from desk.board.figures import Target
    from desk.database import Database

    board = settings.load().board
    if not 0 < board.share <= 1:
        raise UserError(f"board.share: {board.share:g} is no share of calls; write 0.8 for 80 %")
    if board.seconds <= 0 or board.short_seconds < 0:
        raise UserError("board.seconds and board.short_seconds: write seconds, as 20 and 5")
    return Board(Database(where()), Target(board.share, board.seconds, board.short_seconds))


def board_zone() -> ZoneInfo:
    """In which days begin on the board. Raises UserError."""
    from bot.directory import company

    name = settings.load().board.time_zone
    if not name:
        directory = company()
        return ZoneInfo(directory.sites[directory.profile.main_site].schedule.timezone)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(f"board.time_zone: there is no {name!r}; write it as Europe/Paris") from error


def open_reviews() -> Reviews:
    """The marks of supervisors, on the form of this site. Raises UserError, StoreError."""
    from centralino.spoken_digits import spoken_digits
    from desk.calls import form
    from desk.calls.reviews import Reviews
    from desk.database import Database
    from desk.privacy.masking import mask

    own = settings.load().board.review_form
    try:
        used = form.load(Path(own)) if own else form.load()
    except form.FormError as error:
        raise UserError(f"board.review_form: {error}") from error
    # Supervisors write in any language; the digits of a number are the same in all of them.
    return Reviews(Database(where()), used, lambda text: mask(text, "en", spoken_digits))

"""Whether the settings of the telephone name what exists; looked at before the first call, not during one."""

from __future__ import annotations

import re

from bot.directory import Company
from bot.messages import LANGUAGES
from bot.replies.loader import Replies
from centralino.errors import UserError
from centralino.settings import Dialogue, Settings, Telephone

OUTSIDE = re.compile(r"\+[1-9]\d{5,14}")
"""A number of the public network (ITU-T E.164)."""
QUEUE, EXTENSION = re.compile(r"[a-z0-9_]+"), re.compile(r"\d+")
"""What the dialplan lets through."""


def check(settings: Settings, company: Company, replies: Replies) -> None:
    """Raises UserError naming the setting and the remedy."""
    _language(settings.telephone.language, "telephone.language")
    _numbers(settings.dialogue, replies)
    _outside(settings.telephone, company)
    _people(settings.telephone)
    if not settings.telephone.slow_seconds >= 0:
        raise UserError(
            f"telephone.slow_seconds: {settings.telephone.slow_seconds:g} is no wait; write 1, or 0 for never"
        )


def _language(language: str, where: str) -> None:
    if language not in (*LANGUAGES, "auto"):
        raise UserError(f"{where}: unknown language {language!r}; choose one of {', '.join(LANGUAGES)}, auto")


def _numbers(dialogue: Dialogue, replies: Replies) -> None:
    for number, stands_for in dialogue.numbers.items():
        where = f"dialogue.numbers: {number}"
        _language(stands_for.language, where)
        if stands_for.greeting is None:
            continue
        if stands_for.language == "auto":
            raise UserError(f"{where}: a greeting needs a language; callers of any are greeted in all five")
        name = f"utter_greeting_{stands_for.greeting}"
        if name not in replies[stands_for.language]:
            raise UserError(f"{where}: data/replies/{stands_for.language}.yml has no {name}; write it there")


def _outside(telephone: Telephone, company: Company) -> None:
    for name, number in telephone.outside.items():
        if name not in company.departments and name not in company.people:
            raise UserError(f"telephone.outside: {name!r} is no department and no person of data/company")
        if not OUTSIDE.fullmatch(number):
            raise UserError(f"telephone.outside: {number!r} of {name} is no number; write it as +32470123456")


def _people(telephone: Telephone) -> None:
    people = telephone.people
    if not QUEUE.fullmatch(people) and not OUTSIDE.fullmatch(people):
        raise UserError(f"telephone.people: {people!r} is no queue and no number; write humans, desk or +32470123456")
    for name, target in telephone.agents.items():
        if not EXTENSION.fullmatch(target) and not OUTSIDE.fullmatch(target):
            raise UserError(f"telephone.agents: {target!r} of {name} is no extension; write 2001 or +32470123456")

"""The codes of breaks and of outcomes that this house has: those of the settings, or the usual ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.settings import Desk
from desk.routing.states import Reasons

CODE = re.compile(r"[a-z][a-z_]{0,31}")
LONGEST = 60
"""Characters of a name: it stands on a button."""
HAPPENS = frozenset({"refused", "no_answer"})
"""Breaks that come of a call; every house has them."""
USUAL = Reasons()
Names = Mapping[str, Mapping[str, str]]
"""Code → name by language; none for a usual code that keeps the name it has in the pages."""


def reasons(desk: Desk) -> Reasons:
    """Raises UserError naming the setting and the remedy."""
    _check("breaks", desk.breaks, USUAL.on_break)
    _check("dispositions", desk.dispositions, USUAL.wrap_up)
    breaks = frozenset(desk.breaks) | HAPPENS if desk.breaks else USUAL.on_break
    return Reasons(breaks, frozenset(desk.dispositions) or USUAL.wrap_up, USUAL.logged_out)


def names(desk: Desk) -> Mapping[str, Names]:
    """`on_break` and `wrap_up` → the names that the house has given, in the order of the settings."""
    return {"on_break": desk.breaks, "wrap_up": desk.dispositions}


def _check(setting: str, given: Names, usual: Collection[str]) -> None:
    for code, named in given.items():
        where = f"desk.{setting}: {code}"
        if not CODE.fullmatch(code):
            raise UserError(f"{where}: a code is made of a-z and _, begins with a letter and has at most 32 of them")
        unknown = [language for language in named if language not in LANGUAGES]
        if unknown:
            raise UserError(f"{where}: no language {unknown[0]!r}; there are {', '.join(LANGUAGES)}")
        missing = [language for language in LANGUAGES if not named.get(language, "").strip()]
        if missing and (named or code not in usual):
            raise UserError(f"{where}: no name in {', '.join(missing)}; write {{{missing[0]}: …}} for each language")
        long = [language for language, name in named.items() if len(name) > LONGEST or not name.isprintable()]
        if long:
            raise UserError(f"{where}: the name in {long[0]} is one line of at most {LONGEST} characters")
    if given and not set(given) - HAPPENS:
        raise UserError(f"desk.{setting}: name at least one that agents can choose")

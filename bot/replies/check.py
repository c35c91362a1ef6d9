"""Mistakes in data/replies, each as one line with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.messages import LANGUAGES
from bot.replies.loader import FOLDER, Replies, Reply, read
from centralino.errors import UserError
from centralino.paths import ROOT

CODE = (ROOT / "actions", ROOT / "bot" / "dialogue")
LITERAL = re.compile(r"""["']((?:utter|phrase)_[a-z_]+)["']""")
FAMILIES = ("wish_", "summary_", "phrase_language_", "utter_order_", "utter_greeting_")
"""Names that the code puts together; which of them are needed is told by `needed`."""


def check_replies(folder: Path = FOLDER) -> list[str]:
    """All mistakes in the replies."""
    problems: list[str] = []
    found: dict[str, dict[str, Reply]] = {}
    for language in LANGUAGES:
        try:
            found[language] = read(folder / f"{language}.yml")
        except UserError as error:
            problems.append(str(error))
    if problems:
        return problems
    names = {name for replies in found.values() for name in replies} | needed()
    for name in sorted(names):
        problems += _missing(name, found)
        problems += _variables(name, found)
    used = needed()
    for name in sorted(names - used):
        if not name.startswith(FAMILIES):
            reply = next(replies[name] for replies in found.values() if name in replies)
            problems.append(f"{reply.file}:{reply.line}: {name}: nothing says this; remove it or mend its name")
    return problems


def needed() -> set[str]:
    """The replies that the code uses."""
    from actions.summary import wishes
    from bot.directory.model import ORDER_STATUSES
    from desk.queue.packet import REASONS

    literal = {
        name for folder in CODE for file in folder.glob("*.py") for name in LITERAL.findall(file.read_text("utf-8"))
    }
    built = {f"wish_{intent}" for intent in wishes()} | {f"utter_order_{status}" for status in ORDER_STATUSES}
    built |= {f"summary_call_{reason}" for reason in REASONS} | {"summary_callback", "summary_voicemail"}
    built |= {f"phrase_language_{language}" for language in LANGUAGES}
    return {name for name in literal if not name.endswith("_")} | built


def _missing(name: str, found: Replies) -> Iterator[str]:
    having = [language for language in LANGUAGES if name in found[language]]
    for language in LANGUAGES:
        if name not in found[language]:
            file = next(iter(found[language].values())).file
            at = f"; {having[0]}.yml has it in line {found[having[0]][name].line}" if having else ""
            yield f"{file}:1: {name} is missing: write it in this language{at}"


def _variables(name: str, found: Replies) -> Iterator[str]:
    replies = [found[language][name] for language in LANGUAGES if name in found[language]]
    counts: dict[frozenset[str], int] = {}
    for reply in replies:
        for wording in reply.wordings:
            counts[wording.variables] = counts.get(wording.variables, 0) + 1
    usual = max(counts, key=lambda names: counts[names])
    for reply in replies:
        for wording in reply.wordings:
            place = f"{reply.file}:{wording.line}: {name}"
            for variable in sorted(usual - wording.variables):
                yield f"{place}: {{{variable}}} is missing: the other wordings have it"
            for variable in sorted(wording.variables - usual):
                yield f"{place}: {{{variable}}} is not filled in here; the other wordings do not have it"
            if wording.text.count("{") != wording.text.count("}"):
                yield f"{place}: a brace is not closed"

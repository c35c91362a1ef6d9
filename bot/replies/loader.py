"""The replies of data/replies, one file a language, with the line of each wording for error messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.paths import DATA

FOLDER = DATA / "replies"
VARIABLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Wording:
    """One way of saying a reply."""

    text: str
    line: int
    """1-based, in its file."""

    @property
    def variables(self) -> frozenset[str]:
        """Names in braces."""
        return frozenset(VARIABLE.findall(self.text))


@dataclass(frozen=True)
class Reply:
    """A reply of one language with all its wordings."""

    name: str
    file: Path
    line: int
    wordings: tuple[Wording, ...]


Replies = Mapping[str, Mapping[str, Reply]]
"""By language, then by name."""


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> Replies:
    """All replies. Raises UserError naming file, line and remedy."""
    return {language: read(folder / f"{language}.yml") for language in LANGUAGES}


def read(file: Path) -> dict[str, Reply]:
    """The replies of one file. Raises UserError naming file, line and remedy."""
    if not file.exists():
        raise UserError(f"{file}: missing: every language needs its replies there")
    try:
        data: Any = YAML(typ="rt").load(file.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{file}:{line}: {error.problem}; mend the YAML (quote texts that hold a colon)") from error
    if not hasattr(data, "lc") or not hasattr(data, "items"):
        raise UserError(f"{file}:1: expected 'name:' followed by a list of wordings")
    replies = {}
    for name, wordings in data.items():
        line = data.lc.key(name)[0] + 1
        if not hasattr(wordings, "lc") or not wordings or hasattr(wordings, "items"):
            raise UserError(f"{file}:{line}: {name}: expected a list of wordings, each on a line that begins with '- '")
        rows = []
        for index, text in enumerate(wordings):
            at = wordings.lc.item(index)[0] + 1
            if not isinstance(text, str) or not text.strip():
                raise UserError(f"{file}:{at}: {name}: a wording must be text; put it in quotes")
            rows.append(Wording(text.strip(), at))
        replies[str(name)] = Reply(str(name), file, line, tuple(rows))
    return replies


def render(language: str, name: str, wording: int, values: Mapping[str, str], replies: Replies | None = None) -> str:
    """A reply in words. `wording` counts round. Raises KeyError for an unknown reply or a variable without value."""
    choices = (replies or load())[language][name].wordings
    text = VARIABLE.sub(lambda found: str(values[found.group(1)]), choices[wording % len(choices)].text)
    # A variable may begin the sentence ("{day} we are closed"), and each begins small; so may one after a full stop.
    return re.sub(r"(^|(?<!\d)[.?!] +)([^\W\d_])", lambda found: found.group(1) + found.group(2).upper(), text)

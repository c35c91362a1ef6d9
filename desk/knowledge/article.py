"""The articles of a house: Markdown files, one a language, and a table of what each is about.

articles.yml        key: {intents: [...], departments: [...]}
fr/<key>.md         # Title, an empty line, the text
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

TABLE = "articles.yml"


class KnowledgeError(ValueError):
    """The articles cannot be used; the message names file and remedy."""


@dataclass(frozen=True)
class Text:
    """An article in one language."""

    title: str
    body: str
    """Markdown."""


@dataclass(frozen=True)
class Article:
    """One thing to know."""

    key: str
    intents: frozenset[str]
    """Of callers whom it helps."""
    departments: frozenset[str]
    """Whose callers it helps, where they say no more."""
    texts: Mapping[str, Text]
    """By language."""

    def text(self, *languages: str) -> tuple[str, Text]:
        """In the first of the languages that it is there in, else in any; with that language."""
        found = next((language for language in languages if language in self.texts), None)
        language = found or min(self.texts)
        return language, self.texts[language]


def load(folder: Path) -> tuple[Article, ...]:
    """All articles; none where there is no folder. Raises KnowledgeError."""
    table = folder / TABLE
    if not table.exists():
        return ()
    try:
        rows = YAML(typ="safe").load(table.read_text("utf-8")) or {}
        return tuple(_article(folder, str(key), row) for key, row in rows.items())
    except (OSError, UnicodeDecodeError, YAMLError, AttributeError) as error:
        raise KnowledgeError(f"{table}: {str(error).splitlines()[0]}; see docs/train/knowledge.md") from error


def _article(folder: Path, key: str, row: Mapping[str, list[str]]) -> Article:
    if not isinstance(row, dict) or not set(row) <= {"intents", "departments"}:
        raise KnowledgeError(f"{folder / TABLE}: {key}: give it intents and departments, nothing else")
    texts = {file.parent.name: _text(file) for file in sorted(folder.glob(f"*/{key}.md"))}
    if not texts:
        raise KnowledgeError(f"{folder / TABLE}: {key}: no text; write {folder}/<language>/{key}.md")
    return Article(key, frozenset(row.get("intents") or ()), frozenset(row.get("departments") or ()), texts)


def _text(file: Path) -> Text:
    first, _, rest = file.read_text("utf-8").strip().partition("\n")
    if not first.startswith("# ") or not rest.strip():
        raise KnowledgeError(f"{file}: begin with '# Title', then an empty line and the text")
    return Text(first.removeprefix("# ").strip(), rest.strip())

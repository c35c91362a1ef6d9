"""Lines of tests/data/entities/<language>.jsonl. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.corpus.errors import CorpusError
from bot.corpus.markup import Mark


def row(language: str, text: str, marks: Sequence[Mark]) -> str:
    """One line, without its end."""
    entities = [{"entity": mark.entity, "value": mark.value} for mark in marks]
    return json.dumps({"text": text, "language": language, "entities": entities}, ensure_ascii=False)


def added(content: bytes | None, line: str) -> bytes:
    """With the line at the end, unless it is there."""
    before = content or b""
    if line.encode() in before.split(b"\n"):
        return before
    return before + (b"" if before.endswith(b"\n") or not before else b"\n") + line.encode() + b"\n"


def removed(content: bytes | None, line: str) -> bytes | None:
    """Without the line."""
    if content is None:
        return None
    lines = content.split(b"\n")
    if line.encode() in lines:
        lines.remove(line.encode())
    return b"\n".join(lines)


def holds(content: bytes | None, text: str, file: str) -> bool:
    """Whether a text has its entities there. Raises CorpusError for a line that is none; `file`: as it is told."""
    for number, line in enumerate((content or b"").split(b"\n"), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise CorpusError(f"{file}:{number}: no utterance with its entities; mend the JSON", "broken")
        if row.get("text") == text:
            return True
    return False

"""Utterances out of Rasa's NLU files, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, MarkedYAMLError, ScalarNode, SequenceNode, YAMLError

from bot.corpus.markup import Mark, parse
from bot.messages import LANGUAGES
from bot.nlu.text import plain
from centralino.errors import UserError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Example:
    """A labelled utterance where it stands."""

    file: Path
    line: int
    """1-based."""
    language: str
    intent: str
    text: str
    """Without markup: as the classifier and the evaluation get it."""
    marks: tuple[Mark, ...] = ()

    @cached_property
    def key(self) -> str:
        """The same for texts that are the same to the classifier."""
        return plain(self.text)


@dataclass(frozen=True)
class Block:
    """The examples of one intent that stand together."""

    intent: str
    line: int
    """Of its first key."""
    last_line: int
    """Of the last line with anything on it."""
    examples: tuple[Example, ...]
    literal: bool
    """Whether its examples are lines of `examples: |`, to which further lines can be added."""


@dataclass(frozen=True)
class NluFile:
    """One file."""

    path: Path
    language: str
    raw: str
    """As it lies on the disk, line endings included."""
    blocks: tuple[Block, ...]

    @property
    def examples(self) -> Iterator[Example]:
        """In the order of the file."""
        return (example for block in self.blocks for example in block.examples)


def read(path: Path) -> NluFile:
    """Raises UserError naming file, line and remedy."""
    try:
        return parsed(decoded(path.read_bytes(), path), path)
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); see that it is there") from error


def decoded(content: bytes, path: Path) -> str:
    """The text of a file, line endings as they are. Raises UserError."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def language_of(path: Path) -> str:
    """By its folder, or by its name: `da/orders.yml`, `da.yml`. Empty when neither is a language."""
    return next((name for name in (path.parent.name, path.stem) if name in LANGUAGES), "")


def parsed(raw: str, path: Path) -> NluFile:
    """The text of a file. Raises UserError naming file, line and remedy."""
    language = language_of(path)
    entries = _pairs(_composed(raw, path), path).get("nlu")
    if entries is None or (isinstance(entries, ScalarNode) and not entries.value):
        return NluFile(path, language, raw, ())
    if not isinstance(entries, SequenceNode):
        raise _fault(path, entries, "expected a list of '- intent:' below nlu; see docs/train")
    lines, blocks = raw.split("\n"), []
    for node in entries.value:
        pairs = _pairs(node, path)
        if "intent" in pairs:
            blocks.append(_block(pairs, node, path, language, lines))
    return NluFile(path, language, raw, tuple(blocks))


def _composed(raw: str, path: Path) -> Any:
    try:
        # The nodes know their lines, and nothing is made of values. libyaml, because it takes a twentieth of the time.
        return yaml.compose(raw, Loader=LOADER)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path}:{line}: {error.problem or error.context}; mend the YAML") from error
    except YAMLError as error:
        line = raw.count("\n", 0, getattr(error, "position", 0)) + 1
        raise UserError(f"{path}:{line}: {_first_line(error)}; mend the YAML") from error


def _first_line(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return str(reason or str(error).splitlines()[0])


def _fault(path: Path, node: Any, text: str) -> UserError:
    return UserError(f"{path}:{node.start_mark.line + 1}: {text}")


def _pairs(node: Any, path: Path) -> dict[str, Any]:
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        raise _fault(path, node, "expected 'key: value'; mend the YAML")
    found: dict[str, Any] = {}
    for key, value in node.value:
        if str(key.value) in found:
            raise _fault(path, key, f"{key.value!r} is there twice; mend the YAML")
        found[str(key.value)] = value
    return found


def _block(pairs: dict[str, Any], node: Any, path: Path, language: str, lines: list[str]) -> Block:
    intent, examples = pairs["intent"], pairs.get("examples")
    if not isinstance(intent, ScalarNode) or not intent.value:
        raise _fault(path, intent, "an intent has a name; write '- intent: …'")
    told = _language(pairs.get("metadata"), path)
    if told and language and told != language:
        raise _fault(path, pairs["metadata"], f"language {told} in a file of {language}; mend one of them")
    language = language or told
    first, last = node.start_mark.line + 1, node.end_mark.line
    last = next((at for at in range(max(last, first), first, -1) if _filled(lines, at)), first)
    if examples is None:
        return Block(intent.value, first, last, (), literal=False)
    rows = list(_rows(examples, path))
    found = tuple(_example(path, line, language, intent.value, written) for line, written in rows)
    return Block(intent.value, first, last, found, literal=isinstance(examples, ScalarNode))


def _filled(lines: list[str], number: int) -> bool:
    return number <= len(lines) and bool(lines[number - 1].strip())


def _language(metadata: Any, path: Path) -> str:
    if metadata is None:
        return ""
    found = _pairs(metadata, path).get("language")
    return str(found.value) if isinstance(found, ScalarNode) else ""


def _rows(examples: Any, path: Path) -> Iterator[tuple[int, str]]:
    """Line and text, as written, of each example."""
    if isinstance(examples, SequenceNode):
        for item in examples.value:
            text = item if isinstance(item, ScalarNode) else _pairs(item, path).get("text")
            if not isinstance(text, ScalarNode):
                raise _fault(path, item, "an example of a list has a text; write '- text: …'")
            yield text.start_mark.line + (2 if text.style in ("|", ">") else 1), text.value.strip()
        return
    if not isinstance(examples, ScalarNode) or examples.style != "|":
        raise _fault(path, examples, "examples are lines below 'examples: |', each beginning with '- '")
    begin = examples.start_mark.line + 2
    for offset, line in enumerate(examples.value.split("\n")):
        if line.strip() and not line.strip().startswith("- "):
            raise UserError(f"{path}:{begin + offset}: an utterance begins with '- '; put it before the text")
        if line.strip():
            yield begin + offset, line.strip()[2:].strip()


def _example(path: Path, line: int, language: str, intent: str, written: str) -> Example:
    try:
        text, marks = parse(written)
    except ValueError as error:
        raise UserError(f"{path}:{line}: {error}") from error
    return Example(path, line, language, intent, text, marks)

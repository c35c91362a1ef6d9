"""An utterance put into the text of a file, or taken out of it, with every other byte as it was. Pure.

Each result is read again before it is given out: all other examples have to be as they were.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

from bot.corpus.markup import Mark, parse
from bot.corpus.reading import Block, Example, NluFile, parsed
from centralino.errors import UserError

LONGEST = 500
"""Characters of an utterance."""
NEW_FILE = 'version: "3.1"\nnlu:\n'
_ITEM = re.compile(r"^(\s*)- ")


def tidy(text: str, marks: tuple[Mark, ...] = ()) -> tuple[str, tuple[Mark, ...]]:
    """Without spaces at its ends, every other space plain; marks move along. Raises ValueError with a remedy for what
    does not stand on one line."""
    plain_spaces = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    for letter in plain_spaces.strip(" "):
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            raise ValueError(f"the text holds the character U+{ord(letter):04X}; write one line of letters and signs")
    found = plain_spaces.strip(" ")
    if not any(letter.isalnum() for letter in found):
        raise ValueError("the text has no words; write what the caller says")
    if len(found) > LONGEST:
        raise ValueError(f"the text is longer than {LONGEST} characters; one utterance is what is said in one turn")
    ahead = len(plain_spaces) - len(plain_spaces.lstrip(" "))
    return found, tuple(replace(mark, start=mark.start - ahead, end=mark.end - ahead) for mark in marks)


def block_for(file: NluFile, intent: str) -> Block | None:
    """Where an example of an intent goes in this file: the block with the most of them."""
    fitting = [block for block in file.blocks if block.intent == intent and block.literal and block.examples]
    return max(fitting, key=lambda block: len(block.examples), default=None)


def insert(file: NluFile, intent: str, written: str) -> tuple[NluFile, int]:
    """The file with an example more, and the line of it. `written`: with markup. Raises UserError when that cannot be
    done without changing anything else."""
    block, lines = block_for(file, intent), file.raw.split("\n")
    if block is None:
        raw, line = _with_block(file, intent, written)
    else:
        after = block.examples[-1].line
        item = _ITEM.match(lines[after - 1])
        if item is None:
            raise UserError(f"{file.path}:{after}: an utterance begins with '- '; put it before the text")
        raw, line = _inserted(lines, after, [f"{item[1]}- {written}"]), after + 1
    return _verified(file, raw, line, intent, written), line


def remove(file: NluFile, example: Example) -> NluFile:
    """The file without an example; a block that has no other goes with it. Raises UserError."""
    lines = file.raw.split("\n")
    block = next(block for block in file.blocks if example in block.examples)
    if len(block.examples) > 1:
        first, last = example.line, example.line
    else:
        first, last = block.line, block.last_line
        if first > 1 and not lines[first - 2].strip():
            first -= 1
    kept = lines[: first - 1] + lines[last:]
    if last == len(lines) and kept:
        # The last line had no end, so that the one before has none now.
        kept[-1] = kept[-1].removesuffix("\r")
    now = parsed("\n".join(kept), file.path)
    if [_content(one) for one in now.examples] != [_content(one) for one in file.examples if one != example]:
        raise UserError(f"{file.path}:{example.line}: cannot be taken out alone; take it out in an editor")
    return now


def _with_block(file: NluFile, intent: str, written: str) -> tuple[str, int]:
    """With a block of the intent's own at the end, indented as the others are."""
    raw = file.raw if file.raw.strip() else NEW_FILE
    lines = raw.split("\n")
    last = max((at for at, line in enumerate(lines, 1) if line.strip()), default=0)
    if file.blocks and file.blocks[-1].last_line != last:
        raise UserError(f"{file.path}:{last}: something follows the last intent; add '- intent: {intent}' in an editor")
    lead = lines[file.blocks[-1].line - 1] if file.blocks else "- "
    indent = lead[: len(lead) - len(lead.lstrip())]
    head = [f"{indent}- intent: {intent}"]
    if file.path.stem != file.language:
        head.append(f"{indent}  metadata: {{language: {file.language}}}")
    head += [f"{indent}  examples: |", f"{indent}    - {written}"]
    added = ["", *head] if file.blocks else head
    return _inserted(lines, last, added), last + len(added)


def _inserted(lines: list[str], after: int, added: list[str]) -> str:
    """`after`: a number of a line. Lines end as their neighbour does."""
    if after == len(lines):
        # The file does not end with a line's end: now that line has one, and ours has none.
        end = "\r" if after > 1 and lines[after - 2].endswith("\r") else ""
        return "\n".join([*lines[:-1], lines[-1] + end, *(line + end for line in added[:-1]), added[-1]])
    end = "\r" if lines[after - 1].endswith("\r") else ""
    return "\n".join([*lines[:after], *(line + end for line in added), *lines[after:]])


def _verified(file: NluFile, raw: str, line: int, intent: str, written: str) -> NluFile:
    now, (text, marks) = parsed(raw, file.path), parse(written)
    others = [one for one in now.examples if one.line != line]
    ours = [one for one in now.examples if one.line == line]
    good = [_content(one) for one in ours] == [(intent, text, marks)]
    if not good or [_content(one) for one in others] != [_content(one) for one in file.examples]:
        raise UserError(f"{file.path}:{line}: the text cannot stand in this file as it is; add it in an editor")
    return now


def _content(example: Example) -> tuple[str, str, tuple[Mark, ...]]:
    return example.intent, example.text, example.marks


def empty(path: Path, language: str) -> NluFile:
    """A file that is not there yet."""
    return NluFile(path, language, "", ())

"""A table of customer data as a file: UTF-8 with or without its mark, values apart by comma or semicolon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024


class BadFilesError(ValueError):
    """What keeps files from being imported; `problems` holds one line for each, with file, line, column and remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0] if len(problems) == 1 else f"{problems[0]} (and {len(problems) - 1} more)")
        self.problems = problems


@dataclass(frozen=True)
class Line:
    """One row."""

    number: int
    """Of the line in the file on which it begins, from 1."""
    values: dict[str, str]
    """By column, blanks trimmed."""


@dataclass(frozen=True)
class CsvFile:
    """A file that was read."""

    path: Path
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def problem(self, line: int, remedy: str, column: str | None = None) -> str:
        """In one line."""
        where = f" column {self.columns.index(column) + 1} ({column}):" if column in self.columns else ""
        return f"{self.path}:{line}:{where} {remedy}"


def read(path: Path) -> CsvFile:
    """Raises BadFilesError."""
    text = _text(path)
    separator = _separator(text)
    found: list[tuple[int, list[str]]] = []
    try:
        found.extend(_rows(text, separator))
    except csv.Error as error:
        line = found[-1][0] + 1 if found else 1
        raise BadFilesError([f"{path}:{line}: no CSV ({error}); close quotes that were opened"]) from None
    if not found:
        raise BadFilesError([f"{path}:1: nothing is in it; name the columns in the first line"])
    columns = tuple(name.strip().lower() for name in found[0][1])
    problems = [f"{path}:1: column {columns.index(name) + 1} ({name}) is there twice; remove one"
                for name in dict.fromkeys(columns) if columns.count(name) > 1]  # fmt: skip
    for number, row in found[1:]:
        if len(row) != len(columns):
            many = "more" if len(row) > len(columns) else "fewer"
            remedy = f'put values that hold a "{separator}" in quotes' if many == "more" else "fill in what is missing"
            problems.append(f"{path}:{number}: {many} values ({len(row)}) than columns ({len(columns)}); {remedy}")
    if problems:
        raise BadFilesError(problems)
    lines = [Line(number, dict(zip(columns, map(str.strip, row), strict=True))) for number, row in found[1:]]
    return CsvFile(path, columns, tuple(lines))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFilesError([f"{path}: larger than {MOST_BYTES // 2**20} MB; split it"])
        data = path.read_bytes()
    except OSError as error:
        raise BadFilesError([f"{path}: {(error.strerror or 'cannot be read').lower()}; name a CSV file"]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFilesError([f"{path}:{line}: not UTF-8; save the file as CSV with the encoding UTF-8"]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadFilesError([f"{path}:{line}: not text; save the file as CSV with the encoding UTF-8"])
    return text


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the line on which it begins; empty lines are none."""
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
    for row in reader:
        # Spreadsheets end a table with lines of nothing but separators.
        if any(value.strip() for value in row):
            yield begins, row
        begins = reader.line_num + 1

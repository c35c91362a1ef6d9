"""Records of a company file, each knowing where it stands, so that a mistake is reported with file and line."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.messages import LANGUAGES
from centralino.errors import UserError


@dataclass(frozen=True)
class Record:
    """One entry: named fields, and the line on which each stands."""

    file: Path
    line: int
    fields: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, what: str, remedy: str, key: str | None = None) -> UserError:
        """The error to raise about this record, or about one field of it."""
        return UserError(f"{self.file}:{self.lines.get(key or '', self.line)}: {what}: {remedy}")

    def allow(self, keys: Collection[str]) -> None:
        """Reject fields that are not known. Raises UserError."""
        for key in self.fields:
            if key not in keys:
                raise self.fault(f"unknown field '{key}'", suggest(str(key), keys), key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text field; required unless there is a default. Raises UserError."""
        value = self.fields.get(key)
        if value is None or value == "":
            if default is None:
                raise self.fault(f"field '{key}' is missing", "add it")
            return default
        if isinstance(value, dict | list):
            raise self.fault(f"field '{key}' is not a plain text", "write one value", key)
        return str(value).strip()

    def choice(self, key: str, options: Collection[str], default: str | None = None) -> str:
        """A text field that is one of some words. Raises UserError."""
        value = self.text(key, default)
        if value not in options and value != default:
            raise self.fault(f"unknown {key} '{value}'", suggest(value, options), key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words: a YAML list, or words with blanks, commas or semicolons between them."""
        value = self.fields.get(key) or []
        if isinstance(value, list):
            return tuple(str(item) for item in value)
        return tuple(str(value).replace(",", " ").replace(";", " ").split())

    def sub(self, key: str) -> Record:
        """A nested mapping as a record of its own. Raises UserError."""
        value = self.fields.get(key)
        if not isinstance(value, dict):
            raise self.fault(f"field '{key}' is missing or not a mapping", "write its entries indented below it", key)
        return _record(self.file, self.lines.get(key, self.line), value)

    def texts(self, key: str) -> dict[str, str]:
        """A text in each of the five languages. Raises UserError."""
        nested = self.sub(key)
        nested.allow(LANGUAGES)
        return {language: nested.text(language) for language in LANGUAGES}

    def phrases(self, key: str) -> dict[str, tuple[str, ...]]:
        """Any number of wordings in each of the five languages. Raises UserError."""
        if key not in self.fields:
            return dict.fromkeys(LANGUAGES, ())
        nested = self.sub(key)
        nested.allow(LANGUAGES)
        found = {}
        for language in LANGUAGES:
            value = nested.fields.get(language) or []
            if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
                raise nested.fault(f"'{key}' in '{language}' is not a list", "write [first, second]", language)
            found[language] = tuple(str(item).strip() for item in value)
        return found


def suggest(value: str, options: Collection[str]) -> str:
    """A remedy that names the option most like a mistyped one, or all of them."""
    close = difflib.get_close_matches(value, list(options), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(sorted(options))}"


def read_one(folder: Path, name: str) -> Record:
    """A YAML file that is one mapping. Raises UserError."""
    file = folder / f"{name}.yml"
    data = _load_yaml(file)
    return _record(file, 1, data)


def read_table(folder: Path, name: str, key: str, required: bool = True) -> Iterator[tuple[str, Record]]:
    """The entries of NAME.yml (a mapping of keys to entries) or NAME.csv (one a row, keyed by the column `key`).

    Raises UserError when neither or both exist, on a syntax error and on a key that occurs twice.
    """
    yml, table = folder / f"{name}.yml", folder / f"{name}.csv"
    if yml.exists() and table.exists():
        raise UserError(f"{folder}: both {yml.name} and {table.name} exist: keep one of them")
    if yml.exists():
        yield from _yaml_entries(yml)
    elif table.exists():
        yield from _csv_rows(table, key)
    elif required:
        raise UserError(f"{folder}: {yml.name} (or {table.name}) is missing: copy it from data/company and edit it")


def _yaml_entries(file: Path) -> Iterator[tuple[str, Record]]:
    top = _record(file, 1, _load_yaml(file))
    for key in top.fields:
        yield str(key), top.sub(key)


def _csv_rows(file: Path, key: str) -> Iterator[tuple[str, Record]]:
    seen: dict[str, int] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if key not in (reader.fieldnames or ()):
                raise UserError(f"{file}:1: column '{key}' is missing: name the columns in the first line")
            for row in reader:
                record = Record(file, reader.line_num, {k: v for k, v in row.items() if v not in (None, "")})
                if None in row:
                    raise record.fault("more values than columns", 'put values that contain a comma in "quotes"')
                name = record.text(key)
                if name in seen:
                    raise record.fault(f"{key} '{name}' occurs twice", f"change it here or in line {seen[name]}")
                seen[name] = record.line
                yield name, record
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8 text: save it with the encoding UTF-8") from error
    except csv.Error as error:
        raise UserError(f"{file}: not a CSV table ({error}): separate the values with commas") from error


def _record(file: Path, line: int, data: Any) -> Record:
    lines = {}
    marks = getattr(data, "lc", None)
    if marks is not None and marks.data:
        lines = {key: mark[0] + 1 for key, mark in marks.data.items()}
    return Record(file, line, data, lines)


def _load_yaml(file: Path) -> Any:
    try:
        # The round-trip loader keeps the lines.
        data = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{file}: missing: copy it from data/company and edit it") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8 text: save it with the encoding UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = " ".join(str(error.problem or error.context).split())
        raise UserError(f"{file}:{line}: not valid YAML ({problem}): check indentation, colons and quotes") from error
    except YAMLError as error:
        raise UserError(f"{file}: not valid YAML: check indentation, colons and quotes") from error
    if not isinstance(data, dict):
        raise UserError(f"{file}:1: not a mapping: write entries as 'key: value'")
    return data

"""Examples added to the tree and taken back, beside whoever edits it: nothing is written over, nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.corpus import entity_set, files, writing
from bot.corpus.errors import CorpusError
from bot.corpus.history import Committed, History
from bot.corpus.journal import Addition, Journal, To
from bot.corpus.labels import Labels
from bot.corpus.markup import Mark, write
from bot.corpus.reading import Example, NluFile, decoded, parsed
from bot.corpus.tree import Tree
from centralino.errors import UserError

NAMES: dict[To, str] = {"training": "training data", "test": "test set"}
NOT_UNDER_GIT = Committed()
OTHER: dict[To, To] = {"training": "test", "test": "training"}


@dataclass(frozen=True)
class Wanted:
    """An example to be added."""

    language: str
    text: str
    intent: str
    marks: tuple[Mark, ...] = ()
    to: To = "training"


@dataclass(frozen=True)
class Stands:
    """An example that stands in the tree, or stood there."""

    addition: Addition
    """Its id is empty when the example was there before."""
    path: Path
    line: int
    """0 when it is nowhere."""
    committed: Committed = NOT_UNDER_GIT
    left: UserError | None = None
    """Why it could not be written again."""


class Additions:
    """Of one tree. Safe to use from several threads and processes at once."""

    def __init__(
        self, tree: Tree, folder: Path, labels: Labels, new_id: Callable[[], str] = lambda: uuid4().hex
    ) -> None:
        """`folder`: of the journal and the lock."""
        self._tree, self._labels, self._new_id = tree, labels, new_id
        self._journal, self._lock = Journal(folder / "journal.jsonl"), folder / "lock"
        self._history = History(tree.root)

    def add(self, wanted: Sequence[Wanted], by: str, now: datetime, note: str = "") -> list[Stands]:
        """All of them, or none. Raises CorpusError; UserError for a file that cannot be read or written."""
        at = now.astimezone(UTC).isoformat()
        with files.locked(self._lock):
            ready = [self._tidied(one) for one in wanted]
            for one in ready:
                self._there(one)  # every refusal comes before the first line is written
            _apart(ready)
            done: list[Stands] = []
            try:
                for one in ready:
                    done.append(self._add(self._addition(one, by, at, note)))
            except (CorpusError, UserError):
                for stands in reversed(done):
                    if stands.addition.id:
                        self._take_back(stands.addition, by, at)
                raise
            return done

    def take_back(self, id: str, by: str, now: datetime) -> Stands:
        """Raises CorpusError when nothing stands under this id; UserError."""
        with files.locked(self._lock):
            addition = self._journal.standing().get(id)
            if addition is None:
                raise CorpusError(
                    "nothing that was added stands under this id; it may be taken back already", "unknown"
                )
            return self._take_back(addition, by, now.astimezone(UTC).isoformat())

    def missing(self) -> list[Addition]:
        """What is gone from the tree though nobody took it back. What somebody has given another label is not."""
        there = {to: {(one.language, one.key) for one in self._tree.examples(to)} for to in NAMES}
        standing = self._journal.standing().values()
        return [one for one in standing if (one.language, one.key) not in there[one.to]]

    def restore(self, by: str) -> list[Stands]:
        """Write what is missing again; what cannot be is left, and told. Raises CorpusError, UserError."""
        done: list[Stands] = []
        with files.locked(self._lock):
            for one in self.missing():
                try:
                    if self._there(_wanted(one)) is None:
                        done.append(self._write(one, by))
                except UserError as error:
                    done.append(Stands(one, self._tree.root / one.file, 0, left=error))
        return done

    def _tidied(self, wanted: Wanted) -> Wanted:
        try:
            text, marks = writing.tidy(wanted.text, wanted.marks)
            write(text, marks)
        except ValueError as error:
            raise CorpusError(str(error)) from error
        tidied = replace(wanted, text=text, marks=marks)
        self._labels.check(tidied.language, text, tidied.intent, marks, tidied.to)
        return tidied

    def _there(self, wanted: Wanted) -> Example | None:
        """The same example, if there is one. Raises CorpusError for the same text elsewhere."""
        key = _addition(wanted).key
        for to in (wanted.to, OTHER[wanted.to]):
            # One model learns all languages; the test set asks each for itself.
            for example in self._tree.examples(to, None if to == wanted.to == "training" else wanted.language):
                if example.key != key:
                    continue
                place = (self._tree.shown(example.file), example.line)
                where = f"{place[0]}:{place[1]}"
                if to != wanted.to:
                    raise CorpusError(
                        f"this text is in the {NAMES[to]} ({where}); what is learned is no test: word it otherwise or "
                        "take it out there", "conflict", place)  # fmt: skip
                if example.intent != wanted.intent:
                    raise CorpusError(f"this text is {example.intent} at {where}; keep one of them", "conflict", place)
                if example.language == wanted.language:
                    return example
        return None

    def _addition(self, wanted: Wanted, by: str, at: str, note: str) -> Addition:
        return replace(_addition(wanted), id=self._new_id(), by=by, at=at, note=note)

    def _add(self, addition: Addition) -> Stands:
        there = self._there(_wanted(addition))
        if there is not None and self._marked(addition, there):
            return Stands(replace(addition, id=""), there.file, there.line)
        if there is not None:
            place = (self._tree.shown(there.file), there.line)
            raise CorpusError(f"this text is there already with other marks ({place[0]}:{place[1]}); mark it there",
                              "conflict", place)  # fmt: skip
        path = self._path(addition)
        addition = replace(addition, file=self._tree.shown(path))
        self._journal.added(addition)
        try:
            return self._write(addition, addition.by)
        except BaseException:
            self._journal.taken_back(addition.id, addition.by, addition.at)
            raise

    def _marked(self, addition: Addition, there: Example) -> bool:
        """Whether an example that is there has the marks that are wanted."""
        if addition.to == "training" or not addition.marks:
            return not set(addition.marks) - set(there.marks)
        file = self._tree.entity_file(addition.language)
        return entity_set.holds(files.content(file), there.text, self._tree.shown(file))

    def _write(self, addition: Addition, by: str) -> Stands:
        path, line = self._path(addition), 0
        entities = addition.to == "test" and addition.marks
        touched = [path, *([self._tree.entity_file(addition.language)] if entities else [])]
        before = self._history.ready(touched)
        written = addition.text if addition.to == "test" else write(addition.text, addition.marks)

        def put(content: bytes | None) -> bytes:
            nonlocal line
            file, line = writing.insert(self._opened(path, content, addition.language), addition.intent, written)
            return file.raw.encode()

        files.change(path, put)
        if entities:
            row = entity_set.row(addition.language, addition.text, addition.marks)
            try:
                files.change(touched[1], lambda content: entity_set.added(content, row))
            except BaseException:
                self._drop(path, addition)
                raise
        verb = f"nlu({addition.language}{', test' if addition.to == 'test' else ''}): "
        message = f'{verb}"{addition.text}" is {addition.intent}' + (f"\n\n{addition.note}" if addition.note else "")
        return Stands(addition, path, line, self._history.commit(touched, message, by, before))

    def _take_back(self, addition: Addition, by: str, at: str) -> Stands:
        same = [
            one
            for one in self._tree.examples(addition.to, addition.language)
            if one.key == addition.key and one.intent == addition.intent
        ]
        found = max(same, key=lambda one: self._tree.shown(one.file) == addition.file, default=None)
        if found is None:
            self._journal.taken_back(addition.id, by, at)
            return Stands(addition, self._tree.root / addition.file, 0)
        row = entity_set.row(addition.language, addition.text, addition.marks)
        entities = addition.to == "test" and addition.marks
        touched = [found.file, *([self._tree.entity_file(addition.language)] if entities else [])]
        before = self._history.ready(touched)
        self._drop(found.file, addition)
        if entities:
            files.change(touched[1], lambda content: entity_set.removed(content, row))
        self._journal.taken_back(addition.id, by, at)
        verb = f"nlu({addition.language}{', test' if addition.to == 'test' else ''}): "
        message = f'{verb}"{addition.text}" is no longer {addition.intent}'
        return Stands(addition, found.file, found.line, self._history.commit(touched, message, by, before))

    def _drop(self, path: Path, addition: Addition) -> None:
        """Its line out of a file."""

        def drop(content: bytes | None) -> bytes | None:
            now = self._opened(path, content, addition.language)
            ours = [one for one in now.examples if (one.key, one.intent) == (addition.key, addition.intent)]
            return writing.remove(now, ours[-1]).raw.encode() if ours else content

        files.change(path, drop)

    def _opened(self, path: Path, content: bytes | None, language: str) -> NluFile:
        if content is None:
            return writing.empty(path, language)
        return parsed(decoded(content, path), path)

    def _path(self, addition: Addition) -> Path:
        """The file with most examples of the intent, else that of its topic in other languages."""
        if addition.to == "test":
            return self._tree.test_file(addition.language)
        counts: dict[str, int] = {}
        for language_first in (addition.language, None):
            for path in self._tree.files("training", language_first):
                block = writing.block_for(self._tree.file(path), addition.intent)
                if block is not None:
                    counts[path.name] = counts.get(path.name, 0) + len(block.examples)
            if counts:
                break
        name = max(sorted(counts), key=lambda one: counts[one], default="added.yml")
        return self._tree.training / addition.language / name


def _wanted(addition: Addition) -> Wanted:
    return Wanted(addition.language, addition.text, addition.intent, addition.marks, addition.to)


def _addition(wanted: Wanted) -> Addition:
    return Addition("", "", "", wanted.language, wanted.text, wanted.intent, wanted.to, wanted.marks)


def _apart(wanted: Sequence[Wanted]) -> None:
    """Raises CorpusError when one of them contradicts another."""
    seen: dict[str, Wanted] = {}
    for one in wanted:
        before = seen.setdefault(_addition(one).key, one)
        if (before.intent, before.to) != (one.intent, one.to):
            raise CorpusError("the same text is sent twice with different labels; keep one of them", "conflict")

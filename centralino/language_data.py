"""The language data of this installation, as trainers change them: in the tree, and told to the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.corpus import check
from bot.corpus.additions import Additions, Stands, Wanted
from bot.corpus.errors import CorpusError
from bot.corpus.journal import Addition
from bot.corpus.labels import Labels, Values, meanings
from bot.corpus.learned import LEARNED
from bot.corpus.markup import Mark
from bot.corpus.problems import Problem, in_order, told
from bot.corpus.tree import Tree
from bot.directory import Company
from bot.messages import LANGUAGES
from centralino import paths
from centralino.errors import UserError
from desk.audit.trail import Trail
from desk.database import Database
from desk.training import ports

ADDED, TAKEN_BACK, RESTORED = "training.added", "training.taken_back", "training.restored"
Record = Callable[[str, str, Mapping[str, Mapping[str, str]], datetime], None]
"""Who, what they did, to which ids with which details: entries of the audit trail, all of them or none."""
Checks = Callable[[], list[Problem]]
MISSING_TEXT = (
    "{what} that {by} added is gone from the tree; centralino data restore puts it back, "
    "centralino data undo {id} lets it go"
)


@dataclass(frozen=True)
class TreeData:
    """See desk.training.ports.LanguageData."""

    tree: Tree
    additions: Additions
    known: Labels
    meaning: Path
    """The page that tells what intents mean."""
    record: Record
    beside: Checks
    """What else `check` looks at: replies, company files, settings."""

    def add(
        self, examples: Sequence[ports.Example], by: str, now: datetime, note: str = ""
    ) -> tuple[ports.Written, ...]:
        """See LanguageData."""
        with _told():
            stands = self.additions.add([_wanted(one) for one in examples], by, now, note)
        try:
            self._record(by, ADDED, stands, now)
        except BaseException:
            # Nothing is changed that nobody answers for.
            for one in stands:
                if one.addition.id:
                    self.additions.take_back(one.addition.id, by, now)
            raise
        return tuple(map(self._written, stands))

    def take_back(self, id: str, by: str, now: datetime) -> ports.Written:
        """See LanguageData."""
        with _told():
            stands = self.additions.take_back(id, by, now)
        self._record(by, TAKEN_BACK, [stands], now)
        return self._written(stands)

    def missing(self) -> tuple[ports.Written, ...]:
        """See LanguageData."""
        with _told():
            return tuple(self._written(Stands(one, self.tree.root / one.file, 0)) for one in self.additions.missing())

    def restore(self, by: str, now: datetime) -> tuple[ports.Written, ...]:
        """See LanguageData."""
        with _told():
            stands = self.additions.restore(by)
        back = [one for one in stands if one.left is None]
        self._record(by, RESTORED, back, now)
        if len(back) < len(stands):
            left = "; ".join(f"{one.addition.id}: {one.left}" for one in stands if one.left is not None)
            raise ports.DataError(f"put back: {len(back)}; not put back: {left}", "conflict")
        return tuple(map(self._written, back))

    def check(self) -> tuple[ports.Finding, ...]:
        """See LanguageData."""
        return tuple(map(self._finding, self.problems()))

    def problems(self) -> list[Problem]:
        """The same with the files' own paths."""
        problems = self.beside()
        try:
            values = self.known.values
        except UserError:
            values = {}  # told by `beside`
        return in_order([*problems, *check.check(self.tree, values), *self._gone()])

    def coverage(self) -> tuple[ports.Coverage, ...]:
        """See LanguageData."""
        with _told():
            rows = check.coverage(self.tree)
        return tuple(ports.Coverage(one.intent, one.counts, one.tests, one.thin) for one in rows)

    def labels(self) -> ports.Labels:
        """See LanguageData."""
        with _told():
            domain, values, meaning = self.tree.domain(), self.known.values, meanings(self.meaning)
        return ports.Labels(
            tuple(ports.IntentLabel(one, meaning.get(one, "")) for one in domain.spoken),
            tuple(_entity(one, values) for one in domain.marked),
        )

    def _gone(self) -> Iterator[Problem]:
        try:
            missing = self.additions.missing()
        except UserError:
            return  # a file is broken, and told
        for one in missing:
            text = MISSING_TEXT.format(what=f"{one.text!r} ({one.intent})", by=one.by, id=one.id)
            yield Problem("missing_addition", "warning", self.tree.root / one.file, 1, text)

    def _record(self, by: str, action: str, stands: Sequence[Stands], now: datetime) -> None:
        # No words: the trail is kept for ever.
        self.record(by, action, {one.addition.id: _details(one.addition) for one in stands if one.addition.id}, now)

    def _written(self, stands: Stands) -> ports.Written:
        place = ports.Place(self.tree.shown(stands.path), stands.line)
        one, committed = stands.addition, stands.committed
        return ports.Written(one.id, _example(one), place, committed.commit, committed.why, one.key)

    def _finding(self, problem: Problem) -> ports.Finding:
        other = ports.Place(self.tree.shown(problem.other[0]), problem.other[1]) if problem.other else None
        place = ports.Place(self.tree.shown(problem.file), problem.line)
        return ports.Finding(problem.kind, problem.severity, place, problem.text, other)


def open_language_data(record: Record) -> TreeData:
    """Of this installation; nothing is read yet."""
    from bot.directory import company

    tree = Tree(paths.TREE)
    known = Labels(tree, lambda: values(company()))
    page = paths.ROOT / "docs" / "train" / "labels.md"
    return TreeData(tree, Additions(tree, paths.VAR / "training", known), known, page, record, _beside)


def audited(database: Database) -> Record:
    """Into the audit trail of a database."""
    trail = Trail(database)

    def record(by: str, action: str, done: Mapping[str, Mapping[str, str]], now: datetime) -> None:
        if done:
            with database.transaction() as connection:
                for id, details in done.items():
                    trail.record(connection, by, action, id, details, now)

    return record


def values(company: Company) -> Values:
    """The closed sets of a company. Raises UserError when the replies cannot be read."""
    from bot.replies.loader import load

    replies = load()
    languages = {
        key: {language: replies[language][f"phrase_language_{key}"].wordings[0].text for language in LANGUAGES}
        for key in LANGUAGES
    }
    return {
        "department": {key: dict(one.names) for key, one in company.departments.items()},
        "site": {key: dict(one.names) for key, one in company.sites.items()},
        "person": {key: dict.fromkeys(LANGUAGES, one.name) for key, one in company.people.items()},
        "language": languages,
    }


def _beside() -> list[Problem]:
    from bot.directory import load_company
    from bot.replies.check import check_replies
    from centralino import settings

    problems = [told("reply", line, paths.DATA / "replies") for line in check_replies()]
    try:
        load_company(paths.COMPANY)
    except UserError as error:
        problems.append(told("company", str(error), paths.COMPANY))
    try:
        settings.load()
    except UserError as error:
        problems.append(told("setting", str(error), paths.ROOT / "centralino.yml"))
    return problems


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the tree as those of the port."""
    try:
        yield
    except CorpusError as error:
        other = ports.Place(*error.place) if error.place else None
        raise ports.DataError(str(error), error.code, other) from error
    except UserError as error:
        raise ports.DataError(str(error), "broken") from error


def _wanted(one: ports.Example) -> Wanted:
    marks = tuple(Mark(mark.start, mark.end, mark.entity, mark.value) for mark in one.marks)
    return Wanted(one.language, one.text, one.intent, marks, one.to)


def _example(one: Addition) -> ports.Example:
    marks = tuple(ports.Mark(mark.start, mark.end, mark.entity, mark.value) for mark in one.marks)
    return ports.Example(one.language, one.text, one.intent, marks, one.to)


def _entity(name: str, values: Values) -> ports.EntityLabel:
    found = values.get(name)
    closed = None if found is None else tuple(ports.EntityValue(value, names) for value, names in found.items())
    return ports.EntityLabel(name, closed, name in LEARNED)


def _details(one: Addition) -> dict[str, str]:
    return {"language": one.language, "intent": one.intent, "to": one.to, "file": one.file}

"""Everything that can be told of the language data without training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.corpus import likeness, steps
from bot.corpus.journal import To
from bot.corpus.labels import Values
from bot.corpus.learned import LEARNED
from bot.corpus.problems import Problem, at, in_order, told
from bot.corpus.reading import Example
from bot.corpus.tree import Domain, Tree, by_key
from bot.directory.folding import fold
from bot.messages import LANGUAGES
from centralino.errors import UserError

THIN = 0.5
"""A language with less than this share of what the middle one of the others has is thin."""
FEWEST = 12
"""Examples that an intent needs in a language, whatever the others have: fewer, and the bot knows only those."""


@dataclass(frozen=True)
class Coverage:
    """How many examples an intent has, by language."""

    intent: str
    counts: Mapping[str, int]
    tests: Mapping[str, int]
    thin: tuple[str, ...]


def check(tree: Tree, values: Values) -> list[Problem]:
    """All problems of a tree, errors first. `values`: see bot.corpus.labels."""
    problems = mistakes(tree)
    training, tests = _read(tree, "training")[0], _read(tree, "test")[0]
    problems += [problem for one in (*training, *tests) for problem in _unknown_values(one, values)]
    for language in LANGUAGES:
        ours = [one for one in training if one.language == language]
        problems += _in_both(ours, [one for one in tests if one.language == language])
        problems += _near(ours)
    if not any(problem.kind == "broken" for problem in problems):
        problems += _thin(tree, coverage(tree))
    return in_order(problems)


def mistakes(tree: Tree) -> list[Problem]:
    """What is wrong without doubt and told in no time."""
    try:
        domain = tree.domain()
    except UserError as error:
        return [told("broken", str(error), tree.root / "domain.yml")]
    (training, broken), (tests, broken_tests) = _read(tree, "training"), _read(tree, "test")
    problems = [*broken, *broken_tests]
    problems += steps.check([tree.root / "data" / name for name in ("rules", "stories")], domain)
    problems += [problem for one in (*training, *tests) for problem in _unknown(one, domain)]
    problems += [*_contradicting(training), *_marked_twice(training)]
    for language in LANGUAGES:
        problems += _contradicting([one for one in tests if one.language == language])
    return in_order(problems)


def coverage(tree: Tree) -> list[Coverage]:
    """Of every intent that can be said, by name. Raises UserError."""
    counts, tests = _counts(tree.examples("training")), _counts(tree.examples("test"))
    found = []
    for intent in sorted(tree.domain().spoken):
        own = {language: counts.get((intent, language), 0) for language in LANGUAGES}
        measured = {language: tests.get((intent, language), 0) for language in LANGUAGES}
        found.append(Coverage(intent, own, measured, tuple(one for one in LANGUAGES if _is_thin(own, one))))
    return found


def enough(counts: Mapping[str, int], language: str) -> int:
    """Examples that an intent should have in a language, seen from the others."""
    others = [count for one, count in counts.items() if one != language]
    return max(FEWEST, math.ceil(THIN * median(others)))


def _is_thin(counts: Mapping[str, int], language: str) -> bool:
    return counts[language] < enough(counts, language)


def _read(tree: Tree, to: To) -> tuple[list[Example], list[Problem]]:
    examples: list[Example] = []
    problems: list[Problem] = []
    for path in tree.files(to):
        try:
            examples += tree.file(path).examples
        except UserError as error:
            problems.append(told("broken", str(error), path))
    return examples, problems


def _unknown(one: Example, domain: Domain) -> Iterator[Problem]:
    if one.intent not in domain.spoken:
        yield at("unknown_intent", "error", one, f"unknown intent {one.intent!r}; domain.yml lists those there are")
    for mark in one.marks:
        if mark.entity not in domain.marked:
            text = f"unknown entity {mark.entity!r}; use one of {', '.join(domain.marked)}"
            yield at("unknown_entity", "error", one, text)


def _unknown_values(one: Example, values: Values) -> Iterator[Problem]:
    """Warnings: another company's data may be in use."""
    for mark in one.marks:
        if mark.entity in values and mark.value not in values[mark.entity]:
            text = f"there is no {mark.entity} {mark.value!r}, so that the mark teaches nothing; mend its value"
            yield at("unknown_value", "warning", one, text)


def _contradicting(examples: Sequence[Example]) -> Iterator[Problem]:
    """The same text under two intents, in any two of the languages that are learned together."""
    for same in by_key(examples).values():
        for one in same[1:]:
            if one.intent != same[0].intent:
                where = f"{same[0].file.name}:{same[0].line}"
                text = f"{one.text!r} is {one.intent} here and {same[0].intent} at {where}; keep one of them"
                yield at("conflict", "error", one, text, same[0])


def _in_both(training: Sequence[Example], tests: Sequence[Example]) -> Iterator[Problem]:
    learned = by_key(training)
    for one in tests:
        for same in learned.get(one.key, ())[:1]:
            where = f"{same.file.name}:{same.line}"
            if same.intent != one.intent:
                text = (
                    f"{one.text!r} is tested as {one.intent} and learned as {same.intent} ({where}); keep one of them"
                )
                yield at("conflict", "error", one, text, same)
            else:
                text = f"{one.text!r} is learned, too ({where}), and so tests nothing; word one of them otherwise"
                yield at("in_both_sets", "warning", one, text, same)


def _near(examples: Sequence[Example]) -> Iterator[Problem]:
    for pair in likeness.alike(examples):
        one, other = pair.one, pair.other
        text = (
            f"{one.text!r} ({one.intent}) is nearly {other.text!r} ({other.intent}, {other.file.name}:{other.line}); "
            "see that both labels are meant"
        )
        yield at("near_duplicate", "warning", one, text, other)


def _marked_twice(examples: Sequence[Example]) -> Iterator[Problem]:
    """One phrase that is taught for two values: only one of them can be found."""
    first: dict[tuple[str, str, str], tuple[str, Example]] = {}
    for one in examples:
        for mark in one.marks:
            if mark.entity in LEARNED:
                phrase = one.text[mark.start : mark.end]
                value, other = first.setdefault((one.language, mark.entity, fold(phrase)), (mark.value, one))
                if value != mark.value:
                    where = f"{other.file.name}:{other.line}"
                    text = f"{phrase!r} is the {mark.entity} {mark.value} here and {value} at {where}; keep one of them"
                    yield at("conflict", "error", one, text, other)


def _thin(tree: Tree, found: Sequence[Coverage]) -> Iterator[Problem]:
    for row in found:
        for language in row.thin:
            least, count = enough(row.counts, language), row.counts[language]
            file, line = _begin(tree, row.intent, language)
            text = f"{row.intent} has {count} examples in {language} and should have {least}; write some as people talk"
            yield Problem("thin_intent", "warning" if count else "error", file, line, text)


def _begin(tree: Tree, intent: str, language: str) -> tuple[Path, int]:
    """Where an intent begins in a language; the folder when it is nowhere."""
    for file in tree.files("training", language):
        for block in tree.file(file).blocks:
            if block.intent == intent:
                return file, block.line
    return tree.training / language, 1


def _counts(examples: Sequence[Example]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for one in examples:
        counts[one.intent, one.language] = counts.get((one.intent, one.language), 0) + 1
    return counts

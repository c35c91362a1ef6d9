"""Rules and stories of a tree, and those that can never come to anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, MarkedYAMLError, ScalarNode, SequenceNode

from bot.corpus.problems import Problem
from bot.corpus.reading import LOADER
from bot.corpus.tree import Domain

OWN_ACTIONS = frozenset(
    f"action_{name}"
    for name in (
        "listen", "restart", "session_start", "default_fallback", "deactivate_loop", "revert_fallback_events",
        "default_ask_affirmation", "default_ask_rephrase", "two_stage_fallback", "unlikely_intent", "back",
        "extract_slots", "send_text",
    )
)  # fmt: skip
"""Rasa's."""
_WORD = re.compile(r"\w+")
Asked = tuple[tuple[str, str, str], ...]
"""Kind, name and value of steps."""
KNOWN_STEPS = frozenset({"intent", "action", "slot_was_set", "active_loop", "checkpoint", "or", "user", "entities"})


@dataclass(frozen=True)
class Step:
    """One line of a rule or a story."""

    kind: str
    """`intent`, `action`, `slot_was_set` …"""
    name: str
    line: int
    value: str = ""
    """Of a slot."""


@dataclass(frozen=True)
class Course:
    """A rule or a story."""

    file: Path
    line: int
    rule: bool
    name: str
    conditions: tuple[Step, ...]
    steps: tuple[Step, ...]

    @property
    def asked(self) -> Asked:
        """Everything up to the first action after the caller spoke: what decides whether it fires."""
        return tuple(
            (step.kind, step.name, step.value) for step in (*self.conditions, *self.steps[: self._first_action()])
        )

    @property
    def does(self) -> Asked:
        """What follows."""
        return tuple((step.kind, step.name, step.value) for step in self.steps[self._first_action() :])

    def _first_action(self) -> int:
        kinds = [step.kind for step in self.steps]
        start = kinds.index("intent") if "intent" in kinds else 0
        return next((place for place in range(start, len(kinds)) if kinds[place] == "action"), len(kinds))


def check(folders: Sequence[Path], domain: Domain) -> list[Problem]:
    """Of all rules and stories below these folders."""
    problems: list[Problem] = []
    paths: list[Course] = []
    for file in (file for folder in folders for file in sorted(folder.rglob("*.yml"))):
        try:
            paths += _read(file)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problems.append(Problem("broken", "error", file, line, f"{error.problem}; mend the YAML"))
        except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
            text = f"cannot be read ({type(error).__name__}); mend the file"
            problems.append(Problem("broken", "error", file, 1, text))
    problems += [problem for path in paths for problem in _unknown(path, domain)]
    problems += _shadowed([path for path in paths if path.rule])
    if not any(problem.kind == "broken" for problem in problems):
        problems += _unanswered(paths, domain)
    return problems


def _unknown(path: Course, domain: Domain) -> Iterator[Problem]:
    known = {"intent": {*domain.intents}, "slot_was_set": {*domain.slots}, "action": {*domain.actions, *OWN_ACTIONS}}
    words = {"intent": "intent", "slot_was_set": "slot", "action": "action"}
    what = "rule" if path.rule else "story"
    for step in (*path.conditions, *path.steps):
        if step.kind not in KNOWN_STEPS:
            text = f"the {what} {path.name!r} has a step {step.kind!r}, which Rasa does not know; mend it"
            yield Problem("unreachable_rule", "error", path.file, step.line, text)
        elif step.name not in known.get(step.kind, {step.name}):
            word = words[step.kind]
            text = f"the {what} {path.name!r} asks for the {word} {step.name!r}, which domain.yml does not have; " + (
                f"add it there or mend the {what}"
            )
            yield Problem("unreachable_rule", "error", path.file, step.line, text)


def _shadowed(rules: Sequence[Course]) -> Iterator[Problem]:
    """A rule that asks for the same as one before it."""
    first: dict[Asked, Course] = {}
    for rule in rules:
        before = first.setdefault(rule.asked, rule)
        if before is rule:
            continue
        where, other = f"{before.file.name}:{before.line}", (before.file, before.line)
        if before.does == rule.does:
            text = f"the rule {rule.name!r} is the same as {before.name!r} ({where}); remove one of them"
            yield Problem("unreachable_rule", "warning", rule.file, rule.line, text, other)
        else:
            text = (
                f"the rule {rule.name!r} never fires: {before.name!r} ({where}) answers the same otherwise; keep one "
                "of them or give this one a condition"
            )
            yield Problem("unreachable_rule", "error", rule.file, rule.line, text, other)


def _unanswered(paths: Sequence[Course], domain: Domain) -> Iterator[Problem]:
    answered = {step.name for path in paths if path.rule for step in path.steps if step.kind == "intent"}
    told = {step.name for path in paths for step in path.steps if step.kind == "intent"}
    lines = domain.file.read_text("utf-8").splitlines()
    for intent in domain.intents:
        if intent not in answered:
            line = next((at for at, text in enumerate(lines, 1) if intent in _WORD.findall(text)), 1)
            only = " (stories alone do not decide a turn)" if intent in told else ""
            text = f"no rule answers the intent {intent!r}{only}; write one in data/rules"
            yield Problem("intent_without_rule", "error", domain.file, line, text)


def _read(file: Path) -> Iterator[Course]:
    root = yaml.compose(file.read_text("utf-8"), Loader=LOADER)
    for key, value in _pairs(root):
        if key in ("rules", "stories") and isinstance(value, SequenceNode):
            for node in value.value:
                pairs = dict(_pairs(node))
                name = pairs.get("rule") or pairs.get("story")
                yield Course(
                    file, node.start_mark.line + 1, "rule" in pairs, str(getattr(name, "value", "")),
                    tuple(_steps(pairs.get("condition"))), tuple(_steps(pairs.get("steps"))),
                )  # fmt: skip


def _steps(node: Any) -> Iterator[Step]:
    for one in node.value if isinstance(node, SequenceNode) else ():
        for key, value in _pairs(one):
            line = one.start_mark.line + 1
            if key == "or":
                yield from _steps(value)
            elif isinstance(value, SequenceNode):
                for item in value.value:
                    pairs = list(_pairs(item))
                    name, given = pairs[0] if pairs else (str(item.value), None)
                    yield Step(key, name, item.start_mark.line + 1, str(getattr(given, "value", "")))
            elif isinstance(value, ScalarNode):
                yield Step(key, value.value.split("/")[0] if key == "intent" else value.value, line)
            else:
                yield Step(key, "", line)


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    for key, value in node.value if isinstance(node, MappingNode) else ():
        yield str(key.value), value

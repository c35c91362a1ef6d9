"""The checks tell each mistake with file, line, other side and remedy, and are content with today's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.corpus.check import check, coverage
from bot.corpus.likeness import alike
from bot.corpus.problems import Problem
from bot.corpus.reading import Example
from bot.corpus.tree import Tree
from centralino.paths import ROOT
from tests.bot.corpora import VALUES, project

pytestmark = pytest.mark.unit


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without mistakes."""
    return project(tmp_path)


def found(root: Path, kind: str) -> list[Problem]:
    return [one for one in check(Tree(root), VALUES) if one.kind == kind]


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def nlu(*blocks: tuple[str, list[str]]) -> str:
    return "nlu:\n" + "".join(
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in blocks
    )


def test_the_tree_has_no_mistakes() -> None:
    problems = check(Tree(ROOT), {})
    assert [str(one) for one in problems if one.severity == "error"] == []


def test_same_text_under_two_intents_in_any_two_languages(root: Path) -> None:
    write(root, "data/nlu/en/a.yml", nlu(("greet", ["hello", "hvor er min PAKKE?"])))
    (problem,) = found(root, "conflict")
    assert problem.severity == "error"
    assert (problem.file.name, problem.line, problem.other) == ("a.yml", 5, (root / "data/nlu/da/orders.yml", 7))
    assert "is greet here and order_status at orders.yml:7; keep one of them" in problem.text


def test_same_text_in_both_sets(root: Path) -> None:
    write(root, "data/nlu/da/x.yml", nlu(("order_status", ["er varen på vej"])))
    (problem,) = found(root, "in_both_sets")
    assert (problem.severity, problem.file.name, problem.line) == ("warning", "da.yml", 5)
    write(root, "data/nlu/da/x.yml", nlu(("greet", ["er varen på vej"])))
    assert found(root, "in_both_sets") == []
    (problem,) = found(root, "conflict")
    assert problem.severity == "error"
    assert "tested as order_status and learned as greet" in problem.text


def test_near_duplicates_of_one_language_across_intents(root: Path) -> None:
    write(root, "data/nlu/da/x.yml", nlu(("greet", ["hvad siger De til det", "hvor er min pakker", "hvor er i henne"])))
    (problem,) = found(root, "near_duplicate")
    assert (problem.severity, problem.line, problem.other) == ("warning", 7, (root / "data/nlu/da/x.yml", 5))
    write(root, "data/nlu/en/x.yml", nlu(("greet", ["hvor er min pakkee"])))
    assert len(found(root, "near_duplicate")) == 1


def test_near_duplicates_are_those_that_a_comparison_of_all_finds() -> None:
    from rapidfuzz import fuzz

    from bot.corpus.likeness import ALIKE, SHORTEST

    rows = [one for one in Tree(ROOT).examples("training", "da") if len(one.key) >= SHORTEST][::6]
    rows = list({one.key: one for one in rows}.values())
    rows += [Example(Path("x"), n, "da", "other", f"{one.text} ja") for n, one in enumerate(rows[:300:7])]
    expected = {
        frozenset((one.key, other.key))
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if one.intent != other.intent and fuzz.ratio(one.key, other.key, score_cutoff=ALIKE)
    }
    assert {frozenset((pair.one.key, pair.other.key)) for pair in alike(rows)} == expected
    assert len(expected) > 30


def test_thin_intents_and_those_without_examples(root: Path) -> None:
    numbers = [f"hello number {n}" for n in range(40)]
    for language in ("fr", "nl", "it", "en"):
        write(root, f"data/nlu/{language}/a.yml", nlu(("greet", [f"{language} {text}" for text in numbers])))
    (row,) = [row for row in coverage(Tree(root)) if row.intent == "greet"]
    assert row.counts == {"fr": 40, "nl": 40, "it": 40, "da": 1, "en": 40}
    assert row.thin == ("da",)
    problems = [one for one in found(root, "thin_intent") if "greet" in one.text]
    assert [(one.severity, one.file.name, one.line) for one in problems] == [("warning", "orders.yml", 12)]
    assert "greet has 1 examples in da and should have 20" in problems[0].text
    missing = [one for one in found(root, "thin_intent") if one.severity == "error" and "order_status" in one.text]
    assert len(missing) == 4


def test_unknown_labels(root: Path) -> None:
    write(
        root, "data/nlu/da/x.yml", nlu(("greeet", ["hallo"]), ("greet", ["[a b](town) c", "[x y](department:sails)"]))
    )
    (intent,) = found(root, "unknown_intent")
    assert (intent.line, "greeet" in intent.text) == (4, True)
    (entity,) = found(root, "unknown_entity")
    assert (entity.line, "town" in entity.text) == (7, True)
    (value,) = found(root, "unknown_value")
    assert (value.severity, value.line) == ("warning", 8)


def test_one_phrase_for_two_values(root: Path) -> None:
    texts = ["til [æskefolkene](department:sales)", "hos [Æskefolkene](department:technical_support)"]
    write(root, "data/nlu/da/x.yml", nlu(("reach_department", texts)))
    (problem,) = found(root, "conflict")
    assert (problem.line, problem.other) == (5, (root / "data/nlu/da/x.yml", 4))


def test_broken_files_are_told_and_the_rest_is_checked(root: Path) -> None:
    write(root, "data/nlu/da/x.yml", "nlu:\n- intent: [greet\n")
    write(root, "data/nlu/da/y.yml", nlu(("greeet", ["hallo"])))
    write(root, "data/nlu/da/z.yml", "nlu:\n- intent: greet\n  metadata: {language: nl}\n  examples: |\n    - hoi\n")
    (root / "data/nlu/da/w.yml").write_bytes(b"nlu:\n- intent: gr\xe6t\n")
    assert [(one.file.name, one.line) for one in found(root, "broken")] == [("w.yml", 2), ("x.yml", 3), ("z.yml", 3)]
    assert len(found(root, "unknown_intent")) == 1
    (root / "domain.yml").write_text("intents: [", "utf-8")
    (problem,) = check(Tree(root), VALUES)
    assert problem.file.name == "domain.yml"


RULE = "rules:\n  - rule: {name}\n    steps:\n      - intent: {intent}\n      - action: {action}\n"


@pytest.mark.parametrize(("intent", "action", "line"), [("greett", "action_answer", 4), ("greet", "action_anser", 5)])
def test_rules_that_ask_for_what_is_not_there(root: Path, intent: str, action: str, line: int) -> None:
    write(root, "data/rules/x.yml", RULE.format(name="odd", intent=intent, action=action))
    problems = [one for one in found(root, "unreachable_rule") if "domain.yml" in one.text]
    assert [(one.severity, one.file.name, one.line) for one in problems] == [("error", "x.yml", line)]


def test_rules_that_another_shadows(root: Path) -> None:
    text = (
        "rules:\n  - rule: again\n    steps:\n      - intent: greet\n      - action: action_answer\n"
        "  - rule: otherwise\n    steps:\n      - intent: greet\n      - action: action_back\n"
        "  - rule: in a call\n    condition:\n      - slot_was_set:\n          - call: true\n"
        "    steps:\n      - intent: greet\n      - action: action_back\n"
        "  - rule: out of a call\n    condition:\n      - slot_was_set:\n          - call: null\n          - cal: 1\n"
        "    steps:\n      - intent: greet\n      - action: action_answer\n"
    )
    write(root, "data/rules/x.yml", text)
    problems = found(root, "unreachable_rule")
    assert [(one.severity, one.line) for one in problems] == [("error", 6), ("error", 21), ("warning", 2)]
    assert "'otherwise' never fires" in problems[0].text
    assert problems[0].other == (root / "data/rules/all.yml", 2)
    assert "the slot 'cal'" in problems[1].text


def test_intents_that_no_rule_answers(root: Path) -> None:
    rules = (root / "data/rules/all.yml").read_text("utf-8")
    write(root, "data/rules/all.yml", rules[: rules.index("  - rule: keys")])
    write(root, "data/stories/a.yml", "stories:\n  - story: a\n    steps:\n      - intent: nlu_fallback\n")
    (problem,) = found(root, "intent_without_rule")
    assert (problem.file.name, problem.line) == ("domain.yml", 2)
    assert "nlu_fallback" in problem.text
    assert "stories alone" in problem.text

"""The replies are complete, and mistakes in them are told with file, line and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.messages import LANGUAGES
from bot.replies.check import check_replies
from bot.replies.loader import FOLDER, load, render

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the replies to break."""
    copy = tmp_path / "replies"
    shutil.copytree(FOLDER, copy)
    return copy


def test_replies_of_the_tree_are_in_order() -> None:
    assert check_replies() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_frequent_replies_have_several_wordings(language: str) -> None:
    replies = load()[language]
    for name in ("utter_greeting", "utter_route", "utter_hand_over", "utter_not_understood", "utter_anything_else"):
        assert len({wording.text for wording in replies[name].wordings}) >= 3, name


def test_missing_reply(folder: Path) -> None:
    file = folder / "da.yml"
    lines = file.read_text("utf-8").splitlines()
    at = lines.index("utter_goodbye:")
    file.write_text("\n".join(lines[:at] + lines[at + 4 :]), "utf-8")
    (problem,) = check_replies(folder)
    assert "da.yml" in problem
    assert "utter_goodbye is missing" in problem


def test_wrong_variable_has_its_line(folder: Path) -> None:
    file = folder / "nl.yml"
    text = file.read_text("utf-8").replace("Belt u over {wish}?", "Belt u over {wens}?")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "{wens}" in row)
    file.write_text(text, "utf-8")
    problems = check_replies(folder)
    assert len(problems) == 2
    assert all(f"nl.yml:{line}:" in problem for problem in problems)


def test_unused_reply(folder: Path) -> None:
    for file in folder.glob("*.yml"):
        file.write_text(file.read_text("utf-8") + 'utter_nobody: ["x"]\n', "utf-8")
    assert all("nothing says this" in problem for problem in check_replies(folder))


def test_broken_yaml(folder: Path) -> None:
    (folder / "fr.yml").write_text('utter_greeting:\n  - "Bonjour\n', "utf-8")
    (problem,) = check_replies(folder)
    assert "fr.yml:" in problem
    assert "mend the YAML" in problem


def test_sentences_begin_large() -> None:
    text = render("en", "utter_closed_day", 2, {"day": "on Monday", "place": "the Dublin shop"})
    assert text.startswith("On Monday")
    assert render("da", "utter_order_expected", 0, {"day": "mandag den 4. maj"}).endswith("4. maj.")

"""Written conversations: how a turn is written, and what a call came to."""

from __future__ import annotations

import pytest

from bot.dialogue.model import Stamp, stale
from bot.dialogue.typed import typed
from bot.dialogue.understanding import plain
from bot.dialogue.wire import bot_turn, caller_turn, line, to_dict
from bot.dialogue.wishes import parts
from bot.messages import BotTurn, CallerTurn, Entity, Expectation, Outcome, Understanding, Word, settle

pytestmark = pytest.mark.unit


def test_turns_as_written() -> None:
    assert typed("<silence>") == CallerTurn("silence")
    assert typed(" <dtmf:12#> ") == CallerTurn("keys", "12#")
    assert typed("hello <silence>") == CallerTurn("speech", "hello <silence>")
    with pytest.raises(ValueError, match="0-9"):
        typed("<dtmf:x>")


def test_an_item_counts_more_than_an_answer() -> None:
    answered, booked = Outcome("answered"), Outcome("callback", "sales")
    assert settle(None, answered) == answered
    assert settle(booked, answered) == booked
    assert settle(answered, booked) == booked
    assert settle(booked, Outcome("handoff", "reception")) == Outcome("handoff", "reception")
    assert settle(Outcome("answered", "sales"), answered) == Outcome("answered", "sales")
    assert settle(None, None) is None
    taken_back = Outcome("answered", instead=True)
    assert settle(Outcome("routed", "sales"), taken_back) == taken_back


@pytest.mark.parametrize("text", ["/restart", ' /nlu_fallback{"keys":"0"}', "//x"])
def test_a_slash_is_no_command(text: str) -> None:
    assert not plain(text).startswith("/")


def test_endless_words_are_cut() -> None:
    assert len(plain("word " * 10_000)) <= 1000


def test_messages_survive_the_pipe() -> None:
    import json

    turn = BotTurn(
        ("Bonjour.", "Oui ?"),
        "fr",
        Expectation("digits", ("a",), ("b", "c"), 8),
        Understanding("x", "fr", "inform", 0.5, (("inform", 0.5),), (Entity("day", "2026-11-26", 0, 1),), True),
        Outcome("routed", "sales", "routed", "id"),
        ends=True,
        rate=0.85,
    )
    assert bot_turn(json.loads(line(to_dict(turn)))) == turn
    plain_turn = BotTurn((), "da")
    assert bot_turn(json.loads(line(to_dict(plain_turn)))) == plain_turn
    said = CallerTurn("speech", "hej", 0.4, (Word("hej", 0.4),), ("haj",), "da", 1, 2)
    assert caller_turn(json.loads(line(to_dict(said)))) == said


def test_sentences_fall_apart_at_joints_only() -> None:
    assert len(parts("when do you open and can you put me through to sales", "en")) == 2
    assert parts("I would like a quote", "en") == ["I would like a quote"]
    assert len(parts("ik wil weten wanneer u open bent. Verbind me door met verkoop", "nl")) == 2


def test_model_is_stale_when_its_sources_change(tmp_path) -> None:
    root, folder = tmp_path / "tree", tmp_path / "model"
    (root / "data/nlu/en").mkdir(parents=True)
    folder.mkdir()
    source = root / "data/nlu/en/a.yml"
    source.write_text("nlu: []")
    assert stale(folder, root)
    (folder / "centralino.tar.gz").write_bytes(b"x")
    Stamp.of(root).leave(folder)
    assert not stale(folder, root)
    source.write_text("nlu: [] # more")
    assert stale(folder, root)
    source.write_text("nlu: []")
    assert not stale(folder, root)

"""The figures that `evaluate` prints are right, and its page can be read."""

from __future__ import annotations

from random import Random

import pytest

from bot.evaluation.evaluation import EntityScore, entity_scores
from bot.evaluation.metrics import Prediction, auroc, calibration_error, confusions, intent_f1, score, trade_off
from bot.evaluation.report import Results, as_html, as_text, sections
from bot.evaluation.sets import Marked
from bot.nlu.damage import Damage

pytestmark = pytest.mark.unit


def prediction(is_: str, taken: str, confidence: float = 0.9, outside: float = 0.0) -> Prediction:
    return Prediction("…", "da", is_, taken, confidence, outside)


ROWS = [
    prediction("greet", "greet", 0.95),
    prediction("greet", "greet", 0.85),
    prediction("greet", "goodbye", 0.55),
    prediction("goodbye", "goodbye", 0.75),
    prediction("out_of_scope", "out_of_scope", 0.8, outside=0.8),
    prediction("out_of_scope", "greet", 0.6, outside=0.3),
]


def test_accuracy_and_f1_by_hand() -> None:
    figures = score(ROWS)
    assert figures.accuracy == pytest.approx(4 / 6)
    by_intent = dict(intent_f1(ROWS))
    assert by_intent["greet"] == pytest.approx(2 * 2 / (3 + 3))
    assert by_intent["goodbye"] == pytest.approx(2 * 1 / (1 + 2))
    assert figures.macro_f1 == pytest.approx(sum(by_intent.values()) / 3)
    assert figures.interval[0] < figures.accuracy < figures.interval[1]


def test_confusions_are_counted() -> None:
    assert confusions(ROWS) == [("greet", "goodbye", 1), ("out_of_scope", "greet", 1)]


def test_calibration_error_is_zero_for_an_honest_model_and_large_for_a_boaster() -> None:
    honest = [prediction("greet", "greet" if i % 2 else "goodbye", 0.5) for i in range(10)]
    boaster = [prediction("greet", "goodbye", 0.99) for _ in range(10)]
    assert calibration_error(honest) == pytest.approx(0)
    assert calibration_error(boaster) == pytest.approx(0.99)


def test_out_of_scope_threshold_trades_caught_for_lost() -> None:
    low, high = trade_off(ROWS, (0.0, 0.5))
    assert (low.caught, low.lost) == (1, 1)
    assert (high.caught, high.lost) == (0.5, 0)
    assert auroc(ROWS) == 1


def test_entity_scores_count_misses_and_inventions() -> None:
    rows = [
        Marked("lørdag", "da", frozenset({("day", "2026-03-14")})),
        Marked("søndag", "da", frozenset({("day", "2026-03-15")})),
        Marked("intet her", "da", frozenset()),
    ]
    found = {"lørdag": [("day", "2026-03-14")], "søndag": [], "intet her": [("day", "2026-03-12")]}
    assert entity_scores(rows, lambda text, _: found[text]) == [EntityScore("day", 2, 1, 1, ("søndag",))]


def test_damage_hurts_about_a_fifth_of_the_words_and_is_repeatable() -> None:
    texts = [f"jeg vil gerne tale med nogen om min regning nummer {n}" for n in range(200)]
    once, again = (list(map(Damage(texts, Random(3)), texts)) for _ in range(2))
    assert once == again
    kept = sum(len(set(a.split()) & set(b.split())) for a, b in zip(texts, once, strict=True))
    assert 0.7 < kept / (200 * 11) < 0.9
    assert all(once)


def test_page_and_text_hold_every_language_and_picture() -> None:
    rows = [Prediction("x", language, "greet", "greet", 0.9, 0.1) for language in ("fr", "nl", "it", "da", "en")]
    rows.append(prediction("out_of_scope", "out_of_scope", 0.9, 0.9))
    parts = sections(
        Results("m", rows, rows, [EntityScore("day", 2, 1, 0, ("<b>",))], [(10, 0.5)], (1.0, 2.0), rows[1:])
    )
    text, page = as_text(parts), as_html(parts)
    for language in ("fr", "nl", "it", "da", "en", "all"):
        assert f"\n{language} " in text
    assert page.count("data:image/png;base64,") == 5
    assert "&lt;b&gt;" in page
    assert "<b>" not in page

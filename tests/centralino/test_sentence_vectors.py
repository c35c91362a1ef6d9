"""The encoder behind the trainers' groups: what means the same is alike, also after it has rested."""

from __future__ import annotations

import numpy as np
import pytest

from centralino import sentence_vectors
from centralino.sentence_vectors import SentenceVectors
from centralino.workbench import stop_words
from desk.training.grouping import LIKE

pytestmark = pytest.mark.contract


def test_what_means_the_same_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = SentenceVectors()
    texts = ["kan jeg få byttet mit modem", "Må jeg bytte mit modem?", "hvad bliver vejret i morgen"]
    found = vectors(texts)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert found[0] @ found[1] > LIKE > found[0] @ found[2]
    monkeypatch.setattr(sentence_vectors, "IDLE_SECONDS", 0)
    vectors.rest()
    vectors.rest()
    assert np.array_equal(vectors(texts), found)


def test_words_that_tell_nothing() -> None:
    for language, word in {"fr": "voudrais", "nl": "graag", "it": "vorrei", "da": "gerne", "en": "please"}.items():
        assert word in stop_words(language)
        assert "modem" not in stop_words(language)

"""What meets in the batches of a training, and how little one utterance more changes of it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from bot.nlu.batches import Batch, share, steady

pytestmark = pytest.mark.unit

TEXTS = [f"utterance number {n}" for n in range(5000)]
LENGTHS = [Random(n).randint(3, 20) for n in range(len(TEXTS))]


def made(texts: list[str], lengths: list[int], salt: str = "") -> list[Batch]:
    return steady(lengths, list(map(share, texts)), 64, salt)


def test_every_utterance_is_learned_once_in_batches_of_like_size_and_length() -> None:
    batches = made(TEXTS, LENGTHS)
    assert sorted(np.concatenate([batch.rows for batch in batches])) == list(range(len(TEXTS)))
    sizes = [len(batch.rows) for batch in batches]
    assert 56 <= np.mean(sizes) <= 72
    assert max(sizes) < 2 * 64
    lengths = [[LENGTHS[i] for i in batch.rows] for batch in batches]
    assert np.mean([max(found) - min(found) for found in lengths]) < 3
    shortest = [min(found) for found in lengths]
    assert shortest not in (sorted(shortest), sorted(shortest, reverse=True)), "long and short ones are mixed"


def test_one_more_changes_few_batches() -> None:
    before = {tuple(TEXTS[i] for i in batch.rows): batch.seed for batch in made(TEXTS, LENGTHS)}
    changed = []
    for n in range(20):
        texts, lengths = [f"another one, {n}", *TEXTS], [3 + n % 18, *LENGTHS]
        after = {tuple(texts[i] for i in batch.rows): batch.seed for batch in made(texts, lengths)}
        changed.append(len(before.items() - after.items()) / len(before))
    assert np.median(changed) <= 1 / len(before)
    assert np.mean(changed) < 0.05, "a group of lengths that needs another batch is dealt anew, now and then"


def test_another_epoch_mixes_them_anew() -> None:
    first, second = ({frozenset(batch.rows) for batch in made(TEXTS, LENGTHS, salt)} for salt in "01")
    assert not first & second


def test_few_utterances_are_one_batch() -> None:
    (only,) = steady([3, 9, 4], [0.9, 0.1, 0.5], 64)
    assert sorted(only.rows) == [0, 1, 2]

"""Groups that stay what they are, topics with their words and weeks."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from desk.training.grouping import Groups
from desk.training.mining import WEEK, WEEKS, Asking, join, mine, typical
from desk.training.vectors import packed, unit, unpacked
from tests.desk.samples import NOW
from tests.desk.training_data import WordVectors

pytestmark = pytest.mark.unit
WORDS = WordVectors()


def asking(*texts: str, group: int, days: float = 1) -> list[Asking]:
    at = NOW - timedelta(days=days)
    return [Asking(group, at, text, vector) for text, vector in zip(texts, WORDS(texts), strict=True)]


def test_a_group_is_where_its_middle_is_near_and_never_changes_its_place() -> None:
    groups = Groups()
    texts = ["byt mit modem", "hvor er pakken", "byt mit modem nu", "hvor er pakken henne", "vis mig vejret"]
    first = [groups.place(vector).index for vector in WORDS(texts)]
    assert first == [0, 1, 0, 1, 2]
    many = unit(np.random.default_rng(0).normal(size=(300, 256)).astype(np.float32))
    for vector in many:
        groups.place(vector)
    assert [groups.place(vector).index for vector in WORDS(texts)] == first
    assert groups.counts[:3] == [4, 4, 2]
    assert sum(groups.counts) == 310


def test_what_was_stored_goes_on_as_it_was() -> None:
    before, after = Groups(), Groups()
    for vector in WORDS(["byt mit modem", "byt mit modem nu"]):
        before.place(vector)
    after.add(7, before.sums[0], before.counts[0])
    (vector,) = WORDS(["byt mit modem tak"])
    assert before.place(vector) == after.place(vector)
    assert after.ids == [7]


def test_half_the_bytes_are_as_good() -> None:
    (vector,) = WORDS(["byt mit modem nu tak"])
    assert float(unpacked(packed(vector)) @ vector) == pytest.approx(1, abs=1e-3)


def test_words_that_set_a_topic_apart() -> None:
    esim = ["jeg vil have et esim", "har I esim kort", "esim til mit ur", "hvad koster et esim kort"]
    rest = ["jeg vil have penge", "har I åbent", "hvad koster det", "et modem til mit hus"]
    (words,) = typical([esim], rest, {"jeg", "til", "et"})
    assert words[:2] == ("esim", "kort")
    assert not {"jeg", "til", "et"} & set(words)


def test_a_topic_is_made_of_groups_and_keeps_the_id_of_its_first() -> None:
    asked = [
        *asking("har I esim kort", "har I esim kort nu", group=9, days=2),
        *asking("vil have esim kort", "har esim kort", "esim kort tak", group=4, days=9),
        *asking("fortæl en vittighed", group=2),
    ]
    (topic,) = mine(asked, "da", set(), NOW)
    assert (topic.id, topic.groups, topic.size) == (4, (4, 9), 5)
    assert set(topic.words[:2]) == {"esim", "kort"}
    assert len(topic.examples) == 3
    assert topic.growth == 2 - 3
    assert len(topic.weeks) == WEEKS
    assert [count for _, count in topic.weeks[-3:]] == [3, 2, 0]
    assert topic.weeks[-1][0] == "2026-W10"
    old = asking("har I esim kort", "har I esim kort nu", "har esim kort", group=4, days=WEEKS * WEEK.days + 9)
    (topic,) = mine([*old, *asking("har esim kort", group=4)], "da", set(), NOW)
    assert (topic.size, sum(count for _, count in topic.weeks)) == (4, 1)


def test_what_few_ask_is_no_topic() -> None:
    assert mine(asking("har I esim", "har I et esim", "esim", group=1), "da", set(), NOW) == []
    assert mine([], "da", set(), NOW) == []
    assert join({}) == []
    assert join({3: np.ones(4, np.float32)}) == [[3]]

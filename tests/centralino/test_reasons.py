"""Breaks and outcomes that a house sets itself."""

from __future__ import annotations

import pytest

from centralino import desk
from centralino.errors import UserError
from centralino.reasons import HAPPENS, USUAL, reasons
from centralino.settings import Desk
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit
NAMES = {"fr": "Prière", "nl": "Gebed", "it": "Preghiera", "da": "Bøn", "en": "Prayer"}


def test_without_settings_there_are_the_usual_ones() -> None:
    assert reasons(Desk()) == USUAL


def test_a_house_has_its_own_and_what_comes_of_calls() -> None:
    found = reasons(Desk(breaks={"prayer": NAMES, "lunch": {}}, dispositions={"sold": NAMES}))
    assert found.on_break == {"prayer", "lunch"} | HAPPENS
    assert found.wrap_up == {"sold"}
    assert found.logged_out == USUAL.logged_out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Desk(breaks={"Prayer": NAMES}), "desk.breaks: Prayer: a code is made of a-z and _"),
        (Desk(breaks={"prayer": {}}), "desk.breaks: prayer: no name in fr, nl, it, da, en; write {fr: …}"),
        (Desk(breaks={"prayer": NAMES | {"da": " "}}), "desk.breaks: prayer: no name in da"),
        (Desk(breaks={"refused": {}}), "desk.breaks: name at least one that agents can choose"),
        (Desk(dispositions={"sold": NAMES | {"de": "Gebet"}}), "desk.dispositions: sold: no language 'de'"),
        (Desk(dispositions={"sold": NAMES | {"en": "x" * 61}}), "desk.dispositions: sold: the name in en is one line"),
    ],
)
def test_a_mistake_is_told_in_one_line(given: Desk, told: str) -> None:
    with pytest.raises(UserError) as error:
        desk.check(given, DEMO)
    assert told in str(error.value)
    assert "\n" not in str(error.value)

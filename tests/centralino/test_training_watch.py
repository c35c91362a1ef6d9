"""What is saved is trained once it is quiet, and is not forgotten while another training runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from centralino.training_watch import Quiet

pytestmark = pytest.mark.unit
ORDERS, TALK = Path("orders.yml"), Path("talk.yml")


def test_nothing_begins_before_all_is_quiet() -> None:
    quiet = Quiet({ORDERS: 1}, seconds=2)
    assert quiet.look(0, {ORDERS: 1}) == []
    assert quiet.look(1, {ORDERS: 2}) == []
    assert quiet.look(2, {ORDERS: 2, TALK: 1}) == []
    assert quiet.look(4, {ORDERS: 2, TALK: 1}) == [ORDERS, TALK]
    assert quiet.look(9, {ORDERS: 2, TALK: 1}) == []


def test_what_could_not_be_trained_is_told_again_with_what_came_since() -> None:
    quiet = Quiet({ORDERS: 1}, seconds=2)
    quiet.look(1, {ORDERS: 2})
    assert quiet.look(3, {ORDERS: 2}) == [ORDERS]
    quiet.again()
    assert quiet.look(4, {ORDERS: 2, TALK: 1}) == []
    assert quiet.look(6, {ORDERS: 2, TALK: 1}) == [ORDERS, TALK]
    assert quiet.look(9, {ORDERS: 2, TALK: 1}) == []

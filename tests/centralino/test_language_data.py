"""Language data as the desk changes them: what is told of additions that an editor has saved over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.corpus.labels import Labels
from bot.corpus.tree import Tree
from centralino.language_data import TreeData
from desk.training.ports import DataError, Example
from tests.bot.corpora import ORDERS, VALUES, additions, project

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_what_cannot_be_put_back_is_named_and_the_rest_is_back(tmp_path: Path) -> None:
    root, trail = project(tmp_path / "tree"), list[tuple[str, set[str]]]()

    def record(_by: str, action: str, done: Mapping[str, Mapping[str, str]], _now: datetime) -> None:
        trail.append((action, set(done)))

    tree = Tree(root)
    known = Labels(tree, lambda: VALUES)
    data = TreeData(tree, additions(root, tmp_path / "var"), known, root / "labels.md", record, list)
    wanted = [Example("da", "hvor bliver min pakke af", "order_status"), Example("da", "hejsa", "greet")]
    left, back = data.add(wanted, "mette", NOW)
    (root / "data/nlu/da/orders.yml").write_text(ORDERS, "utf-8")
    test_set = root / "tests/data/nlu/da.yml"
    test_set.write_text(test_set.read_text("utf-8") + "    - hvor bliver min pakke af\n", "utf-8")
    with pytest.raises(DataError, match=rf"put back: 1; not put back: {left.id}: .* is no test") as told:
        data.restore("anna", NOW)
    assert told.value.code == "conflict"
    assert "pakke af" not in str(told.value), "no words"
    assert trail[-1] == ("training.restored", {back.id})
    assert [one.id for one in data.missing()] == [left.id]

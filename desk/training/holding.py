"""Decisions that want the same text hold it together: it leaves the language data with the last of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.training.tables import DECISIONS
from desk.training.told import Decision, told

Same = tuple[str, str]
"""See WrittenText.same."""


def akin(connection: Connection, to: str, intent: str | None) -> list[Decision]:
    """Those for one intent and use, in their order: no others can hold the same texts. On PostgreSQL they stay as they
    are until the transaction ends."""
    these = (DECISIONS.c.to == to) & (DECISIONS.c.intent == intent)
    query = sa.select(DECISIONS).where(these).order_by(DECISIONS.c.id).with_for_update()
    return [told(row) for row in connection.execute(query)]


def held(decisions: Sequence[Decision], but: int) -> set[Same]:
    """What others than `but` hold."""
    return {text.same for one in decisions if one.state == "done" and one.id != but for text in one.written}


def leaves(decisions: Sequence[Decision], decision: int) -> tuple[str, ...]:
    """Under which ids the texts were added that nobody holds once this decision is taken back; the latest first. It
    need not have written them: whoever did may have been taken back before."""
    its = {text.same for one in decisions if one.id == decision for text in one.written} - held(decisions, decision)
    added = [text for one in decisions for text in one.written if text.id and text.same in its]
    return tuple(text.id for text in reversed(added))


def ended(decisions: Sequence[Decision], texts: Collection[Same]) -> frozenset[tuple[int, str]]:
    """Id and state of decisions that have let go of these texts, or are about to, where nobody holds them: what was
    seen of such a text may have been its last moment."""
    loose = set(texts) - held(decisions, 0)
    return frozenset(
        (one.id, one.state)
        for one in decisions
        if one.state in ("undoing", "undone") and any(text.same in loose for text in one.written)
    )

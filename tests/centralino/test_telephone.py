"""Where a telephone call goes after the bot's part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import soundfile
import sqlalchemy as sa

from bot.directory import company
from bot.messages import CallInfo, Outcome
from centralino.after_call import AfterCall
from centralino.desk_port import StoreDesk
from centralino.settings import Settings
from centralino.settings import Telephone as Configured
from centralino.telephone import Telephone
from desk.context import ContextStore
from desk.database import Database, StoreError
from desk.floor.floor import Floor
from desk.floor.tables import ANNOUNCED
from desk.queue.packet import Packet, Summary
from desk.queue.store import QueueStore
from tests.voice.scripted import ScriptedDialogue, ScriptedSpeech
from voice.session.call import By, Ended
from voice.telephony.ports import Transfer

pytestmark = pytest.mark.unit

INFO = CallInfo("call-1", "en", "+35315550100", "1005")


def ended(outcome: Outcome | None, by: By = "bot") -> Ended:
    return Ended(outcome, "en", by, 20_000)


def telephone(
    folder: Path,
    queue: Callable[[], QueueStore] | None = None,
    dialogue: ScriptedDialogue | None = None,
    gone: Callable[[str], None] = lambda _call_id: None,
    after: AfterCall | None = None,
    **settings: Any,
) -> Telephone:
    database = Database(folder / "queue.db")
    queue, floor = queue or (lambda: QueueStore(database)), Floor(database)
    parts = SimpleNamespace(dialogue=dialogue or ScriptedDialogue(), speech=ScriptedSpeech())
    return Telephone(
        cast(Any, parts), Settings(telephone=Configured(**settings)), company(), queue, ContextStore(database),
        folder / "briefings", cast(Any, None), lambda _kind, _status: None,
        StoreDesk(queue, lambda: floor, "test", look_seconds=0.05), gone=gone, after=after,
    )  # fmt: skip


def stored(folder: Path, final: Any, person: str | None = None) -> Outcome:
    """What the dialogue has put into the queue of technical support."""
    created, summary = "2026-11-26T09:00:00+00:00", Summary("x", "x")
    packet = Packet("call-1", created, "en", "technical_support", "routed", summary, person=person)
    item = QueueStore(Database(folder / "queue.db")).place(packet).item_id
    return Outcome(final, "technical_support", "routed", item)


@pytest.mark.parametrize(
    ("outcome", "by", "kind", "target"),
    [
        (None, "caller", "hangup", ""),
        (None, "bot", "queue", "humans"),  # the bot could not even reach the queue
        (None, "failure", "queue", "humans"),
        (Outcome("answered"), "bot", "hangup", ""),
        (Outcome("answered"), "failure", "queue", "humans"),
        (Outcome("callback", "sales"), "bot", "hangup", ""),
        (Outcome("routed", "sales"), "bot", "queue", "sales"),
        (Outcome("handoff", "reception"), "bot", "queue", "humans"),
    ],
)
async def test_nobody_is_let_go_over_a_failure(
    tmp_path: Path, outcome: Outcome | None, by: By, kind: str, target: str
) -> None:
    transfer = await telephone(tmp_path).onward(INFO, ended(outcome, by))
    assert (transfer.kind, transfer.target) == (kind, target)


async def test_the_token_opens_the_packet(tmp_path: Path) -> None:
    outcome = stored(tmp_path, "routed")
    transfer = await telephone(tmp_path).onward(INFO, ended(outcome))
    assert (transfer.kind, transfer.target) == ("queue", "technical_support")
    packet = ContextStore(Database(tmp_path / "queue.db")).open(transfer.token, datetime.now(UTC))
    assert packet is not None
    assert packet["call_id"] == "call-1"


async def test_a_person_who_was_asked_for_is_rung(tmp_path: Path) -> None:
    name, person = next(iter(company().people.items()))
    transfer = await telephone(tmp_path).onward(INFO, ended(stored(tmp_path, "routed", name)))
    assert (transfer.kind, transfer.target) == ("extension", person.extension)


async def test_departments_people_and_whoever_is_at_hand_may_be_at_outside_numbers(tmp_path: Path) -> None:
    name = next(iter(company().people))
    outside = {"technical_support": "+3221230199", name: "+32470123456"}
    house = telephone(tmp_path, outside=outside, people="+390212345678")
    assert (await house.onward(INFO, ended(stored(tmp_path, "routed")))).target == "+3221230199"
    person = await house.onward(INFO, ended(stored(tmp_path, "routed", name)))
    assert (person.kind, person.target) == ("outside", "+32470123456")
    anybody = await house.onward(INFO, ended(stored(tmp_path, "handoff")))
    assert (anybody.kind, anybody.target) == ("outside", "+390212345678")


async def test_callers_may_wait_for_the_desk(tmp_path: Path) -> None:
    transfer = await telephone(tmp_path, people="desk").onward(INFO, ended(stored(tmp_path, "handoff")))
    assert transfer.kind == "desk"


async def test_a_queue_out_of_reach_costs_the_context_but_not_the_call(tmp_path: Path) -> None:
    def broken() -> QueueStore:
        raise StoreError("out of reach")

    transfer = await telephone(tmp_path, broken).onward(INFO, ended(stored(tmp_path, "routed")))
    assert transfer == Transfer("queue", "technical_support")


async def test_a_waiting_caller_outlives_a_queue_out_of_reach(tmp_path: Path) -> None:
    stored(tmp_path, "handoff")
    store = QueueStore(Database(tmp_path / "queue.db"))
    store.take("maria", datetime.now(UTC))
    answers = [StoreError("out of reach")]

    def flaky() -> QueueStore:
        if answers:
            raise answers.pop()
        return store

    transfer = await telephone(tmp_path, flaky, agents={"maria": "2001"}).taken(INFO)
    assert transfer == Transfer("extension", "2001")
    at_home = await telephone(tmp_path, agents={"maria": "+4512345678"}).taken(INFO)
    assert at_home == Transfer("outside", "+4512345678")


async def rung(folder: Path, after: AfterCall | None = None) -> tuple[Telephone, Floor, Transfer]:
    """Maria is available, has a phone, and is offered a call that waits: her phone is to ring."""
    now = datetime.now(UTC)
    floor = Floor(Database(folder / "queue.db"))
    floor.enrol("maria", ["en"], ["*"], 1, now)
    floor.change("maria", "available", "agent", now)
    calls = telephone(folder, after=after, people="desk", agents={"maria": "2001"})
    outcome = stored(folder, "handoff")
    assert (await calls.onward(INFO, ended(outcome))).kind == "desk"
    waiting = asyncio.create_task(calls.taken(INFO))
    while not floor.tick(datetime.now(UTC)).offered:
        await asyncio.sleep(0.02)
    transfer = await asyncio.wait_for(waiting, 10)
    assert transfer == Transfer("extension", "2001", offered=outcome.item or "")
    return calls, floor, transfer


async def test_an_agents_phone_rings_and_the_desk_follows_the_call(tmp_path: Path) -> None:
    calls, floor, transfer = await rung(tmp_path)
    assert floor.agent("maria").state == "reserved"
    await calls.answered(INFO, transfer)
    assert floor.agent("maria").state == "in_call"
    await calls.became(INFO, transfer, "answered")
    await calls.over(INFO)
    assert floor.agent("maria").state == "wrap_up"
    assert QueueStore(Database(tmp_path / "queue.db")).show(transfer.offered).state == "closed"


async def test_a_phone_that_nobody_answers_gives_the_caller_back_to_the_head(tmp_path: Path) -> None:
    calls, floor, transfer = await rung(tmp_path)
    await calls.became(INFO, transfer, "no_answer")
    assert (floor.agent("maria").state, floor.agent("maria").reason) == ("on_break", "no_answer")
    item = QueueStore(Database(tmp_path / "queue.db")).show(transfer.offered)
    assert (item.state, item.at_head) == ("waiting", True)


async def test_who_hangs_up_while_the_phone_rings_costs_the_agent_no_break(tmp_path: Path) -> None:
    calls, floor, transfer = await rung(tmp_path)
    await calls.became(INFO, transfer, "abandoned")
    await calls.over(INFO)
    assert floor.agent("maria").state == "available"
    assert QueueStore(Database(tmp_path / "queue.db")).show(transfer.offered).state == "closed"


async def test_who_hangs_up_is_told_also_while_the_queue_is_out_of_reach(tmp_path: Path) -> None:
    def broken() -> QueueStore:
        raise StoreError("out of reach")

    gone, dialogue = list[str](), ScriptedDialogue()
    await telephone(tmp_path, broken, dialogue, gone.append).over(INFO)
    assert (gone, dialogue.over) == (["call-1"], ["call-1"])


@pytest.mark.parametrize("asks", [False, True])
async def test_an_agent_who_hangs_up_first_is_done_with_the_call_before_the_caller_is(
    tmp_path: Path, asks: bool
) -> None:
    calls, floor, transfer = await rung(tmp_path, cast(Any, object()) if asks else None)
    await calls.answered(INFO, transfer)
    assert await calls.talked(INFO) is asks
    assert floor.agent("maria").state == "wrap_up"
    assert QueueStore(Database(tmp_path / "queue.db")).show(transfer.offered).state == "closed"


async def test_callers_on_hold_hear_where_they_stand_and_what_they_heard_is_kept(tmp_path: Path) -> None:
    outcome = stored(tmp_path, "handoff")
    calls, database = telephone(tmp_path), Database(tmp_path / "queue.db")
    sound = await calls.standing(INFO, "it", False)
    assert soundfile.info(f"{sound}.wav").samplerate == 8000
    with database.reading() as connection:
        told = connection.execute(sa.select(ANNOUNCED).order_by(ANNOUNCED.c.id)).all()
    assert [row.item_id for row in told] == [outcome.item] * 2, "as it was placed, and on hold"
    QueueStore(database).take("maria", datetime.now(UTC))
    assert await calls.standing(INFO, "it", False) == "", "nothing to tell any more"
    await calls.over(INFO)
    assert not list((tmp_path / "briefings").iterdir())

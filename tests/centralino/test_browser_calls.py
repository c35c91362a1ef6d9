"""Callers and agents who talk in the browser, from the bot's last word to the end: over real WebSockets, with a real
queue."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from centralino.queue_book import HUNG_UP
from desk.audit.trail import Trail
from desk.database import Database
from desk.floor.floor import Floor
from tests.centralino.lines import (
    AGENT,
    CALLER,
    SPOKEN_HZ,
    Site,
    connected,
    hears,
    music,
    silent,
    site,
    strength,
    take,
    told,
    until,
)
from tests.desk.conftest import address, database, postgres
from tests.voice.browser_peer import Page
from tests.voice.scripted import ScriptedHandOver

__all__ = ["address", "database", "postgres"]

pytestmark = pytest.mark.unit

BOSS = 1500
"""Hz."""


async def is_(running: Site, state: str) -> None:
    async def look() -> bool:
        return (await running.item()).state == state

    await until(look, f"the item is {state}")


async def test_from_the_bot_over_hold_to_an_agent_and_goodbye(database: Database) -> None:
    async with site(database) as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        await hears(caller, SPOKEN_HZ)
        waiting = await told(caller, "state", state="waiting")
        assert waiting["position"] == 1
        await music(caller)
        agent = await running.page("/audio/agent", AGENT, "maria")
        await told(agent, "ready")
        await take(running, caller)
        await told(caller, "state", state="ringing", agent="maria")
        await told(caller, "state", state="agent", agent="maria")
        joined = await told(agent, "joined")
        item = await running.item()
        assert (joined["item"], joined["call"]) == (item.id, item.call_id)
        await hears(agent, CALLER)
        await hears(caller, AGENT)
        assert item.packet["dialled"] == "browser"
        await agent.send(hang_up=True)
        ended = await told(caller, "state", state="ended")
        assert ended["final"] == "handoff"
        assert running.voice.spoken[-1] == ("Grazie per aver chiamato. Arrivederci.", "it")
        await is_(running, "closed")
        await told(agent, "left", by="agent")
        assert not agent.socket.closed, "the agent's line is open for the next call"
        assert [event["event"] for event in caller.told if event["event"] == "said"] == ["said"]
        await until(lambda: running.calls.running == 0, "the call is over")
        assert running.dialogue.over == [item.call_id]


PAGE = Path(__file__).parents[2] / "desk" / "web" / "static" / "pages" / "call.js"


async def test_the_page_reads_of_a_state_what_it_is_told(local: Database) -> None:
    code = PAGE.read_text("utf-8")
    taken_apart = re.findall(r"const \{([^}]*)\} = call\.state;", code)
    read = {name.strip() for names in taken_apart for name in names.split(",")}
    read |= set(re.findall(r"\bcall\.state\.(\w+)", code))
    async with site(local) as running:
        caller, agent = await connected(running)
        await agent.send(hang_up=True)
        await told(caller, "state", state="ended")
        states = [event for event in caller.told if event["event"] == "state"]
    assert {"position", "seconds", "name"} <= read
    assert read <= set().union(*states)


async def test_the_agent_closes_the_item_at_the_desk(database: Database) -> None:
    async with site(database) as running:
        caller, agent = await connected(running)
        item = await running.item()
        await asyncio.to_thread(running.store.close, item.id, datetime.now(UTC), "solved")
        await told(caller, "state", state="ended")
        await told(agent, "left", by="desk")
        assert (await running.item()).note == "solved"


async def test_a_line_that_is_closed_on_purpose_ends_the_conversation(local: Database) -> None:
    async with site(local) as running:
        caller, agent = await connected(running)
        await agent.socket.close(code=1000)
        await told(caller, "state", state="ended")
        await is_(running, "closed")


@pytest.mark.parametrize("how", ["vanishes", "reloads"])
async def test_an_agent_whose_connection_breaks_costs_the_caller_neither_call_nor_place(
    database: Database, how: str
) -> None:
    async with site(database) as running:
        caller, agent = await connected(running)
        created = (await running.item()).created
        if how == "vanishes":
            agent.vanish()
        else:
            await agent.socket.close(code=1001)
        await told(caller, "state", state="back")
        await hears(caller, SPOKEN_HZ)
        await is_(running, "waiting")
        await told(caller, "state", 2, state="waiting")
        assert (await running.item()).created == created
        assert running.voice.spoken[-1][0].startswith("Ci scusi, è caduta la linea")
        await silent(caller, AGENT)
        again = await running.page("/audio/agent", BOSS, "ole")
        await told(again, "ready")
        await take(running, caller, "ole", 2)
        await hears(caller, BOSS)


async def test_a_caller_who_hangs_up_on_hold_waits_no_more(database: Database) -> None:
    async with site(database) as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        await told(caller, "state", state="waiting")
        await caller.send(hang_up=True)
        await is_(running, "closed")
        assert (await running.item()).note == HUNG_UP
        await until(lambda: running.calls.running == 0, "the call is over")


async def test_a_caller_who_hangs_up_on_the_agent_leaves_the_item_to_the_agent(database: Database) -> None:
    async with site(database) as running:
        caller, agent = await connected(running)
        await caller.socket.close()
        await told(agent, "left", by="caller")
        await silent(agent, CALLER)
        await until(lambda: running.calls.running == 0, "the call is over")
        assert (await running.item()).state == "taken", "notes and outcome are still to come"


async def test_the_agent_holds_and_resumes(local: Database) -> None:
    Floor(local).enrol("maria", ["it"], ["sales"], 1, datetime.now(UTC))
    Floor(local).change("maria", "available", "agent", datetime.now(UTC))
    async with site(local) as running:
        caller, agent = await connected(running)
        await agent.send(hold=True)
        await told(agent, "hold", hold=True)
        await told(caller, "state", state="held")
        await silent(caller, AGENT)
        await silent(agent, CALLER)
        await music(caller)
        await until(lambda: held(local, running), "the desk shows it")
        await agent.send(hold=False)
        await hears(caller, AGENT)
        await hears(agent, CALLER)
        item = await running.item()
    assert Floor(local).hold_of(item.id, datetime.now(UTC)).seconds > 0


async def held(database: Database, running: Site) -> bool:
    """As the desk shows it."""
    item = await running.item()
    return (await asyncio.to_thread(Floor(database).hold_of, item.id, datetime.now(UTC))).since is not None


async def test_an_agent_who_passes_the_call_on_lets_the_caller_wait_again(database: Database) -> None:
    async with site(database) as running:
        caller, agent = await connected(running)
        item = await running.item()
        await asyncio.to_thread(running.store.give_back, item.id)
        await told(agent, "left", by="desk")
        await told(caller, "state", 2, state="waiting")
        await silent(caller, AGENT)
        assert not await page_events(caller, "back")


async def page_events(page: Page, state: str) -> list[object]:
    return [event for event in page.told if event.get("state") == state]


async def test_an_agent_without_a_line_does_not_keep_the_caller(local: Database) -> None:
    async with site(local, line_seconds=0.5) as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        await take(running, caller)
        await told(caller, "state", state="ringing")
        await is_(running, "waiting")


async def test_callers_never_hear_one_another(local: Database) -> None:
    async with site(local, line_seconds=1.0) as running:
        caller, agent = await connected(running)
        other = await running.page("/audio/call?language=it", BOSS)
        await told(other, "state", state="waiting")
        items = await asyncio.to_thread(running.store.list)
        await asyncio.to_thread(running.store.take, "maria", datetime.now(UTC), items[0].id)
        await told(other, "state", state="ringing")
        await told(other, "state", 2, state="waiting")
        assert not await page_events(other, "agent")
        assert strength(caller.sounds()[-32_000:], BOSS) < 20
        assert strength(agent.sounds()[-32_000:], BOSS) < 20
        assert len(agent.events("joined")) == 1


async def test_the_agent_hears_who_calls_before_the_caller_joins(local: Database) -> None:
    async with site(local, briefing=True) as running:
        agent = await running.page("/audio/agent", AGENT, "maria")
        await told(agent, "ready")
        running.voice.seconds = 1.0
        caller = await running.page("/audio/call?language=it", CALLER)
        await take(running, caller)
        briefing = await told(agent, "briefing")
        assert briefing["text"] == "Il cliente vuole parlare."
        await hears(agent, SPOKEN_HZ)
        assert strength(caller.sounds()[-4800:], SPOKEN_HZ) < 500, "the caller hears music meanwhile"
        assert not agent.events("joined")
        await told(agent, "joined")
        await hears(agent, CALLER)


async def test_a_briefing_is_cut_off_after_ten_seconds(local: Database) -> None:
    async with site(local, briefing=True) as running:
        agent = await running.page("/audio/agent", AGENT, "maria")
        await told(agent, "ready")
        caller = await running.page("/audio/call?language=it", CALLER)
        await told(caller, "state", state="waiting")
        running.voice.seconds = 60.0
        await take(running, caller)
        await told(agent, "briefing")
        before = len(agent.heard)
        await told(agent, "joined")
        assert len(agent.heard) - before == pytest.approx(500, abs=25)


async def test_those_who_wait_are_told_where_they_stand(database: Database) -> None:
    async with site(database, announce_seconds=1.0) as running:
        first = await running.page("/audio/call?language=it", CALLER)
        await told(first, "state", state="waiting")
        second = await running.page("/audio/call?language=it", CALLER)
        assert (await told(second, "state", state="waiting"))["position"] == 2
        await hears(second, SPOKEN_HZ)
        words = await until(lambda: [text for text, _ in running.voice.spoken if "ancora una persona" in text], "told")
        assert words[0].startswith("C'è ancora una persona prima di lei.")
        await first.send(hang_up=True)
        await told(second, "state", state="waiting", position=1)


@pytest.mark.parametrize(("mode", "heard"), [("listen", False), ("whisper", True)])
async def test_supervisors_hear_both_and_are_heard_by_the_agent_at_most(
    local: Database, mode: str, heard: bool
) -> None:
    async with site(local) as running:
        caller, agent = await connected(running)
        boss = await running.page(f"/audio/listen?agent=maria&mode={mode}", BOSS, "boss")
        assert (await told(boss, "listening"))["mode"] == mode
        (entry,) = Trail(local).entries()
        assert (entry.who, entry.action, entry.what) == ("boss", f"call.{mode}", "maria")
        assert entry.details == {"item": (await running.item()).id}
        await hears(boss, CALLER)
        await hears(boss, AGENT)
        await (hears(agent, BOSS) if heard else silent(agent, BOSS))
        await silent(caller, BOSS)
        await agent.socket.close()
        await until(lambda: boss.socket.closed, "nobody is left to listen to")


async def test_a_page_that_is_loaded_anew_takes_over(local: Database) -> None:
    async with site(local) as running:
        before = await running.page("/audio/agent", AGENT, "maria")
        await told(before, "ready")
        after = await running.page("/audio/agent", AGENT, "maria")
        await told(after, "ready")
        await told(before, "replaced")
        await until(lambda: before.socket.closed, "the old one is closed")
        assert running.lines.of("maria") is not None
        caller = await running.page("/audio/call?language=it", CALLER)
        await take(running, caller)
        await hears(after, CALLER)


async def test_a_fault_in_the_bot_brings_the_caller_to_a_person(local: Database) -> None:
    async with site(local, "broken") as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        assert (await told(caller, "state", state="ended"))["final"] == "handoff"
        hand_over = running.parts.hand_over
        assert isinstance(hand_over, ScriptedHandOver)
        assert [(language, part) for language, _, part in hand_over.stored] == [("it", "dialogue")]


@pytest.mark.parametrize("final", ["answered", "callback"])
async def test_callers_without_a_person_to_wait_for_are_let_go(local: Database, final: str) -> None:
    async with site(local, final) as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        assert (await told(caller, "state", state="ended"))["final"] == final
        await until(lambda: caller.socket.closed, "let go")
        assert not await page_events(caller, "waiting")

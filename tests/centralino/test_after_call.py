"""The question after a talk with a person: who is asked, what is kept, and what is heard when it cannot be kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from desk.board.board import Board
from desk.calls.book import CallBook
from desk.calls.messages import Over
from desk.calls.surveys import Surveys
from desk.database import Database, StoreError
from tests.centralino.lines import Site, hears, now, site, told, until
from tests.voice.browser_peer import Page
from voice.session import survey

pytestmark = pytest.mark.unit

CALLER, AGENT = 440, 1000
ITALIAN = survey.texts()["it"]


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "queue.db")


async def talking(running: Site, database: Database) -> tuple[Page, Page, str]:
    """A caller and an agent who talk, and the call, of which there is a record."""
    agent = await running.page("/audio/agent", AGENT, "maria")
    await told(agent, "ready")
    caller = await running.page("/audio/call?language=it", CALLER)
    call: str = (await told(caller, "state", state="bot"))["call"]
    CallBook(database).begun(call, "browser", "it", None, None, now())
    await told(caller, "state", state="waiting")
    item = await running.item()
    await asyncio.to_thread(running.store.take, "maria", now(), item.id)
    await hears(caller, AGENT)
    return caller, agent, call


async def test_a_caller_whom_the_agent_leaves_is_asked_and_the_answer_kept(database: Database) -> None:
    surveys = Surveys(database)
    async with site(database, surveys=lambda: surveys) as running:
        caller, agent, call = await talking(running, database)
        await agent.send(hang_up=True)
        await told(agent, "left", by="agent")
        await told(caller, "said", text=ITALIAN.question)
        assert (await running.item()).state == "closed", "the agent does not wait for the answer"
        await caller.send(key="4")
        await told(caller, "state", state="ended")
        assert [text for text, _ in running.voice.spoken][-2:] == [ITALIAN.question, ITALIAN.thanks]
        found = surveys.of(call)
        assert found is not None
        assert (found.score, found.how, found.language) == (4, "key", "it")
    book = CallBook(database)
    book.write([Over(call, now())])
    assert book.show(call).agent == "maria", "it is her score"
    figures = Board(database).figures(now() - timedelta(minutes=5), now(), now())
    assert (figures.surveys, figures.score) == (1, 4.0)


async def test_who_hangs_up_first_is_not_asked(database: Database) -> None:
    surveys = Surveys(database)
    async with site(database, surveys=lambda: surveys) as running:
        caller, agent, call = await talking(running, database)
        await caller.send(hang_up=True)
        await told(agent, "left", by="caller")
        await until(lambda: running.calls.running == 0, "the call is over")
        assert surveys.of(call) is None
        assert ITALIAN.question not in [text for text, _ in running.voice.spoken]


@pytest.mark.parametrize("fault", [StoreError("out of reach"), RuntimeError("a fault that nobody thought of")])
async def test_where_no_answer_can_be_kept_the_caller_hears_goodbye(database: Database, fault: Exception) -> None:
    def broken() -> Surveys:
        raise fault

    async with site(database, surveys=broken) as running:
        caller, agent, _ = await talking(running, database)
        await agent.send(hang_up=True)
        await told(caller, "state", state="ended")
        assert running.voice.spoken[-1] == ("Grazie per aver chiamato. Arrivederci.", "it")
        assert ITALIAN.question not in [text for text, _ in running.voice.spoken]

"""Who may open a line to the house, and what the others are told."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from multidict import CIMultiDict
from yarl import URL

from centralino.web import audio
from centralino.web.audio import REFUSED, same_origin
from desk.database import Database
from tests.centralino.lines import Site, site, told, until

pytestmark = pytest.mark.unit


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "queue.db")


async def refused(running: Site, path: str, user: str = "") -> dict[str, object]:
    """What a page is told that may not."""
    page = await running.page(path, user=user)
    event = await told(page, "refused")
    await until(lambda: page.socket.closed, "closed")
    assert page.socket.close_code == REFUSED
    assert page.told == [event]
    return event


@pytest.mark.parametrize("path", ["/audio/call", "/audio/agent", "/audio/listen?agent=maria"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1", "http://127.0.0.1"])
async def test_pages_of_other_sites_get_no_line(database: Database, path: str, origin: str) -> None:
    async with site(database) as running:
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await running.page(path, user="boss", origin=origin)
        assert error.value.status == 403


async def test_what_is_no_browser_at_all_gets_none_either(database: Database) -> None:
    async with site(database) as running:
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await running.http.ws_connect(running.url + "/audio/call")
        assert error.value.status == 403
        async with running.http.get(running.url + "/audio/call", headers={"Origin": running.url}) as answer:
            assert answer.status == 426
            assert (await answer.json())["error"] == "no_websocket"


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("https://desk.example", "desk.example", True),
        ("https://Desk.Example:8443", "desk.example:8443", True),
        ("https://desk.example.evil.example", "desk.example", False),
        ("https://desk.example@evil.example", "desk.example", False),
        ("null", "desk.example", False),
    ],
)
def test_the_origin_names_the_host_behind_a_proxy_too(origin: str, host: str, same: bool) -> None:
    class Request:
        headers = CIMultiDict({"Origin": origin})

        def __init__(self) -> None:
            self.host, self.url = host, URL("http://127.0.0.1:8080/audio/call")

    assert same_origin(Request()) is same  # type: ignore[arg-type]


async def test_agents_and_supervisors_log_in_first(database: Database) -> None:
    async with site(database) as running:
        assert (await refused(running, "/audio/agent"))["error"] == "unauthorised"
        assert (await refused(running, "/audio/listen?agent=maria", "maria"))["error"] == "unauthorised"
        assert (await refused(running, "/audio/listen?agent=maria", "boss"))["error"] == "no_line"
        assert running.lines.of("maria") is None


async def test_supervisors_do_not_listen_to_themselves_or_in_other_ways(database: Database) -> None:
    async with site(database) as running:
        await told(await running.page("/audio/agent", user="boss"), "ready")
        assert (await refused(running, "/audio/listen?agent=boss", "boss"))["error"] == "no_line"
        assert (await refused(running, "/audio/listen?agent=boss&mode=shout", "boss"))["error"] == "mode"


async def test_nobody_listens_whom_the_audit_trail_cannot_hold(database: Database) -> None:
    async def away(*_entry: object) -> bool:
        return False

    async with site(database, witness=away) as running:
        await told(await running.page("/audio/agent", user="maria"), "ready")
        assert (await refused(running, "/audio/listen?agent=maria", "boss"))["error"] == "unavailable"


async def test_a_language_that_the_bot_does_not_speak(database: Database) -> None:
    async with site(database) as running:
        assert (await refused(running, "/audio/call?language=xx"))["error"] == "language"
        assert running.calls.running == 0


async def test_callers_beyond_the_limit_are_told_that_the_lines_are_busy(database: Database) -> None:
    async with site(database) as running:
        pages = [await running.page("/audio/call?language=it") for _ in range(3)]
        for page in pages:
            await told(page, "state")
        busy = await refused(running, "/audio/call?language=it")
        assert (busy["error"], busy["retry_after"]) == ("busy", 30)
        await pages[0].send(hang_up=True)
        await until(lambda: running.calls.running == 2, "one is over")
        await told(await running.page("/audio/call?language=it"), "state")


async def test_one_address_cannot_call_again_and_again(database: Database) -> None:
    async with site(database, rate=0.001, burst=2) as running:
        for _ in range(2):
            page = await running.page("/audio/call?language=it")
            await told(page, "state")
            await page.socket.close()
        limited = await refused(running, "/audio/call?language=it")
        assert limited["error"] == "too_many_calls"
        assert limited["retry_after"] > 500  # type: ignore[operator]


async def test_a_house_that_closes_down_takes_no_new_calls(database: Database) -> None:
    async with site(database) as running:
        running.calls.draining = True
        assert (await refused(running, "/audio/call"))["error"] == "draining"


async def test_who_tries_to_open_the_desks_lines_again_and_again_has_to_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio, "TRIES_AT_ONCE", 3)
    async with site(database) as running:
        for _ in range(3):
            await refused(running, "/audio/agent")
        assert (await refused(running, "/audio/agent", "maria"))["error"] == "too_many_calls"
        await told(await running.page("/audio/call?language=it"), "state")

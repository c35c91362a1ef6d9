"""The front passes on to the desk's process whatever it does not serve itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from centralino.web.forward import Forward
from centralino.web.key import load_key
from centralino.web.metrics import Observed
from centralino.web.server import Served, Server
from desk.context import ContextStore
from desk.database import Database

pytestmark = pytest.mark.unit
MORE = web.AppKey("more", asyncio.Event)


async def echo(request: web.Request) -> web.Response:
    body = await request.read()
    told = {"method": request.method, "path": request.raw_path, "headers": dict(request.headers), "bytes": len(body)}
    answer = web.json_response(told, status=418, headers={"X-Own": "yes", "Connection": "x-hop", "X-Hop": "no"})
    answer.headers.add("Set-Cookie", "a=1")
    answer.headers.add("Set-Cookie", "b=2")
    return answer


async def trickle(request: web.Request) -> web.StreamResponse:
    """One piece at once, the next when it is asked for by another request."""
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    await answer.write(b"data: 1\n\n")
    await request.app[MORE].wait()
    await answer.write(b"data: 2\n\n")
    return answer


async def breaks(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    await answer.write(b"half")
    assert request.transport is not None
    request.transport.abort()
    return answer


async def sound(request: web.Request) -> web.Response:
    wanted = request.http_range
    headers = {"Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/10", "Accept-Ranges": "bytes"}
    return web.Response(body=b"0123456789"[wanted], status=206, headers=headers)


async def more(request: web.Request) -> web.Response:
    request.app[MORE].set()
    return web.Response(text="ok")


@asynccontextmanager
async def desk(socket: Path) -> AsyncIterator[None]:
    app = web.Application(client_max_size=1 << 30)
    app[MORE] = asyncio.Event()
    app.router.add_get("/trickle", trickle)
    app.router.add_get("/breaks", breaks)
    app.router.add_get("/more", more)
    app.router.add_get("/sound", sound)
    app.router.add_route("*", "/{rest:.*}", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, str(socket)).start()
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def front(folder: Path, proxies: tuple[str, ...] = ()) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    registry = CollectorRegistry()

    async def report() -> dict[str, str | None]:
        return {}

    contexts = ContextStore(Database(folder / "queue.db"))
    async with Forward(folder / "desk.sock", [ip_network(name) for name in proxies]) as forward:
        served = Served(report, registry, Observed(registry, ()), contexts, load_key(folder), desk=forward)
        async with Server(served, port=0) as running, aiohttp.ClientSession() as http:
            yield http, f"http://127.0.0.1:{running.port}"


async def test_everything_of_a_request_and_of_its_answer_arrives(tmp_path: Path) -> None:
    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url):
        sent = {"X-Some": "thing", "Cookie": "centralino_session=abc", "Host": "desk.example:8443"}
        async with http.put(f"{url}/a%2Fb/%C3%A9?q=1%202&q=", data=b"x" * 3_000_000, headers=sent) as answer:
            told = await answer.json()
            assert (answer.status, answer.headers["X-Own"]) == (418, "yes")
            assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]
            assert "X-Hop" not in answer.headers
        assert (told["method"], told["path"], told["bytes"]) == ("PUT", "/a%2Fb/%C3%A9?q=1%202&q=", 3_000_000)
        assert told["headers"]["X-Some"] == "thing"
        assert told["headers"]["Cookie"] == "centralino_session=abc"
        assert told["headers"]["Host"] == "desk.example:8443"


async def test_own_addresses_stay_with_the_front(tmp_path: Path) -> None:
    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url):
        async with http.get(f"{url}/health") as answer:
            assert await answer.text() == "alive\n"
        async with http.get(f"{url}/context/unknown") as answer:
            assert answer.status == 401


async def test_a_stream_is_not_held_up(tmp_path: Path) -> None:
    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url), http.get(f"{url}/trickle") as stream:
        assert await stream.content.readuntil(b"\n\n") == b"data: 1\n\n"
        async with http.get(f"{url}/more"):
            pass
        assert await stream.content.readuntil(b"\n\n") == b"data: 2\n\n"


async def test_a_range_of_a_recording_arrives_as_that(tmp_path: Path) -> None:
    async with (
        desk(tmp_path / "desk.sock"),
        front(tmp_path) as (http, url),
        http.get(f"{url}/sound", headers={"Range": "bytes=5-8"}) as answer,
    ):
        assert (answer.status, await answer.read()) == (206, b"5678")
        assert answer.headers["Content-Range"] == "bytes 5-8/10"
        assert answer.headers["Content-Length"] == "4"


async def test_a_body_of_unknown_length_goes_through(tmp_path: Path) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1000

    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url), http.post(url, data=pieces()) as answer:
        assert (await answer.json())["bytes"] == 10_000


async def test_who_asks_is_told_by_the_front_alone(tmp_path: Path) -> None:
    forged = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https", "Forwarded": "for=10.9.9.9"}
    async with desk(tmp_path / "desk.sock"):
        async with front(tmp_path) as (http, url), http.get(f"{url}/x", headers=forged) as answer:
            told = (await answer.json())["headers"]
            assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
            assert "Forwarded" not in told
        chain = {"X-Forwarded-For": "1.1.1.1, 10.9.9.9, 127.0.0.7", "X-Forwarded-Proto": "https"}
        async with front(tmp_path, ("127.0.0.0/8",)) as (http, url), http.get(f"{url}/x", headers=chain) as answer:
            told = (await answer.json())["headers"]
            assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("10.9.9.9", "https")


async def test_a_desk_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    async with front(tmp_path) as (http, url):
        async with http.get(f"{url}/api/v1/queue") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (502, "2")
            assert json.loads(await answer.text())["error"] == "starting"
        async with http.get(f"{url}/desk", headers={"Accept": "text/html,*/*"}) as answer:
            assert answer.status == 502
            assert "being started" in await answer.text()
        async with desk(tmp_path / "desk.sock"), http.get(f"{url}/desk") as answer:
            assert answer.status == 418


async def test_an_answer_that_breaks_off_does_not_look_whole(tmp_path: Path) -> None:
    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url):
        with pytest.raises(aiohttp.ClientError):
            async with http.get(f"{url}/breaks") as answer:
                await answer.read()


async def test_websockets_are_not_passed_on(tmp_path: Path) -> None:
    async with desk(tmp_path / "desk.sock"), front(tmp_path) as (http, url):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{url}/api/v1/events")
        assert refused.value.status == 426

"""Real Chromium with a recorded voice as its microphone, for tests of sound in the browser.

    async with site(routes(audio)) as url, chromium(voice) as page:
        line = Speaker(page, url)
        assert await line.open("/audio/call?language=fr") is None
        await line.event("state", state="agent")
        sound = await line.heard()

One browser has one microphone file; so one browser a person.
"""

from __future__ import annotations

import asyncio
import base64
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from aiohttp import web
from aiohttp.typedefs import Handler
from playwright.async_api import Page, async_playwright

from centralino.paths import ROOT
from voice.audio import RATE
from voice.audio.files import to_float, to_int16, write_wav
from voice.audio.resample import convert

CHROMIUM = "/usr/bin/chromium"
AT_ONCE = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required")
"""Nobody has to be asked whether sound is allowed."""
FLAGS = (*AT_ONCE, "--use-fake-device-for-media-stream")
STATIC = ROOT / "desk" / "web" / "static"
PAGE = Path(__file__).with_name("browser_page")
POLICY = "default-src 'self'"
"""The strictest that the pages are served with: what needs more does not run in tests."""


@asynccontextmanager
async def site(routes: Sequence[web.AbstractRouteDef]) -> AsyncIterator[str]:
    """A web server with the addresses of sound, the static files, and a page that only tests see. Gives its URL."""

    @web.middleware
    async def policy(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if not answer.prepared:
            answer.headers["Content-Security-Policy"] = POLICY
        return answer

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def icon(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    app = web.Application(middlewares=[policy])
    app.add_routes([*routes, web.get("/page", page), web.get("/favicon.ico", icon)])
    app.add_routes([web.static("/page/", PAGE), web.static("/static/", STATIC)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextmanager
def microphone(voice: np.ndarray, loop: bool = False, rate: int = RATE) -> Iterator[str]:
    """The flag for a browser whose microphone hears `voice` (mono int16 at `rate`) from when the microphone is asked
    for; once, then silence, unless `loop`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "microphone.wav"
        write_wav(file, voice, rate)
        yield f"--use-file-for-fake-audio-capture={file}" + ("" if loop else "%noloop")


@asynccontextmanager
async def chromium(voice: np.ndarray, *flags: str, loop: bool = False, rate: int = RATE) -> AsyncIterator[Page]:
    """A browser with this microphone. Its console has to stay free of errors."""
    with microphone(voice, loop, rate) as flag:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, flag, *flags])
            try:
                page = await browser.new_page()
                errors: list[str] = []
                page.on("pageerror", lambda error: errors.append(str(error)))
                page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
                yield page
                assert not errors, errors
            finally:
                await browser.close()


@dataclass
class Speaker:
    """One page with one line, whoever speaks on it."""

    page: Page
    url: str
    """Of the site."""

    async def open(self, address: str, **options: Any) -> dict[str, Any] | None:
        """Open a line; None, or why it was not opened: {code, message, retryAfter}. `options`: of Line."""
        await self.page.goto(self.url + "/page")
        # Not wait_for_function: it evaluates a text in the page, which the pages' security policy forbids.
        while not await self.page.evaluate("window.ready === true"):
            await asyncio.sleep(0.02)
        refused: dict[str, Any] | None = await self.page.evaluate("([url, o]) => begin(url, o)", [address, options])
        return refused

    async def events(self, kind: str | None = None, **fields: Any) -> list[dict[str, Any]]:
        """What it has been told, oldest first."""
        told: list[dict[str, Any]] = await self.page.evaluate("events")
        wanted = fields if kind is None else {"event": kind, **fields}
        return [event for event in told if wanted.items() <= event.items()]

    async def event(self, kind: str, seconds: float = 20.0, **fields: Any) -> dict[str, Any]:
        """The first of a kind, as soon as it has been told."""
        until = asyncio.get_running_loop().time() + seconds
        while not (found := await self.events(kind, **fields)):
            assert asyncio.get_running_loop().time() < until, f"not told of {kind} {fields}: {await self.events()}"
            await asyncio.sleep(0.05)
        return found[0]

    async def press(self, keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            await self.page.evaluate("key => line.press(key)", key)

    async def send(self, **control: Any) -> None:
        """A control of the agent's line."""
        await self.page.evaluate("control => line.send(control)", control)

    async def hang_up(self) -> None:
        """Close the line."""
        await self.page.evaluate("line.close()")

    async def heard(self, last: float | None = None) -> np.ndarray:
        """What came out of the loudspeaker, int16 at 16 kHz; of it the `last` seconds."""
        sound, _ = await self.recorded("heard")
        return sound if last is None else sound[-round(last * RATE) :]

    async def recorded(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """`heard` or `said`: int16 at 16 kHz, and when each sample went by, milliseconds since 1970."""
        rate, text, times = await self.page.evaluate("name => recorded(name)", what)
        pcm = np.frombuffer(base64.b64decode(text), dtype="<i2").astype(np.int16)
        sound = to_int16(convert(to_float(pcm), int(rate), RATE))
        at = (
            np.interp(np.arange(len(sound)) * rate / RATE, np.arange(len(times)) * 128, times) if times else np.zeros(0)
        )
        return sound, at

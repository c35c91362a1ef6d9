"""Trainers have a sentence recognised: who may, how long it may be, and what is no sound."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import numpy as np
import pytest
import soundfile
from aiohttp import web

from centralino.web import heard
from voice.stt.protocol import Transcript

pytestmark = pytest.mark.unit
TRAINER = {"X-Who": "tove"}


class Ear:
    """Understands every sound alike."""

    name = "ear"

    def languages(self) -> frozenset[str]:
        return frozenset({"da"})

    def open(self, language: str, *_: Any) -> Ear:
        self.language = language
        return self

    def accept(self, samples: Any) -> None:
        self.samples = samples

    def result(self) -> Transcript:
        return Transcript("hvor bor I", self.language, 0.8, self.name)

    def void(self) -> None:
        pass

    def close(self) -> None:
        pass


async def who(request: web.Request) -> str | None:
    return request.headers.get("X-Who")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """Where it is asked for."""
    app = web.Application(client_max_size=heard.MOST_BYTES)
    app.add_routes(heard.routes(heard.Hearing(Ear(), who)))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


async def ask(address: str, sound: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    url = f"{address}{heard.ADDRESS}?language=da"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=sound, headers={"Origin": address, **headers}) as answer,
    ):
        return answer.status, await answer.json()


def silence(seconds: int, kind: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(8000 * seconds, np.int16), 8000, format=kind)
    return file.getvalue()


async def test_a_sentence_is_recognised(address: str) -> None:
    assert await ask(address, silence(1), **TRAINER) == (
        200,
        {"text": "hvor bor I", "confidence": 0.8, "language": "da"},
    )
    status, told = await ask(address, b"RIFF and nothing more", **TRAINER)
    assert (status, told["message"]) == (422, "the body is no sound that can be read; send a WAV file")


async def test_what_is_packed_well_and_long_is_refused_before_it_is_unpacked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(*_: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(heard, "read", unpack)
    status, told = await ask(address, silence(31 * 60, "FLAC"), **TRAINER)
    assert (status, told["message"]) == (422, "a sentence has at most 30 s")


async def test_who_is_not_logged_in_takes_nobody_s_turn(address: str) -> None:
    for _ in range(heard.TRIES_AT_ONCE + 1):
        assert (await ask(address, b""))[0] == 401
    assert (await ask(address, silence(1), **TRAINER))[0] == 200
    rest = [(await ask(address, silence(1), **TRAINER))[0] for _ in range(heard.TRIES_AT_ONCE + 2)]
    assert 429 in rest

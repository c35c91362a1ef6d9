"""The dialogue in a process of its own, so that importing and running Rasa never stalls the audio."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.dialogue import wire
from bot.dialogue.hush import SETTINGS
from bot.dialogue.model import trained
from bot.dialogue.protocol import DialogueError
from bot.dialogue.server import BEHIND, LONGEST_LINE
from bot.messages import BotTurn, CallerTurn, CallInfo
from centralino.paths import ROOT

READY_S = 300.0
"""Longest start, in seconds: importing Rasa and what it needs takes 15 to 30 s, 100 behind eight other processes."""
ANSWER_S = 8.0
"""Longest turn, in seconds; a caller hears nothing meanwhile. A turn takes about 50 ms."""


class ProcessDialogue:
    """A Dialogue that talks to `bot.dialogue.server` over two pipes. Start it with `spawn`."""

    def __init__(self, archive: Path, answer_s: float = ANSWER_S, behind: bool = False) -> None:
        self._archive = archive
        self._behind = behind
        self._answer_s = answer_s
        self._process: asyncio.subprocess.Process | None = None
        self._out = -1
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._next = 0
        self._sending: set[asyncio.Future[int]] = set()
        self._calls: dict[str, int] = {}
        self._generation = 0

    @classmethod
    async def spawn(
        cls, archive: Path | None = None, answer_s: float = ANSWER_S, behind: bool = False
    ) -> ProcessDialogue:
        """Start the process and wait until it answers; `behind` others, when nobody waits for it yet. Raises UserError
        without a trained model, DialogueError."""
        dialogue = cls(archive or trained(), answer_s, behind)
        await dialogue.restart()
        return dialogue

    @property
    def pid(self) -> int | None:
        """The process id; None when it is not running."""
        return self._process.pid if self.alive and self._process else None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.returncode is None

    async def restart(self) -> None:
        """Start the process, stopping one that runs. Calls of the former process are lost, unless endpoints.yml
        names a tracker store. Raises DialogueError."""
        await self.close()
        self._generation += 1
        child_in, out = os.pipe()
        source, child_out = os.pipe()
        arguments: tuple[str, ...] = ("-m", "bot.dialogue.server", str(child_in), str(child_out), str(self._archive))
        arguments += (BEHIND,) if self._behind else ()
        self._behind = False  # when it has to be started again, callers wait
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, cwd=ROOT, pass_fds=(child_in, child_out), start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, env=_environment(),
            )  # fmt: skip
        except OSError as error:
            raise DialogueError(f"the dialogue cannot be started: {error.strerror}") from error
        finally:
            os.close(child_in)
            os.close(child_out)
        self._out = out
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(source, "rb", 0))
        try:
            first = await asyncio.wait_for(reader.readline(), READY_S)
        except TimeoutError:
            first = b""
        refused = json.loads(first).get("refused") if first else "the dialogue did not start; run: centralino doctor"
        if refused:
            await self.close()
            raise DialogueError(refused)
        self._reading = asyncio.create_task(self._read(reader))

    async def close(self) -> None:
        """Stop the process. What still waits for an answer gets a DialogueError."""
        if self._out >= 0:
            os.close(self._out)
            self._out = -1
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        if self._reading:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
            self._reading = None
        self._fail()

    async def start(self, call: CallInfo) -> BotTurn:
        """Open the conversation and return the greeting. Raises DialogueError."""
        self._calls[call.call_id] = self._generation
        return wire.bot_turn((await self._ask({"do": "start", "call": wire.to_dict(call)}))["turn"])

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """Answer one caller turn. Raises DialogueError, KeyError for an unknown call."""
        former = self._calls[call_id] != self._generation
        request = {"do": "turn", "call_id": call_id, "turn": wire.to_dict(turn)}
        try:
            return wire.bot_turn((await self._ask(request))["turn"])
        except KeyError as error:
            # Only a tracker store outside the process keeps it.
            lost = DialogueError("the conversation was lost with the dialogue's process")
            raise (lost if former else error) from None

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue."""
        if self.alive and self._out >= 0:
            self._next += 1
            data = wire.line({"do": "ahead", "call_id": call_id, "turn": wire.to_dict(turn), "id": self._next})
            task = asyncio.ensure_future(asyncio.to_thread(os.write, self._out, data))
            self._sending.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Future[int]) -> None:
        """A pipe that has broken is told to whoever waits for an answer."""
        self._sending.discard(task)
        if not task.cancelled():
            task.exception()

    async def end(self, call_id: str) -> None:
        """The call is over. Never raises."""
        if self._calls.pop(call_id, None) is not None:
            with suppress(DialogueError, KeyError):
                await self._ask({"do": "end", "call_id": call_id})

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if not self.alive or self._out < 0:
            raise DialogueError("the dialogue's process is not running")
        self._next += 1
        number, future = self._next, asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            # A pipe holds 64 KiB and requests are far smaller; a full one means the process hangs.
            data = wire.line({**request, "id": number})
            await asyncio.wait_for(asyncio.to_thread(os.write, self._out, data), self._answer_s)
            answer: dict[str, Any] = await asyncio.wait_for(future, self._answer_s)
        except TimeoutError as error:
            raise DialogueError(f"the dialogue did not answer within {self._answer_s:g} s") from error
        except OSError as error:
            raise DialogueError("the dialogue's process has died") from error
        finally:
            self._waiting.pop(number, None)
        if "error" in answer:
            raise DialogueError(answer["error"])
        if "unknown" in answer:
            raise KeyError(request.get("call_id"))
        return answer

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while row := await reader.readline():
            answer = json.loads(row)
            future = self._waiting.get(answer["id"])
            if future and not future.done():
                future.set_result(answer)
        self._fail()

    def _fail(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(DialogueError("the dialogue's process has died"))


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        **SETTINGS,
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "PYTHONPATH": str(ROOT),
    }

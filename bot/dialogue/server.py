"""The dialogue's own process: `python -m bot.dialogue.server IN OUT MODEL [behind]`.

It speaks JSON lines over two inherited pipes. It ends when its parent closes the pipe or dies. Nothing is listened on.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.dialogue import wire
from bot.dialogue.protocol import DialogueError
from centralino.errors import UserError
from centralino.logs import setup_as_parent
from centralino.precedence import STARTING, step_back
from centralino.quiet import hush_libraries

LONGEST_LINE = 1 << 22
BEHIND = "behind"
"""Last argument of one that starts while another still answers."""


async def serve(reader: asyncio.StreamReader, out: int, archive: Path) -> None:
    """Answer requests until the pipe closes."""
    from bot.dialogue.embedded import EmbeddedDialogue

    try:
        dialogue = EmbeddedDialogue.load(archive)
    except UserError as error:
        _write(out, {"refused": str(error)})
        return
    except Exception as error:
        _write(out, {"refused": f"{archive}: the model cannot be loaded ({type(error).__name__})"})
        return
    step_back()
    # What is there now stays. To look through its half a million objects would hold up a caller for 0.3 s.
    gc.freeze()
    gc.enable()
    _write(out, {"ready": True})
    tasks: set[asyncio.Task[None]] = set()
    while request := await reader.readline():
        task = asyncio.create_task(_answer(dialogue, json.loads(request), out))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _answer(dialogue: Any, request: dict[str, Any], out: int) -> None:
    answer: dict[str, Any] = {"id": request["id"]}
    try:
        if request["do"] == "start":
            answer["turn"] = wire.to_dict(await dialogue.start(wire.call_info(request["call"])))
        elif request["do"] == "turn":
            turn = wire.caller_turn(request["turn"])
            answer["turn"] = wire.to_dict(await dialogue.turn(request["call_id"], turn))
        elif request["do"] == "ahead":
            dialogue.ahead(request["call_id"], wire.caller_turn(request["turn"]))
        else:
            await dialogue.end(request["call_id"])
    except KeyError:
        answer["unknown"] = True
    except DialogueError as error:
        answer["error"] = str(error)
    _write(out, answer)


def _write(out: int, message: dict[str, Any]) -> None:
    data = wire.line(message)
    while data:
        data = data[os.write(out, data) :]


async def main(source: int, out: int, archive: Path) -> None:
    """Serve the two file descriptors."""
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(source, "rb", 0))
    await serve(reader, out, archive)


if __name__ == "__main__":
    gc.disable()  # until everything is loaded, of which little is garbage
    step_back() if BEHIND in sys.argv[4:] else step_back(STARTING)
    setup_as_parent()
    hush_libraries()
    # TensorFlow imports JAX where it finds it: 70 MB that the dialogue has no use for.
    sys.modules["jax"] = None  # type: ignore[assignment]
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
    # Rasa's threads must not keep a process alive that nobody talks to.
    os._exit(0)

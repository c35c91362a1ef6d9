"""A process that replays: `python -m centralino.replays.worker`, one job as JSON on standard input.

The job: `{"model": archive, "calls": […], "behind": bool}`; `behind`: others on this machine go first. Lines on
standard output: `{"done": n}` after each call, in the end `{"replayed": […]}`, or `{"refused": one line}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.dialogue.hush import hush
from centralino.errors import UserError
from centralino.precedence import step_back
from centralino.quiet import hush_libraries


async def work(job: dict[str, Any], out: int) -> None:
    """Replay every call of the job."""
    from bot.replay.call import from_dict
    from bot.replay.replay import Stage

    stage, replayed = Stage(Path(job["model"])), []
    for number, data in enumerate(job["calls"], 1):
        replayed.append(asdict(await stage.replay(from_dict(data))))
        _write(out, {"done": number})
    _write(out, {"replayed": replayed})


def _write(out: int, message: dict[str, Any]) -> None:
    data = json.dumps(message, ensure_ascii=False).encode() + b"\n"
    while data:
        data = data[os.write(out, data) :]


def main() -> None:
    """Standard output belongs to the answers: whatever else is printed goes to standard error."""
    out = os.dup(1)
    os.dup2(2, 1)
    hush_libraries()
    hush()
    # TensorFlow imports JAX where it finds it: 70 MB that the dialogue has no use for.
    sys.modules["jax"] = None  # type: ignore[assignment]
    job = json.loads(sys.stdin.buffer.read())
    if job["behind"]:
        step_back()
    try:
        asyncio.run(work(job, out))
    except UserError as error:
        _write(out, {"refused": str(error)})
    # Rasa's threads must not keep a process alive that has nothing left to do.
    os._exit(0)


if __name__ == "__main__":
    main()

"""Calls from the command line: what their arguments mean and how they are played."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.messages import LANGUAGES, CallInfo
from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.legs.pace import Pace
    from voice.legs.protocol import Leg
    from voice.legs.wav import Answer, CallerLine
    from voice.session.call import Ended
    from voice.session.events import Sink
    from voice.session.ports import Parts

PACES = ("measured", "real", "virtual")
KEYS = frozenset("0123456789*#")


def language_of(name: str) -> str:
    """A language of the bot or "auto". Raises UserError."""
    if name not in (*LANGUAGES, "auto"):
        raise UserError(f"unknown language {name!r}; choose {', '.join(LANGUAGES)} or auto")
    return name


def caller_line(kind: str, value: str) -> CallerLine:
    """One `--wav` or `--keys` of the command line. Raises UserError."""
    from voice.audio.files import read
    from voice.legs.wav import CallerLine

    if kind == "wav":
        return CallerLine(read(Path(value)))
    if not value or not set(value) <= KEYS:
        raise UserError(f"--keys {value!r}: only 0-9, * and # are keys of a telephone")
    return CallerLine(keys=value)


def writable(path: Path) -> None:
    """Raises UserError when no file can be written there: a call is too long to find that out at its end."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def pace_of(name: str) -> Pace:
    """`measured`, `real` or `virtual`."""
    from voice.legs.pace import MeasuredPace, RealPace, VirtualPace

    paces: dict[str, Callable[[], Pace]] = {"measured": MeasuredPace, "real": RealPace, "virtual": VirtualPace}
    return paces[name]()


def new_call(language: str, caller: str | None = None, dialled: str | None = None) -> CallInfo:
    """A call as it comes in, with an id of its own."""
    return CallInfo(uuid.uuid4().hex, language, caller, dialled)


async def play(
    parts: Parts,
    info: CallInfo,
    lines: Sequence[CallerLine | Answer],
    pace: Pace,
    sink: Sink,
    record: Path | None = None,
    line: Callable[[Leg], Leg] = lambda leg: leg,
) -> Ended:
    """One call of recorded caller turns. A caller who was served and has nothing more to say hangs up. `line`: what
    lies between the caller and the bot."""
    from voice.legs.wav import WavLeg
    from voice.session.call import Call

    leg = WavLeg(lines, pace)
    call = Call(info, line(leg), parts, sink, record)
    leg.served = lambda: call.served
    return await call.run()

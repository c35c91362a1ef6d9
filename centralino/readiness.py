"""Whether the parts that calls need are ready."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from centralino import desk
from centralino.switchboard import Switchboard
from centralino.web.forward import Forward
from voice.telephony.ari import Ari

RECEPTION = "reception"


async def desk_ready(forward: Forward) -> str | None:
    """Why the desk's process is not ready; None when it is."""
    return None if await forward.ready() else "its process does not answer; it is started again when it has died"


async def ready(switchboard: Switchboard, ari: Ari | None) -> Mapping[str, str | None]:
    """Of each part that calls need, why it is not ready; None where it is. What has died is started again."""
    dead = await switchboard.revive()
    report = dict.fromkeys(("dialogue", "recogniser", "synthesiser")) | dict.fromkeys(
        dead, "it has died and is being started"
    )
    try:
        await asyncio.to_thread(lambda: desk.open_queue().estimate(RECEPTION))
        report["queue"] = None
    except Exception as error:
        report["queue"] = type(error).__name__
    if ari is not None:
        report["pbx"] = None if ari.connected else "no connection to its control interface (ARI)"
    return report

"""The application: gate, addresses, events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import anyio.to_thread
from fastapi import FastAPI

from centralino.web.limits import Limits
from desk.database import StoreError
from desk.engines import POOL
from desk.floor.clock import FloorClock
from desk.floor.floor import Floor
from desk.training.gatherer import Gatherer
from desk.training.vectors import VectorsError
from desk.web import openapi
from desk.web.api import ROUTERS
from desk.web.fan import Fan
from desk.web.guard.gate import Gate
from desk.web.pages import router as pages
from desk.web.problems import HANDLERS
from desk.web.settings import Settings
from desk.web.stores import Stores
from desk.web.watch import Watch

EAR_SECONDS = AGAIN_SECONDS = 1.0
GATHER_SECONDS = 30.0
"""Between two looks for calls that are over."""
LOG = logging.getLogger(__name__)


def create(stores: Stores, settings: Settings) -> FastAPI:
    """The desk, to be served by any ASGI server with one event loop."""
    app = FastAPI(
        title="Centralino desk",
        version="1",
        docs_url=None,  # their pages come from a CDN
        redoc_url=None,
        openapi_url=None,
        exception_handlers=dict(HANDLERS),
        lifespan=_alive,
        redirect_slashes=False,
    )
    app.state.stores, app.state.settings, app.state.fan = stores, settings, Fan(stores.events)
    app.state.watch = Watch(stores.floor, settings.away_seconds, settings.phones)
    app.state.log_ins = Limits(settings.log_ins, settings.log_ins_at_once)
    for router in ROUTERS:
        app.include_router(router)
    openapi.add(app)
    app.include_router(pages)
    app.add_middleware(Gate, stores=stores, settings=settings)
    return app


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    # More threads than connections would only wait for one another.
    anyio.to_thread.current_default_thread_limiter().total_tokens = 2 * POOL
    fan: Fan = app.state.fan
    watch: Watch = app.state.watch
    work = [_kept(fan.run), _kept(watch.run), _kept(partial(_gather, app.state.stores.bench.gatherer))]
    if app.state.settings.ticks:
        work.append(_kept(partial(_distribute, app.state.stores.floor, fan)))
    tasks = [asyncio.create_task(one) for one in (*work, _read_names(app.state.stores))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _read_names(stores: Stores) -> None:
    """Own customers' names are put into sound once, and not while the first call of the day rings."""
    if not stores.customers.outside:
        with suppress(StoreError):
            await asyncio.to_thread(partial(stores.customers.find, name="anybody"))


async def _kept(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """It goes on whatever happens: without it the desk would stand still and look alive."""
    while True:
        try:
            await work()
        except Exception as error:
            LOG.error("a part of the desk is begun anew", exc_info=error)
        await asyncio.sleep(AGAIN_SECONDS)


async def _gather(gatherer: Gatherer) -> None:
    """What was misunderstood comes into the trainers' inbox, a few calls at a time; first what an earlier process has
    left."""
    everything, told = True, False
    while True:
        found = None
        try:
            found = await asyncio.to_thread(gatherer.some, everything)
            everything = everything and (found.busy or found.calls > 0)
        except VectorsError as error:
            if not told:
                LOG.error("calls are not looked through for trainers: %s", error)
            told = True
        except StoreError:
            pass  # others tell of it
        await asyncio.sleep(AGAIN_SECONDS if found and found.calls else GATHER_SECONDS)


async def _distribute(floor: Floor, fan: Fan) -> None:
    """Calls go to agents: on each event that this process hears of, and every few seconds besides."""
    clock = FloorClock(floor)
    with fan.listen() as listener:
        ticking = asyncio.create_task(clock.run())
        try:
            while not ticking.done():
                event = await listener.next(EAR_SECONDS)
                if event is not None:
                    clock.rouse(event.kind)
            ticking.result()
        finally:
            ticking.cancel()

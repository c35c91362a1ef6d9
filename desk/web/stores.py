"""What the addresses answer from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from desk.accounts.accounts import Accounts
from desk.audit.trail import Trail
from desk.board.board import Board
from desk.calls.book import CallBook
from desk.calls.reviews import Reviews
from desk.calls.surveys import Surveys
from desk.context import ContextStore
from desk.customers.protocol import Customers
from desk.database import Database
from desk.events import Events
from desk.floor.floor import Floor
from desk.knowledge.shelf import Shelf
from desk.privacy.messages import Messages
from desk.privacy.recordings import Recordings
from desk.queue.confirmed import ConfirmedCustomers
from desk.queue.store import QueueStore
from desk.training.bench import Bench
from desk.training.models import ModelBench
from desk.training.ports import LanguageData
from desk.training.replays import Replays
from desk.web.fan import Fan
from desk.web.settings import Settings
from desk.web.watch import Watch


@dataclass(frozen=True)
class Stores:
    """All of one database."""

    database: Database
    queue: QueueStore
    floor: Floor
    accounts: Accounts
    trail: Trail
    customers: Customers
    calls: CallBook
    surveys: Surveys
    reviews: Reviews
    board: Board
    contexts: ContextStore
    events: Events
    confirmed: ConfirmedCustomers
    """Who agents have found callers to be."""
    shelf: Shelf
    """Knowledge articles."""
    bench: Bench
    """What trainers work with."""
    language_data: LanguageData
    models: ModelBench
    """Of the language."""
    recordings: Callable[[], Recordings]
    messages: Callable[[], Messages]
    """The sound of calls and of voicemail, with the keys as they are by then. Raise KeyringError."""
    replays: Replays
    """Calls run again on other models."""


async def _stores(request: Request) -> Stores:
    found: Stores = request.app.state.stores
    return found


async def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def _fan(request: Request) -> Fan:
    found: Fan = request.app.state.fan
    return found


async def _watch(request: Request) -> Watch:
    found: Watch = request.app.state.watch
    return found


# Not functions of threads: these only look something up.
Desk = Annotated[Stores, Depends(_stores)]
House = Annotated[Settings, Depends(_settings)]
Live = Annotated[Fan, Depends(_fan)]
Watched = Annotated[Watch, Depends(_watch)]

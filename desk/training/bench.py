"""All that trainers work with, of one database."""

from __future__ import annotations

from dataclasses import dataclass

from desk.training.decisions import Decisions
from desk.training.gatherer import Gatherer
from desk.training.inbox import Inbox
from desk.training.topics import Topics


@dataclass(frozen=True)
class Bench:
    """Safe to use from several threads at once."""

    inbox: Inbox
    decisions: Decisions
    topics: Topics
    gatherer: Gatherer

"""Which function deals with which intent, and where intents are routed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from actions.turn import Turn

Handler = Callable[[Turn], None]
F = TypeVar("F", bound=Handler)

HANDLERS: dict[str, Handler] = {}
"""By intent."""
ANSWERS: dict[str, Handler] = {}
"""By purpose of a question: takes the caller's answer, found in turn.reading and turn.call.question."""

ROUTES = {
    "technical_problem": "technical_support",
    "account_access": "it_support",
    "billing_question": "account_management",
    "return_refund": "customer_service",
    "make_purchase": "sales",
    "cancel_contract": "account_management",
    "change_details": "customer_service",
    "file_complaint": "escalations",
    "report_fraud": "fraud_prevention",
    "job_application": "human_resources",
}
"""Intent → department."""
DESK = "reception"
"""The department that takes what has no department of its own."""
ANY_TIME = frozenset(
    {"request_human", "repeat", "speak_slower", "wait_please", "start_over", "change_language", "goodbye"}
)
"""Understood in every state, also while a question is open."""
SOCIAL = frozenset({"greet", "thank", "affirm", "deny", "inform", "goodbye"})
"""Intents that state no wish of their own."""
WISHES = frozenset(ROUTES) | {
    "ask_opening_hours", "ask_phone_number", "ask_email", "ask_address", "ask_department", "ask_wait_time",
    "reach_department", "reach_person", "order_status", "request_human", "request_callback", "leave_message",
}  # fmt: skip
"""Intents that state a wish which can be done after another one."""


def topic(*intents: str) -> Callable[[F], F]:
    """Register a function as what deals with these intents."""

    def register(function: F) -> F:
        HANDLERS.update(dict.fromkeys(intents, function))
        return function

    return register


def answer(*purposes: str) -> Callable[[F], F]:
    """Register a function as what takes the answers to questions of these purposes."""

    def register(function: F) -> F:
        ANSWERS.update(dict.fromkeys(purposes, function))
        return function

    return register

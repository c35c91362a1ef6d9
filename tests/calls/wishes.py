"""What callers of five languages want who talk to the bot and then to a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """What a caller wants, and what the agent has to see of it."""

    says: tuple[str, ...]
    """At each turn, in digits what is keyed in; the last as long as the bot asks on, the first to the agent."""
    named: str
    """The language, to the agent."""
    department: str
    intent: str
    """Of what they say first."""
    understood: str
    """In the transcript."""
    summary: str
    reason: str = "routed"
    article: str | None = None
    customer: tuple[str, str] | None = None
    """Number and name."""


WISHES = {
    "fr": Wish(
        ("Je voudrais parler à quelqu'un, s'il vous plaît.", "Oui, s'il vous plaît."), "French",
        "reception", "request_human", "parler", "person", reason="explicit_request",
    ),
    "nl": Wish(
        ("Mijn internet doet het niet meer.", "Ja, graag."), "Dutch",
        "technical_support", "technical_problem", "internet", "technical", article="no_internet",
    ),
    "it": Wish(
        ("Vorrei fare un reclamo.", "Sì, grazie."), "Italian",
        "escalations", "file_complaint", "reclamo", "complaint", article="complaint",
    ),
    "da": Wish(
        ("Jeg vil gerne tale med teknisk support.", "Ja tak."), "Danish",
        "technical_support", "reach_department", "support", "technical",
    ),
    "en": Wish(
        ("I would like to know where my order is.", "30418794", "Yes, please."), "English",
        "customer_service", "order_status", "order", "30418794", customer=("490487", "Grace Doherty"),
    ),
}  # fmt: skip

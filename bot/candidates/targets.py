"""What a candidate must not break to go live; apart, for processes that only read settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Targets:
    """What a candidate must not break. All in shares, 0 to 1, on the test set."""

    overall_loss: float = 0.01
    """The accuracy over all languages may fall by so much below the live model's …"""
    language_loss: float = 0.02
    """… and that of a language by so much."""
    intent_loss: float = 0.10
    """The F1 of an intent may fall by so much, where the test set has"""
    intent_count: int = 10
    """so many utterances of it."""
    spread: float = 0.08
    """Between the best and the worst language."""
    accuracy: float = 0.0
    """Over all languages at least; and"""
    language_accuracy: float = 0.0
    """of each language."""

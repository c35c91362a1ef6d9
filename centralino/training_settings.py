"""What an operator may change about training: the table `training` of centralino.yml."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.candidates.targets import Targets


@dataclass(frozen=True)
class Training:
    """Candidates for the language model, and what becomes of them."""

    real_calls: int = 200
    """A candidate is shown what callers said on the last so many calls; 0: none."""
    keep_candidates: int = 5
    """On disk; 0: none are trained here."""
    keep_models: int = 5
    """Models that were live and can be gone back to."""
    targets: Targets = field(default_factory=Targets)

"""What trainers do with models, as this installation has them; each act is written in the audit trail."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.candidates import live
from bot.candidates.live import Live
from bot.candidates.shelf import Candidate, Shelf
from bot.dialogue import model
from centralino import candidate_training, settings
from centralino.errors import UserError
from centralino.training_settings import Training

Audit = Callable[[str, str, str, Mapping[str, str], datetime], None]
"""Who, action, what, details, when."""


class GateError(UserError):
    """A candidate breaks a target, and nobody has said why it may go live all the same."""


@dataclass(frozen=True)
class Acts:
    """Of one folder of models."""

    audit: Audit
    models: Path = model.FOLDER
    training: Training = field(default_factory=lambda: settings.load().training)

    @property
    def shelf(self) -> Shelf:
        """The candidates."""
        return Shelf(self.models, self.training.keep_candidates)

    def train(self, by: str, now: datetime) -> Candidate:
        """Begin in the background. Raises BusyError, UserError."""
        if self.training.keep_candidates < 1:
            raise UserError("no candidates are trained here: set training.keep_candidates to 1 or more")
        made = candidate_training.start(self.shelf, by, now, new_version(now))
        self.audit(by, "candidate.trained", made.id, {}, now)
        return made

    def promote(self, id_: str, by: str, now: datetime, reason: str = "") -> Live:
        """Make a candidate live. `reason`: overrules the gate. Raises GateError, UserError."""
        shelf, archive, reason = self.shelf, self.shelf.archive(id_), reason.strip()
        found = shelf.show(id_)
        broken = [str(one["target"]) for one in (found.gate or {}).get("broken", ())]
        present = live.live(self.models)
        moved = present is not None and present.version != found.since
        if broken and not reason:
            raise GateError(f"candidate {id_!r} breaks {', '.join(broken)}; to promote it all the same, give a reason")
        if present is not None and moved and not reason:
            raise GateError(
                f"candidate {id_!r} was measured beside {found.since or 'no model'}, and {present.version} is live "
                "now; train again, or give a reason to promote it all the same"
            )
        broken += ["since"] if moved else []
        iso = now.isoformat(timespec="seconds")
        made = Live(id_, found.created_at, iso, by, reason, found.accuracy)
        made = live.promote(self.models, archive.parent, made, self.training.keep_models)
        self.audit(by, "candidate.promoted", id_, {"since": found.since}, now)
        if broken:
            self.audit(by, "candidate.overruled", id_, {"targets": ", ".join(broken), "reason": reason}, now)
        shelf.promoted(id_)
        return made

    def discard(self, id_: str, by: str, now: datetime) -> Candidate:
        """Raises UserError."""
        found = self.shelf.discard(id_)
        self.audit(by, "candidate.discarded", id_, {}, now)
        return found

    def roll_back(self, version: str | None, by: str, now: datetime) -> Live:
        """To a version, or to the one before. Raises UserError."""
        before = live.live(self.models)
        made = live.roll_back(self.models, version, by, now)
        self.audit(by, "model.rolled_back", made.version, {"from": before.version if before else ""}, now)
        return made


def new_version(now: datetime) -> str:
    """Ordered by time, and nobody else's."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def audited() -> Audit:
    """Into this site's trail. What is done is done when the database is out of reach; the log then tells of it."""
    import logging

    from centralino import desk
    from desk.audit.trail import Trail
    from desk.database import Database, StoreError

    def write(who: str, action: str, what: str, details: Mapping[str, str], now: datetime) -> None:
        try:
            database = Database(desk.where())
            trail = Trail(database)
            with database.transaction() as connection:
                trail.record(connection, who, action, what, details, now)
        except StoreError as error:
            logging.getLogger(__name__).error("%s %s by %s is not in the audit trail: %s", action, what, who, error)

    return write

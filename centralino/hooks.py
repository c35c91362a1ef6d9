"""The webhooks of this installation: from the settings, each with a secret of its own."""

from __future__ import annotations

from pathlib import Path

from centralino.errors import UserError
from centralino.settings import Settings
from centralino.web.key import load_key
from desk.hooks.model import EVENTS, NAME, Hook

SECRETS = Path("secrets")
"""Within `var`."""


def configured(settings: Settings, var: Path) -> tuple[Hook, ...]:
    """Raises UserError naming the hook and what is wrong with it."""
    hooks = []
    for name, entry in settings.desk.hooks.items():
        if not NAME.fullmatch(name):
            raise UserError(f"desk.hooks: {name!r}: a name is small letters, digits, - and _")
        secret = load_key(var, SECRETS / f"hook_{name}").encode()
        try:
            events = frozenset(entry.events or EVENTS.values())
            hooks.append(Hook(name, entry.url, secret, events, entry.packet))
        except ValueError as error:
            raise UserError(f"desk.hooks: {error}") from error
    return tuple(hooks)

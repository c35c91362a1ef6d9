"""From a cookie or a token to the one who has it."""

from __future__ import annotations

from datetime import datetime

from desk.web.guard.principal import Principal
from desk.web.stores import Stores


def by_session(stores: Stores, cookie: str, now: datetime, used: bool = True) -> Principal | None:
    """None when the session is unknown or over. `used`: that keeps it alive. Raises StoreError."""
    session = stores.accounts.session(cookie, now, used)
    return Principal(session.user, session) if session else None


def by_token(stores: Stores, secret: str, now: datetime) -> Principal | None:
    """None when the token is unknown or too old, or its user may not log in any more. Raises StoreError."""
    token = stores.accounts.token(secret, now)
    return Principal(token.user, None, token, secret) if token else None


def still_there(stores: Stores, principal: Principal, now: datetime) -> bool:
    """Whether one who came in earlier could come in now. Raises StoreError."""
    if principal.session is not None:
        return by_session(stores, principal.session.token, now, used=False) is not None
    return by_token(stores, principal.secret, now) is not None

"""Failed log-ins and the delays that they bring.

A try is counted before its password is looked at, in a transaction that locks the counters, and is given back when the
password is right: so any number of tries at one moment get no more looks than one after the other would.

Nobody is locked out for ever: a name's delay has an upper end; an address that goes on trying is slowed down more than
the name, so that its owner gets the turns; and a browser from which the owner has logged in before has a counter of its
own, which no stranger can reach (OWASP, «Slow Down Online Guessing Attacks with Device Cookies»).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.accounts.errors import LoginRefused
from desk.accounts.rules import Pace
from desk.accounts.tables import TRIES

Counters = Mapping[str, Pace]
"""Keys of the counters that a try goes to, and what each allows."""
Marks = Mapping[str, datetime]
"""Of a try that was counted: the delay that it brought, by counter."""
MAKE = sa.text(
    "INSERT INTO desk_login_tries (key, count, since, until, gone) VALUES (:key, 0, :now, :now, :now)"
    " ON CONFLICT (key) DO NOTHING"
).bindparams(sa.bindparam("now", type_=TRIES.c.since.type))
HOST_BITS = 64
"""An IPv6 host owns a network of this size and may change its address within it at will."""
MOST_DOUBLINGS = 30


@dataclass(frozen=True)
class Tries:
    """Failures of one counter."""

    count: int
    since: datetime
    """From this moment on they are being forgotten, one after the other."""
    until: datetime
    """No further try before this."""


def count(tries: Tries, pace: Pace, now: datetime) -> Tries:
    """With one failure more. Pure."""
    fade = timedelta(seconds=pace.fades_seconds)
    faded = max(0, (now - tries.since) // fade)
    left = max(0, tries.count - faded)
    since = tries.since + faded * fade if left else now
    return Tries(left + 1, since, now + timedelta(seconds=delay(left + 1, pace)))


def delay(failures: int, pace: Pace) -> float:
    """Seconds after so many failures. Pure."""
    beyond = failures - pace.free
    return 0.0 if beyond < 0 else min(pace.longest_seconds, pace.first_seconds * 2 ** min(beyond, MOST_DOUBLINGS))


def of_name(name: str) -> str:
    """Key of a name's counter, whether such a user exists or not."""
    return _key("name", name)


def of_device(token: str) -> str:
    """Key of a known browser's counter."""
    return _key("device", token)


def of_address(address: str) -> str:
    """Key of an address's counter."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return _key("address", address)
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return _key("address", str(mapped) if mapped else str(int(ip) >> HOST_BITS))
    return _key("address", str(ip))


def _key(kind: str, value: str) -> str:
    # People type their password where the name belongs: it must not lie there to be read.
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "surrogatepass")).hexdigest()


def wait(connection: Connection, counters: Counters, now: datetime) -> int:
    """Whole seconds until a further try is looked at; 0 = now. Changes nothing."""
    latest = sa.select(sa.func.max(TRIES.c.until)).where(TRIES.c.key.in_(list(counters)))
    return _seconds(connection.execute(latest).scalar(), now)


def enter(connection: Connection, counters: Counters, now: datetime) -> Marks:
    """Count a try. Raises LoginRefused for who has to wait before it."""
    locked = _lock(connection, counters, now)
    seconds = max(_seconds(tries.until, now) for tries in locked.values())
    if seconds:
        raise LoginRefused(seconds)
    counted = {key: count(tries, counters[key], now) for key, tries in locked.items()}
    for key, tries in counted.items():
        _store(connection, key, tries, counters[key])
    return {key: tries.until for key, tries in counted.items()}


def succeeded(connection: Connection, counters: Counters, own: str, marks: Marks, now: datetime) -> None:
    """The password was right: `own`, the counter of the name or browser, begins anew, and the others forget what it had
    added to them: nobody's slips count against those who sit at the same address. A delay that somebody else has
    brought meanwhile stays, or who has a name of their own could do away with those for guessing others'."""
    locked = _lock(connection, counters, now)
    slips = locked[own].count
    for key, tries in locked.items():
        until = now if key == own or tries.until == marks[key] else tries.until
        _store(connection, key, Tries(max(0, tries.count - slips), tries.since, until), counters[key])


def clear(connection: Connection, name: str) -> None:
    """The name may be tried again at once."""
    connection.execute(TRIES.delete().where(TRIES.c.key == of_name(name)))


def forget(connection: Connection, now: datetime) -> int:
    """Delete the counters whose failures are forgotten; returns how many."""
    gone = sa.select(TRIES.c.key).where(TRIES.c.gone <= now).with_for_update(skip_locked=True)
    return int(connection.execute(TRIES.delete().where(TRIES.c.key.in_(gone))).rowcount)


def _lock(connection: Connection, counters: Counters, now: datetime) -> dict[str, Tries]:
    """The counters, made where they are missing, locked in an order that is the same for all."""
    keys = sorted(counters)
    query = sa.select(TRIES).where(TRIES.c.key.in_(keys)).order_by(TRIES.c.key).with_for_update()
    found: dict[str, Tries] = {}
    while len(found) < len(keys):  # who forgets counters may take one away in between
        for key in keys:
            connection.execute(MAKE, {"key": key, "now": now})
        found = {row.key: Tries(row.count, row.since, row.until) for row in connection.execute(query)}
    return found


def _store(connection: Connection, key: str, tries: Tries, pace: Pace) -> None:
    gone = max(tries.until, tries.since + timedelta(seconds=tries.count * pace.fades_seconds))
    values = {"count": tries.count, "since": tries.since, "until": tries.until, "gone": gone}
    connection.execute(TRIES.update().where(TRIES.c.key == key).values(**values))


def _seconds(until: datetime | None, now: datetime) -> int:
    return max(0, math.ceil((until - now).total_seconds())) if until else 0

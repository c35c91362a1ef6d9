"""The customer records as this installation has them: its own, or those of an outside CRM."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from centralino.errors import UserError
from centralino.findings import Finding
from centralino.settings import CustomerRecords

if TYPE_CHECKING:
    from desk.customers.http import Http
    from desk.customers.mapping import CrmMapping
    from desk.customers.protocol import Customers, Record
    from desk.database import Database

LOG = logging.getLogger(__name__)
OWN = "own"
NAME = "customer records"
WHERE = "desk.customers"
MOST_SECONDS = 30.0
"""Nobody waits longer with a caller on the line."""


def open_customers(configured: CustomerRecords, database: Database, record: Record) -> Customers:
    """`database`: the desk's; `record`: writes to its audit trail. Raises UserError for settings that cannot be."""
    from desk.customers.own import OwnCustomers
    from desk.customers.rest import RestCustomers

    if configured.source == OWN:
        return OwnCustomers(database, record)
    return RestCustomers(*_outside(configured), database, record)


def _outside(configured: CustomerRecords) -> tuple[Http, CrmMapping]:
    from desk.customers.http import Http, Limits
    from desk.customers.mapping import CrmMapping, MappingError

    _check_address(configured)
    if not 0 < configured.seconds <= MOST_SECONDS:
        raise UserError(f"{WHERE}.seconds: {configured.seconds:g}; use up to {MOST_SECONDS:g}, such as 3")
    token = _token(configured.token_file)
    token()
    try:
        mapping = CrmMapping(configured.mapping)
    except MappingError as error:
        raise UserError(f"{WHERE}.{error}") from error
    return Http(configured.source, token, Limits(configured.seconds, configured.retry_writes)), mapping


def findings(configured: CustomerRecords) -> Iterator[Finding]:
    """Whether an outside CRM answers, for `centralino doctor`; nothing of own records, which are the database's. The
    CRM is asked for a number that nobody has."""
    from desk.customers.protocol import OutOfReachError

    if configured.source == OWN:
        return
    try:
        http, mapping = _outside(configured)
        answer = http.ask("GET", mapping.path("find"), http.ends, mapping.query({"number": "0", "limit": 1}))
        http.close()
        mapping.items(answer.data)
    except (UserError, OutOfReachError, ValueError) as error:
        yield Finding(NAME, "missing", str(error), "see docs/integrate/crm.md; calls go on without customers")
    else:
        yield Finding(NAME, "ok", f"{configured.source} answers")


def fill(configured: CustomerRecords, database: Database, record: Record, folder: Path, now: datetime) -> int:
    """Fill own records that are empty from a company's files; returns how many customers came in. What is wrong with
    the files is logged: the telephone is answered without customers too. Raises StoreError."""
    from desk.customers.csv_file import BadFilesError
    from desk.customers.importing import Importer

    if configured.source != OWN or not configured.fill:
        return 0
    try:
        counts = Importer(database, record).bring_into_empty(folder, "serve", now, now.astimezone().date())
    except BadFilesError as error:
        LOG.warning("the company's customers are not loaded: %s", error)
        return 0
    return counts["accounts"].added if counts else 0


def _check_address(configured: CustomerRecords) -> None:
    try:
        parts = urlsplit(configured.source)
        named = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.username or parts.query:
        raise UserError(f"{WHERE}.source: neither 'own' nor an address; write it as https://crm.example/api")
    if parts.scheme == "http" and configured.token_file and not _loopback(parts.hostname or ""):
        raise UserError(f"{WHERE}.source: the token would cross the network for all to read; use https://")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(file: str) -> Callable[[], str]:
    """Read anew each time, so that a new token counts at once. Raises UserError at the first time, StoreError later."""
    from desk.customers.protocol import OutOfReachError

    checked: list[bool] = []

    def read() -> str:
        if not file:
            return ""
        try:
            token = Path(file).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            token = ""
        if not token.isprintable() or not token:
            problem = f"{WHERE}.token_file: {file} holds no token; write it there, in one line"
            raise OutOfReachError(problem) if checked else UserError(problem)
        checked.append(True)
        return token

    return read

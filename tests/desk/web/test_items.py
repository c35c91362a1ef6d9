"""The screen pop without the customer records, and calls that are not in the desk's hands."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desk.accounts.users import User
from desk.customers.protocol import OutOfReachError
from desk.database import Database, StoreError
from desk.floor.floor import Floor
from desk.knowledge.shelf import Shelf
from desk.queue.confirmed import ConfirmedCustomers
from desk.queue.store import QueueStateError, QueueStore
from desk.web.api.items import item_body
from desk.web.api.queue import hold, unconfirm_customer
from desk.web.guard.principal import Principal
from desk.web.problems import Problem
from desk.web.settings import Settings
from desk.web.stores import Stores
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.unit


class Away:
    """A CRM that cannot be asked."""

    outside = True

    def find(self, *_: Any) -> None:
        raise OutOfReachError("away")

    account = find


def test_the_agent_is_told_that_the_customer_records_cannot_be_asked(tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    queue, confirmed = QueueStore(database), ConfirmedCustomers(database)
    item = queue.show(queue.place(packet("a")).item_id)
    stores = SimpleNamespace(customers=Away(), floor=Floor(database), confirmed=confirmed, shelf=Shelf(()), queue=queue)
    told = item_body(cast(Stores, stores), item, "da")
    assert (told.trouble, told.candidates) == ("out_of_reach", [])
    confirmed.confirm(item.id, "200017", "mette", NOW, anybodys=True)
    told = item_body(cast(Stores, stores), item, "da")
    assert told.customer is not None


class Failing(Away):
    """Records whose disk is full at first."""

    def __init__(self) -> None:
        self.forgotten: list[tuple[str, str]] = []
        self.full = True

    def forget_call(self, account: str, call: str) -> None:
        if self.full:
            self.full = False
            raise StoreError("the disk is full")
        self.forgotten.append((account, call))


def test_a_customer_who_was_not_it_is_taken_back_whole_or_not_at_all(tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    queue, confirmed, records = QueueStore(database), ConfirmedCustomers(database), Failing()
    item = queue.show(queue.place(packet("a")).item_id)
    confirmed.confirm(item.id, "200017", "mette", NOW, anybodys=True)
    stores = cast(
        Stores,
        SimpleNamespace(customers=records, floor=Floor(database), confirmed=confirmed, shelf=Shelf(()), queue=queue),
    )
    with pytest.raises(QueueStateError):
        unconfirm_customer(item.id, Principal(User("john", "agent", "da", False, NOW, NOW)), stores)
    chief = Principal(User("chief", "supervisor", "da", False, NOW, NOW))
    with pytest.raises(StoreError, match="full"):
        unconfirm_customer(item.id, chief, stores)
    assert confirmed.of(item.id) == "200017"
    assert unconfirm_customer(item.id, chief, stores).customer is None
    assert (confirmed.of(item.id), records.forgotten) == (None, [("200017", "a")])


@pytest.mark.parametrize(("dialled", "refused"), [("+4511900100", True), ("browser", False)])
def test_the_desk_holds_nobody_whom_the_pbx_has_connected_with_a_phone(
    tmp_path: Path, dialled: str, refused: bool
) -> None:
    database = Database(tmp_path / "queue.db")
    queue, floor = QueueStore(database), Floor(database)
    floor.enrol("mette", ["da"], ["sales"], 1, NOW)
    floor.change("mette", "available", "agent", NOW)
    item = queue.place(packet("a", dialled=dialled)).item_id
    floor.waits(item, "media-1", NOW)
    floor.pick(item, "mette", NOW)
    stores = SimpleNamespace(
        customers=Away(), floor=floor, confirmed=ConfirmedCustomers(database), shelf=Shelf(()), queue=queue
    )
    me = Principal(User("mette", "agent", "da", False, NOW, NOW))
    house = Settings(phones=frozenset({"mette"}))
    if not refused:
        assert hold(item, me, cast(Stores, stores), house).held is not None
        return
    with pytest.raises(Problem) as problem:
        hold(item, me, cast(Stores, stores), house)
    assert problem.value.code == "at_the_phone"

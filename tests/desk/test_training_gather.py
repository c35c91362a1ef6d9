"""Calls that are over come into the trainers' inbox once, whoever gathers and whenever it dies, and leave it with the
call: on both databases."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from desk.calls.book import CallBook
from desk.calls.messages import Change, Masked
from desk.database import Database
from desk.privacy.call_rules import CallsRule, PartsRule
from desk.privacy.personal import Subject
from desk.privacy.stores.calls import CallsPersonal
from desk.training.gatherer import Gathered, Gatherer
from desk.training.inbox import Group, Inbox, Wanted
from desk.training.shelf import LEASE
from desk.training.tables import GATHERED, GROUPS, UTTERANCES
from tests.desk.misunderstood import AGAIN, Script, given_up, store, strayed, swapped, went_well
from tests.desk.samples import NOW, PROCESSES
from tests.desk.training_data import WordVectors

pytestmark = pytest.mark.contract
MINUTE = timedelta(minutes=1)
PHONE = "+4520304050"


class Clock:
    def __init__(self, moment: datetime = NOW + timedelta(days=1)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def gatherer(database: Database, clock: Clock | None = None) -> Gatherer:
    return Gatherer(database, WordVectors(), clock or Clock())


def write(database: Database, *calls: list[Change]) -> None:
    CallBook(database).write([change for call in calls for change in call])


def groups(database: Database, **wanted: Any) -> list[Group]:
    return Inbox(database).groups(Wanted(**wanted), NOW + timedelta(days=1))


def shown(database: Database, **wanted: Any) -> list[tuple[str, str, int]]:
    return sorted((one.language, one.text, one.size) for one in groups(database, **wanted))


def rows(database: Database, table: sa.Table) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_what_was_misunderstood_comes_in_groups(database: Database) -> None:
    calls = [swapped(f"call-{n}", NOW + n * MINUTE, "kan jeg få byttet mit modem") for n in range(5)]
    write(database, *calls, strayed("call-fr", NOW, "fr", "vous avez une carte esim"), went_well("well", NOW, "it"))
    assert gatherer(database).run() == Gathered(7, 6)
    modem, esim = groups(database)
    assert (modem.text, modem.size, modem.intent, modem.meant) == (
        "kan jeg få byttet mit modem", 5, "make_purchase", "return_refund",
    )  # fmt: skip
    assert (modem.why, modem.confidence) == ({"unsure": 5, "repaired": 5}, pytest.approx(0.34))
    assert (modem.growth, modem.last - modem.first) == (5, 4 * MINUTE)
    assert (esim.language, esim.why) == ("fr", {"out_of_scope": 1})
    assert shown(database, language="fr") == shown(database, why="out_of_scope") == [("fr", esim.text, 1)]
    assert Inbox(database).counts() == {"da": (1, 5), "fr": (1, 1)}
    assert [one.id for one in Inbox(database).groups(Wanted(), NOW, 1, (5, modem.id))] == [esim.id]
    assert shown(database, status="decided") == []


def test_an_utterance_is_shown_with_what_came_next(database: Database) -> None:
    write(database, swapped("call-1", NOW, "kan jeg få byttet mit modem"))
    gatherer(database).run()
    (group,) = groups(database)
    (one,) = Inbox(database).of_group(group.id, "open", NOW)
    assert (one.call_id, one.text, one.outcome, one.reason) == ("call-1", group.text, "routed", "routed")
    assert [line.speaker for line in one.next] == ["bot", "caller", "bot"]
    assert one.next[1].text == "jeg vil gerne returnere det"
    assert one.at == NOW + timedelta(milliseconds=one.at_ms)
    assert one.ended_ms is not None
    assert one.ended_ms > one.at_ms
    with pytest.raises(KeyError):
        Inbox(database).of_group(group.id + 1, "open", NOW)


def test_an_answer_is_shown_with_the_question_before_it(database: Database) -> None:
    script = Script("call-1", "da", NOW).caller_says("mit kort er 4571", "ask_help", 0.9).bot("Gælder det en faktura?")
    script.bot("Eller et abonnement?").caller_says("ja det der med det sidste", "nlu_fallback", 0.2, "again")
    write(database, script.bot(AGAIN["da"]).ends(), [Masked("call-1", script.leg, 2, "mit kort er ••••")])
    gatherer(database).run()
    (group,) = groups(database)
    (one,) = Inbox(database).of_group(group.id, "open", NOW)
    assert [(line.speaker, line.text) for line in one.before] == [
        ("caller", "mit kort er ••••"), ("bot", "Gælder det en faktura?"), ("bot", "Eller et abonnement?"),
    ]  # fmt: skip
    assert Inbox(database).show(one.id, NOW).before == one.before


def test_a_call_is_gathered_once_it_is_over_and_once_only(database: Database) -> None:
    call = swapped("call-1", NOW, "kan jeg få byttet mit modem")
    write(database, call[:-1])
    ours = gatherer(database)
    assert ours.run() == Gathered(), "it is still going on"
    write(database, call[-1:])
    assert ours.run() == Gathered(1, 1)
    assert ours.run() == gatherer(database).run() == Gathered()


def test_a_call_that_was_given_up_for_lost_and_went_on_is_looked_through_again(database: Database) -> None:
    call = given_up("call-1", NOW, "kan de incasso later")
    last = next(n for n, change in enumerate(call) if getattr(change, "repair", None) == "person")
    write(database, call[: last - 1])
    book = CallBook(database)
    book.beat("media-1", NOW)
    assert book.end_lost(NOW + MINUTE) == ["call-1"]
    assert gatherer(database).run() == Gathered(1, 1)
    write(database, call[last - 1 :])
    assert gatherer(database).run() == Gathered(1, 1)
    assert shown(database) == [("nl", "kan de incasso later", 2)]


def test_a_record_that_comes_days_late_is_found_on_request(database: Database) -> None:
    ours = gatherer(database)
    write(database, strayed("call-1", NOW, "it", "mi consigli un film"))
    ours.run()
    write(database, strayed("call-2", NOW - timedelta(days=9), "it", "mi consigli un film"))
    assert ours.run() == Gathered()
    assert ours.run(everything=True) == Gathered(1, 1)


def test_groups_keep_their_ids_while_they_grow(database: Database) -> None:
    ours, ids = gatherer(database), set[int]()
    for n in range(4):
        write(database, swapped(f"call-{n}", NOW + n * MINUTE, "kan jeg få byttet mit modem"))
        (ours if n % 2 else gatherer(database)).run()
        (group,) = groups(database)
        assert group.size == n + 1
        ids.add(group.id)
    assert len(ids) == 1


def test_one_process_gathers_and_another_goes_on_when_it_has_died(database: Database) -> None:
    clock = Clock()
    dies, goes_on = gatherer(database, clock), gatherer(database, clock)
    write(database, strayed("call-1", NOW, "it", "mi consigli un film"))
    assert dies.some() == Gathered(1, 1)
    write(database, strayed("call-2", NOW, "it", "mi consigli un film"))
    assert goes_on.some() == Gathered(busy=True)
    clock.moment += LEASE
    assert goes_on.some() == Gathered(1, 1)
    assert shown(database) == [("it", "mi consigli un film", 2)]


def _gather(address: str) -> None:
    ours = gatherer(Database(address))
    while (found := ours.run(most=20)).calls or found.busy:
        time.sleep(0.01)


def test_two_processes_at_once_gather_each_call_once(address: str) -> None:
    database = Database(address)
    count = store(CallBook(database), NOW)
    children = [PROCESSES.Process(target=_gather, args=(address,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        assert child.exitcode == 0
    assert (rows(database, GATHERED), gatherer(database).run().calls) == (count, 0)
    with database.reading() as connection:
        held = dict(
            connection.execute(sa.select(UTTERANCES.c.group_id, sa.func.count()).group_by(UTTERANCES.c.group_id)).all()
        )
        counted = dict(connection.execute(sa.select(GROUPS.c.id, GROUPS.c.count)).all())
    assert held == counted
    assert sum(held.values()) > 150
    database.close()


def test_what_is_withdrawn_or_masked_later_is_so_in_the_inbox(database: Database) -> None:
    write(database, swapped("call-1", NOW, "byt mit modem"), swapped("call-2", NOW, "byt mit modem nu"))
    gatherer(database).run()
    leg = int(NOW.timestamp() * 1000)
    write(database, [Masked("call-1", leg, 2, "—"), Masked("call-2", leg, 2, "byt ••••")])
    assert [text for _, text, _ in shown(database)] == ["byt ••••"]
    (group,) = groups(database)
    assert [one.call_id for one in Inbox(database).of_group(group.id, "open", NOW)] == ["call-2"]


@pytest.mark.parametrize("how", ["erased", "forgotten", "lines too old", "calls too old"])
def test_utterances_go_with_their_call(database: Database, how: str) -> None:
    later = NOW + timedelta(days=30)
    write(database, swapped("call-1", NOW, "byt mit modem"), swapped("call-2", NOW, "hvor er min regning"))
    other = Script("call-3", "da", later, "+4511111111").caller_says("byt mit modem", "return_refund", 0.3, "again")
    write(database, other.ends())
    clock = Clock(later + timedelta(days=1))
    gatherer(database, clock).run()
    personal, subject = CallsPersonal(database), Subject(PHONE)
    subject = subject.with_calls(personal.find(subject))
    exported = [row["training_utterances"] for row in personal.export(subject)]
    assert [row["intent"] for (row,) in exported] == ["make_purchase"] * 2
    match how:
        case "erased":
            personal.erase(subject, NOW)
        case "forgotten":
            CallBook(database).forget(["call-1", "call-2"])
        case "lines too old":
            with database.transaction() as connection:
                rule = PartsRule("training_utterances", UTTERANCES, timedelta(days=20))
                assert rule.delete(connection, later, 100) == 2
        case _:
            with database.transaction() as connection:
                assert CallsRule(timedelta(days=20)).delete(connection, later, 100) == 2
    assert shown(database) == [("da", "byt mit modem", 1)]
    assert rows(database, UTTERANCES) == 1
    assert gatherer(database, clock).run() == Gathered(), "nor do they come back"
    assert rows(database, GROUPS) == 1
    with database.reading() as connection:
        assert connection.execute(sa.select(GROUPS.c.count)).scalars().all() == [1]


def test_a_call_that_is_erased_while_it_is_looked_through_leaves_nothing(database: Database) -> None:
    write(database, swapped("call-1", NOW, "byt mit modem"))

    class Slow(WordVectors):
        def __call__(self, texts: Any) -> Any:
            CallsPersonal(database).erase(Subject(PHONE, calls=frozenset({"call-1"})), NOW)
            return super().__call__(texts)

    Gatherer(database, Slow(), Clock()).run(most=1)
    assert (rows(database, UTTERANCES), rows(database, GROUPS)) == (0, 0)

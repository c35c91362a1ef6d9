"""Every call has a record: readable while it runs, whole afterwards, also when the process that had it died."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from centralino.spoken_digits import spoken_digits
from desk.calls import writing
from desk.calls.book import CallBook
from desk.calls.messages import Begun, Change, Left, Masked, Over, Recorded, Said, Settled, Speaker, Spoke, Understood
from desk.database import Database, StoreError
from desk.events import Events
from desk.privacy.masking import Masker
from desk.queue.store import QueueStore
from desk.tables import METADATA
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.unit
LEG = int(NOW.timestamp() * 1000)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def begun(call: str = "call-1", at: float = 0, holder: str = "media-1", language: str = "auto") -> Begun:
    return Begun(call, NOW + seconds(at), "phone", language, "+4520304050", "+4511900100", holder)


def conversation(call: str = "call-1") -> list[Change]:
    return [
        begun(call),
        Said(call, LEG, 0, 20, "bot", "Hej, hvad kan jeg hjælpe med?", "da"),
        Said(call, LEG, 1, 3000, "caller", "jeg vil købe fiber", "da", 0.8),
        Understood(call, LEG, 2, 3900, "make_purchase", 0.93),
        Spoke(call, "da"),
        Settled(call, "routed", "routed", "sales", "item-1"),
        Said(call, LEG, 3, 5000, "bot", "Jeg stiller dig om til salg.", "da"),
        Left(call, NOW + seconds(9), "bot", "routed", "routed", "sales", "item-1", "da", goes_on=True),
    ]


@pytest.fixture
def book(database: Database) -> CallBook:
    return CallBook(database)


def test_a_call_can_be_read_while_it_runs(book: CallBook) -> None:
    book.write(conversation()[:4])
    call = book.show("call-1")
    assert (call.channel, call.caller, call.dialled) == ("phone", "+4520304050", "+4511900100")
    assert (call.began, call.bot_answered, call.ended, call.final) == (NOW, NOW, None, None)
    assert [(line.at_ms, line.speaker, line.text) for line in call.transcript] == [
        (20, "bot", "Hej, hvad kan jeg hjælpe med?"),
        (3000, "caller", "jeg vil købe fiber"),
    ]
    assert call.transcript[1].confidence == pytest.approx(0.8)
    assert [(found.intent, found.confidence) for found in call.intents] == [("make_purchase", pytest.approx(0.93))]


def test_a_call_that_is_put_through_ends_when_the_line_is_gone(database: Database, book: CallBook) -> None:
    book.write(conversation())
    call = book.show("call-1")
    assert (call.final, call.reason, call.department, call.item_id) == ("routed", "routed", "sales", "item-1")
    assert (call.bot_ended, call.ended) == (NOW + seconds(9), None)
    queue = QueueStore(database)
    item = queue.place(packet("call-1")).item_id
    queue.take("mette", NOW + seconds(42), item)
    book.write([Over("call-1", NOW + seconds(200))])
    call = book.show("call-1")
    assert (call.ended, call.ended_by, call.final) == (NOW + seconds(200), None, "routed")
    assert (call.agent, call.queue_seconds) == ("mette", 42)
    assert (call.language, call.languages) == ("da", ("da",))


def test_who_hangs_up_before_anything_is_settled_has_abandoned(book: CallBook) -> None:
    book.write([begun(), Over("call-1", NOW + seconds(3))])
    call = book.show("call-1")
    assert (call.final, call.ended_by, call.ended) == ("abandoned", "caller", NOW + seconds(3))


def test_the_bot_may_end_it(book: CallBook) -> None:
    book.begun("call-1", "browser", "fr", None, None, NOW)
    book.ended("call-1", "answered", None, "billing", "en", NOW + seconds(60))
    book.write([Over("call-1", NOW + seconds(61))])
    call = book.show("call-1")
    assert (call.final, call.ended_by, call.ended, call.department) == (
        "answered",
        "bot",
        NOW + seconds(60),
        "billing",
    )
    assert (call.language, call.languages) == ("en", ("fr", "en"))


def test_what_the_caller_takes_back_is_settled_no_more(book: CallBook) -> None:
    book.write([*conversation()[:6], Settled("call-1")])
    call = book.show("call-1")
    assert (call.final, call.department, call.item_id) == (None, None, None)


def test_telling_it_again_changes_nothing(book: CallBook) -> None:
    book.write([*conversation(), Recorded("call-1", "sound-1"), Over("call-1", NOW + seconds(30))])
    before = book.show("call-1")
    book.write([*conversation(), Recorded("call-1", "sound-1"), Over("call-1", NOW + seconds(30))])
    assert book.show("call-1") == before
    assert len(before.transcript) == 3
    assert before.recording_id == "sound-1"


def test_a_caller_who_comes_back_goes_on_in_the_same_record(book: CallBook) -> None:
    book.write(conversation())
    later = LEG + 60_000
    book.write(
        [
            begun(at=60),
            Said("call-1", later, 0, 500, "bot", "Der var desværre ingen.", "da"),
            Spoke("call-1", "en"),
            Spoke("call-1", "da"),
            Left("call-1", NOW + seconds(80), "bot", "callback", "routed", "sales", "item-2", "da"),
        ]
    )
    call = book.show("call-1")
    assert [line.at_ms for line in call.transcript] == [20, 3000, 5000, 60_500]
    assert (call.began, call.ended, call.final) == (NOW, NOW + seconds(80), "callback")
    assert call.languages == ("da", "en")


class Dictated(Masker):
    """Of the record: with the number words of the bot."""

    def __init__(self, language: str) -> None:
        super().__init__(language, spoken_digits)


def rows(database: Database) -> str:
    """All that is stored, but for the moments."""
    with database.reading() as connection:
        return str([connection.execute(sa.select(table)).all() for table in METADATA.sorted_tables])


def said(number: int, text: str, speaker: Speaker = "caller", language: str | None = "en") -> Said:
    return Said("call-1", LEG, number, number * 10, speaker, text, language)


def test_what_was_said_is_masked_before_it_is_stored(database: Database) -> None:
    book = CallBook(database, Dictated)
    book.write([begun(), said(0, "my card is 4111 1111 1111 1111")])
    assert book.show("call-1").transcript[0].text == "my card is ••••1111"
    assert "4111" not in rows(database)


def test_a_number_that_is_dictated_over_lines_is_taken_out_of_those_that_are_stored(database: Database) -> None:
    book = CallBook(database, Dictated)
    book.write([begun(), said(0, "it is four five three two"), said(1, "go on", "bot")])
    assert "four five three two" in rows(database), "which may be anything"
    book.write([said(2, "oh one five one")])
    book.write([said(3, "one two eight three")])
    book.write([said(4, "oh three six six thanks")])
    lines = [line.text for line in book.show("call-1").transcript]
    assert lines == ["it is ••••", "go on", "••••", "••••", "••••0366 thanks"]
    for trace in ("four", "five", "eight"):
        assert trace not in rows(database), trace


def test_what_is_recognised_after_the_end_is_masked_by_what_came_before(database: Database) -> None:
    book = CallBook(database, Dictated)
    book.write([begun(), said(0, "it is four five three two oh one five one one two eight three")])
    book.write([Over("call-1", NOW + seconds(9))])
    book.write([said(1, "oh three six six thanks")])
    assert [line.text for line in book.show("call-1").transcript] == ["it is ••••", "••••0366 thanks"]


def test_a_line_that_could_not_be_replaced_is_replaced_the_next_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, apply = CallBook(database, Dictated), writing.apply
    book.write([begun(), said(0, "it is 4532 0151")])
    last = [said(1, "1283 0366")]

    def fails(connection: Connection, change: Change) -> str | None:
        if isinstance(change, Masked):
            raise StoreError("the disk is full")
        return apply(connection, change)

    monkeypatch.setattr(writing, "apply", fails)
    with pytest.raises(StoreError):
        book.write(last)
    monkeypatch.undo()
    left = book.masked([])
    assert [type(change) for change in left] == [Masked], "the file for the next start has it too"
    book.write(last)
    assert [line.text for line in book.show("call-1").transcript] == ["it is ••••", "••••0366"]
    assert book.masked([]) == []


def test_a_call_that_changes_its_language_keeps_what_was_masked(database: Database) -> None:
    book = CallBook(database, Dictated)
    card = "quarante-cinq trente-deux zéro un cinquante et un douze quatre-vingt-trois zéro trois soixante-six"
    book.write([begun(), Spoke("call-1", "fr"), said(0, f"ma carte est {card}", language="fr")])
    before = book.show("call-1").transcript[0].text
    assert "••••" in before
    book.write([Spoke("call-1", "en"), said(1, "sorry, in English please")])
    assert [line.text for line in book.show("call-1").transcript] == [before, "sorry, in English please"]


def test_words_that_cannot_be_masked_are_not_stored(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    class Fails(Masker):
        def add(self, speaker: str, text: str) -> dict[int, str]:
            if "secret" in text:
                raise RuntimeError(text)
            return super().add(speaker, text)

    book = CallBook(database, Fails)
    book.write([begun(), said(0, "hello"), said(1, "a secret"), said(2, "my pin is 1987")])
    assert [line.text for line in book.show("call-1").transcript] == ["hello", "—", "my pin is ••••"]
    assert "secret" not in caplog.text


def test_what_a_pbx_sends_always_fits(book: CallBook) -> None:
    book.write(
        [
            Begun("odd.call/1", NOW, "phone", "auto", "anonymous\x00" * 20, "x" * 500, "media-1"),
            Said("odd.call/1", LEG, 0, 10, "caller", "a\x00b\udcff", "en"),
        ]
    )
    call = book.show("odd.call/1")
    assert call.caller == ("anonymous" * 20)[:64]
    assert call.transcript[0].text == "ab?"


def test_nobody_knows_a_call_that_was_not(book: CallBook) -> None:
    with pytest.raises(KeyError):
        book.show("call-1")


async def test_a_console_hears_of_each_line(database: Database, book: CallBook) -> None:
    async with Events(database).subscribe() as events:
        await asyncio.to_thread(book.write, [*conversation(), Over("call-1", NOW + seconds(20))])
        found = [await asyncio.wait_for(anext(events), 10) for _ in range(3)]
    assert [event.kind for event in found] == ["call_began", "said", "call_ended"]
    assert all(event.data == {"call": "call-1"} for event in found)


def test_calls_of_a_process_that_died_are_lost(book: CallBook) -> None:
    book.beat("media-1", NOW)
    book.beat("media-2", NOW)
    book.write([begun("a"), *conversation("b"), begun("c"), Over("c", NOW + seconds(5)), begun("d", holder="media-2")])
    book.beat("media-1", NOW + seconds(10))
    book.beat("media-2", NOW + seconds(40))
    assert book.end_lost(NOW + seconds(39)) == []
    assert sorted(book.end_lost(NOW + seconds(41))) == ["a", "b"]
    a, b, c, d = (book.show(name) for name in "abcd")
    assert (a.final, a.ended_by, a.ended) == ("lost", "lost", NOW + seconds(10))
    assert (b.final, b.ended_by) == ("routed", "lost"), "where it was going is known"
    assert (c.ended_by, d.ended) == ("caller", None)
    assert book.end_lost(NOW + seconds(42)) == []


def test_a_process_that_was_only_cut_off_has_its_calls_again(book: CallBook) -> None:
    book.beat("media-1", NOW)
    book.write([begun("a"), *conversation("b")])
    assert len(book.end_lost(NOW + seconds(60))) == 2
    book.beat("media-1", NOW + seconds(61))
    assert (book.show("a").ended, book.show("a").final) == (None, None)
    book.write([Over("b", NOW + seconds(65))])
    assert (book.show("b").ended_by, book.show("b").final) == ("caller", "routed")


def test_the_true_end_of_a_call_counts_also_when_it_was_given_up(book: CallBook) -> None:
    book.beat("media-1", NOW)
    book.write([begun("a")])
    book.end_lost(NOW + seconds(60))
    book.write([Left("a", NOW + seconds(20), "bot", "answered", language="da")])
    assert (book.show("a").final, book.show("a").ended_by, book.show("a").ended) == (
        "answered",
        "bot",
        NOW + seconds(20),
    )


def test_a_process_that_ends_in_order_leaves_no_call_running(book: CallBook) -> None:
    book.beat("media-1", NOW)
    book.write([begun("a"), begun("b", holder="media-2")])
    assert book.gone("media-1", NOW + seconds(3)) == ["a"]
    assert book.show("a").ended_by == "lost"
    assert book.show("b").ended is None


def test_pages_of_calls_latest_first(book: CallBook) -> None:
    # Three begin at one moment: the pages neither repeat nor skip any.
    for number in range(7):
        book.write([begun(f"call-{number}", at=number // 3), Settled(f"call-{number}", "routed", department="sales")])
    found, before = list[str](), None
    while page := book.between(NOW, NOW + seconds(60), limit=2, before=before):
        found += [call.id for call in page]
        before = (page[-1].began, page[-1].id)
    assert found == [f"call-{number}" for number in reversed(range(7))]
    assert book.between(NOW, NOW + seconds(60), department="billing") == []
    assert len(book.of_caller("+4520304050")) == 7


def test_a_forgotten_call_leaves_nothing(database: Database, book: CallBook) -> None:
    book.write([*conversation("call-1"), *conversation("call-2")])
    assert book.forget(["call-1"]) == 1
    with database.reading() as connection:
        tables = [table for table in METADATA.sorted_tables if table.name != "desk_events"]
        rows = str([connection.execute(sa.select(table)).all() for table in tables])
    assert "call-1" not in rows
    assert len(book.show("call-2").transcript) == 3

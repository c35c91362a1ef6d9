"""What is stored in the queue of this site is masked."""

from __future__ import annotations

import pytest

from centralino.spoken_digits import spoken_digits
from desk.database import Database
from desk.privacy.masking import Span
from desk.privacy.packets import masking
from desk.queue.packet import Callback, Line, Packet, Summary
from desk.queue.store import QueueStore
from tests.desk.samples import packet

pytestmark = pytest.mark.contract
CARD, SPOKEN = "4532 0151 1283 0366", "femogfyrre toogtredive nul en enoghalvtreds tolv treogfirs nul tre seksogtres"


def told() -> Packet:
    """A caller who tells a card wherever a packet has words."""
    return packet(
        "call-1",
        caller="+4530224466",
        callback=Callback("+4530224466"),
        summary=Summary(f"Kunden betaler med {CARD}.", f"Pays with {CARD}."),
        slots={"order_number": "20114568", "note": CARD},
        tried=(f"read {CARD} back",),
        transcript=(Line(0, "bot", "Hvad drejer det sig om?"), Line(900, "caller", f"mit kort er {SPOKEN}", 0.9)),
        message=f"ring på 30 22 44 66, kortet er {SPOKEN}",
    )


def test_no_word_of_a_stored_packet_holds_a_card(database: Database) -> None:
    store = QueueStore(database, prepare=masking(spoken_digits))
    stored = Packet.from_dict(store.show(store.place(told()).item_id).packet)
    assert stored.transcript == (
        Line(0, "bot", "Hvad drejer det sig om?"),
        Line(900, "caller", "mit kort er ••••0366", 0.9),
    )
    assert stored.message == "ring på 30 22 44 66, kortet er ••••0366"
    assert stored.summary == Summary("Kunden betaler med ••••0366.", "Pays with ••••0366.")
    assert stored.slots == {"order_number": "20114568", "note": "••••0366"}
    assert stored.tried == ("read ••••0366 back",)
    assert (stored.caller, stored.callback) == ("+4530224466", Callback("+4530224466"))


def test_words_that_cannot_be_masked_are_not_stored_and_the_caller_keeps_a_place(database: Database) -> None:
    def broken(_text: str, _language: str) -> list[Span]:
        raise RecursionError

    store = QueueStore(database, prepare=masking(broken))
    placed = store.place(told())
    assert placed.position == 1
    stored = store.show(placed.item_id).packet
    assert CARD not in str(stored)
    assert "femogfyrre" not in str(stored)
    assert stored["caller"] == "+4530224466"


def test_the_queue_of_this_site_masks(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from centralino import desk

    monkeypatch.setattr(desk, "where", lambda: f"{tmp_path}/queue.db")
    store = desk.open_queue()
    stored = store.show(store.place(told()).item_id).packet
    assert "0151" not in str(stored)
    assert SPOKEN not in str(stored)

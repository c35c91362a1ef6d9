"""What agents and callers meet on the floor: whose phone rings, for whom, and what becomes of the call."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from desk import engines
from desk.database import Database
from desk.floor.agents import EnrolmentError
from desk.floor.destinations import DestinationError
from desk.floor.floor import Floor
from desk.floor.holds import Hold
from desk.queue.item import QueueStateError
from desk.queue.packet import Callback, Note, Packet
from desk.routing.policy import Policy
from desk.routing.states import StateError
from tests.desk.floors import HOLDER, arrive, call, floor, inconsistencies, later, queue
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _consistent(database: Database) -> object:
    yield
    assert inconsistencies(database) == []


def offered(on: Floor, seconds: float = 0) -> list[tuple[str, str]]:
    """Item and agent of what a tick has offered, while the process that holds the lines lives."""
    on.beat(HOLDER, later(seconds))
    return [(one.item_id, one.agent_id) for one in on.tick(later(seconds)).offered]


def test_from_ringing_to_wrap_up(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    assert offered(on, 1) == [(item, "mette")]
    assert on.agent("mette").state == "reserved"
    assert on.item_of("mette") is not None
    taken = on.accept(item, "mette", later(5))
    assert (taken.state, taken.agent, on.agent("mette").state) == ("taken", "mette", "in_call")
    closed = on.finish(item, "mette", later(200))
    assert (closed.state, on.agent("mette").state, on.agent("mette").reason) == ("closed", "wrap_up", None)
    with pytest.raises(StateError, match="has not given the outcome"):
        on.change("mette", "available", "agent", later(210))
    on.change("mette", "wrap_up", "agent", later(215), "resolved")
    assert queue(database).show(item).outcome == "resolved"
    on.change("mette", "available", "agent", later(230))
    log = [(agent.state, (until - agent.since).total_seconds()) for agent, until in on.changes("mette", NOW)]
    assert log == [("logged_out", 0), ("available", 1), ("reserved", 4), ("in_call", 195), ("wrap_up", 30)]


def test_a_caller_is_offered_only_while_on_our_line(database: Database) -> None:
    on = floor(database, "mette")
    item = queue(database).place(packet("a")).item_id
    assert offered(on) == []
    on.waits(item, HOLDER, NOW)
    assert offered(on) == [(item, "mette")]


def test_longest_idle_first_and_each_their_own_skill(database: Database) -> None:
    on = floor(database, "first", "second", policy=Policy(overflow={"sales": frozenset()}))
    arrive(on, "french", languages="fr", since=-60)
    arrive(on, "support", "support", since=-60)
    one, two = call(database, "a"), call(database, "b", 1)
    assert offered(on, 60) == [(one, "first"), (two, "second")]


def test_who_does_not_answer_gets_a_break_and_the_call_goes_to_the_head(database: Database) -> None:
    on = floor(database, "mette", policy=Policy(ring_seconds=15))
    item = call(database, "a")
    call(database, "urgent", priority="high")
    on.tick(NOW)
    rung = on.item_of("mette")
    assert rung is not None
    ticked = on.tick(later(14))
    assert not ticked.anything
    arrive(on, "john", since=14)
    assert on.tick(later(15)).unanswered == (rung.id,)
    assert (on.agent("mette").state, on.agent("mette").reason) == ("on_break", "no_answer")
    again = on.item_of("john")
    assert again is not None
    assert (again.id, again.excluded) == (rung.id, ("mette",))
    with pytest.raises(QueueStateError, match="too late"):
        on.accept(rung.id, "mette", later(16))
    assert item != rung.id, "the urgent one went first"


def test_a_refusal_is_a_break_with_its_reason(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    on.refuse(item, "mette", later(3), "technical")
    assert (on.agent("mette").state, on.agent("mette").reason) == ("on_break", "technical")
    shown = queue(database).show(item)
    assert (shown.state, shown.at_head, shown.excluded) == ("waiting", True, ("mette",))
    call(database, "b", priority="high")
    assert queue(database).list()[0].id == item


def test_leaving_a_ringing_phone_is_a_refusal(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    on.change("mette", "on_break", "agent", later(3), "lunch")
    assert queue(database).show(item).state == "waiting"


def test_two_agents_never_answer_one_call(database: Database) -> None:
    on = floor(database, "mette", "john")
    item = call(database, "a")
    assert offered(on) == [(item, "mette")]
    with pytest.raises(QueueStateError, match="too late"):
        on.accept(item, "john", later(1))
    with pytest.raises(QueueStateError, match="offered by somebody else, not waiting"):
        on.pick(item, "john", later(1))
    on.accept(item, "mette", later(1))
    with pytest.raises(QueueStateError, match="too late"):
        on.finish(item, "john", later(2))


def test_an_agent_picks_a_certain_item_only_while_available(database: Database) -> None:
    on = floor(database, "mette")
    first, second = call(database, "a"), call(database, "b", 1)
    assert on.pick(second, "mette", NOW).agent == "mette"
    with pytest.raises(StateError, match="in_call"):
        on.pick(first, "mette", NOW)
    assert queue(database).show(first).state == "waiting"


@pytest.mark.parametrize("when", ["waiting", "offered", "taken"])
def test_callers_who_hang_up(database: Database, when: str) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    if when != "waiting":
        on.tick(NOW)
    if when == "taken":
        on.accept(item, "mette", NOW)
    on.line_gone(item, later(9), "the caller hung up")
    shown = queue(database).show(item)
    assert shown.line is None
    if when == "taken":
        assert shown.state == "taken"
        assert [note.text for note in on.notes(item)] == ["the caller hung up"]
    else:
        assert (shown.state, shown.note) == ("closed", "the caller hung up")
        assert on.agent("mette").state == "available"


def test_a_call_passed_on_keeps_its_place_and_all_notes(database: Database) -> None:
    on = floor(database, "mette")
    arrive(on, "expert", "billing", tier=2)
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    on.note(item, "mette", "Has two contracts.", later(30))
    passed = on.pass_on(item, "mette", "billing", 2, "Wants a refund.", later(60))
    assert (passed.state, passed.department, passed.tier, passed.agent) == ("waiting", "billing", 2, None)
    assert passed.queued_at == NOW.isoformat(timespec="microseconds")
    assert (on.agent("mette").state, on.agent("mette").reason) == ("wrap_up", "escalated")
    assert offered(on, 61) == [(item, "expert")]
    got = on.accept(item, "expert", later(62))
    assert [note.text for note in on.notes(item)] == ["Has two contracts.", "Wants a refund."]
    carried = Packet.from_dict(got.packet)
    assert carried.department == "billing"
    assert carried.notes[1] == Note(later(60).isoformat(timespec="microseconds"), "mette", "Wants a refund.")


def test_the_outcome_is_told_by_who_closes_it(database: Database) -> None:
    on = floor(database, "mette")
    arrive(on, "expert", "billing")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    on.pass_on(item, "mette", "billing", 1, "", later(10))
    on.change("mette", "wrap_up", "agent", later(11), "follow_up")
    assert queue(database).show(item).outcome is None, "it waits for somebody else"
    on.tick(later(12))
    on.accept(item, "expert", later(13))
    on.finish(item, "expert", later(60), "escalated")
    on.change("mette", "wrap_up", "agent", later(70), "resolved")
    shown = queue(database).show(item)
    assert (shown.agent, shown.outcome, on.agent("mette").reason) == ("expert", "escalated", "resolved")
    on.change("expert", "wrap_up", "agent", later(80), "resolved")
    assert queue(database).show(item).outcome == "resolved", "who closed it thinks again"


def test_an_end_that_is_told_with_its_outcome_keeps_it(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    on.change("mette", "wrap_up", "agent", later(60), "resolved")
    shown = queue(database).show(item)
    assert (shown.state, shown.outcome) == ("closed", "resolved")


def test_a_tier_that_is_not_there_is_served_by_the_next(database: Database) -> None:
    on = floor(database, "mette")
    arrive(on, "chief", tier=3)
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    on.pass_on(item, "mette", "sales", 2, "", later(1))
    assert offered(on, 2) == [(item, "chief")]


def test_a_call_is_not_passed_on_into_nowhere(database: Database) -> None:
    policy = Policy(is_open=lambda department, _: department != "billing")
    on = floor(database, "mette", policy=policy)
    arrive(on, "clerk", "billing")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    for department, tier, code in (("sales", 2, "nobody"), ("support", 1, "nobody"), ("billing", 1, "closed")):
        with pytest.raises(DestinationError) as error:
            on.pass_on(item, "mette", department, tier, "Lost.", later(1))
        assert error.value.code == code
    assert (on.agent("mette").state, on.notes(item)) == ("in_call", []), "nothing is half done"
    callback = queue(database).place(packet("b", kind="callback")).item_id
    on.finish(item, "mette", later(2), "resolved")
    on.change("mette", "available", "agent", later(2))
    assert offered(on, 3) == [(callback, "mette")]
    on.accept(callback, "mette", later(3))
    assert on.pass_on(callback, "mette", "billing", 1, "", later(4)).state == "waiting", "it keeps until they open"


def test_it_is_known_where_a_call_may_go_and_how_long_it_waits_there(database: Database) -> None:
    policy = Policy(is_open=lambda department, _: department != "billing")
    on = floor(database, "mette", "bob", policy=policy)
    arrive(on, "clerk", "billing")
    arrive(on, "chief", "sales", tier=3)
    arrive(on, "pierre", "support", languages="fr")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    found = on.destinations(item, "mette", ["sales", "support", "billing"], (1, 2, 3), later(1))
    told = {(one.department, one.tier): one for one in found}
    assert len(told) == 9
    first = told["sales", 1]
    assert (first.open, first.enrolled, first.staffed, first.available, first.refused) == (True, 3, 1, 1, None)
    assert first.seconds is not None
    assert (told["sales", 2].enrolled, told["sales", 2].staffed) == (1, 1), "the next higher one serves it"
    assert (told["support", 1].enrolled, told["support", 1].staffed, told["support", 1].refused) == (1, 0, None)
    assert told["support", 2].refused == "nobody"
    assert (told["billing", 1].open, told["billing", 1].seconds, told["billing", 1].refused) == (False, None, "closed")


def test_the_queue_is_read_once_for_all_places_where_a_call_may_go(database: Database) -> None:
    on = floor(database, "mette", "bob")
    arrive(on, "chief", "sales", tier=3)
    item = call(database, "a")
    call(database, "b", 1)
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    reads = list[str]()

    def executed(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        reads.append(statement)

    engine = engines.engine(database.url)
    sa.event.listen(engine, "before_cursor_execute", executed)
    on.destinations(item, "mette", ["sales"], (1, 2, 3), later(1))
    sa.event.remove(engine, "before_cursor_execute", executed)
    assert sum("queue_items.at_head" in read and "WHERE queue_items.state" in read for read in reads) == 1


def test_whoever_passes_a_call_on_is_not_rung_for_it_again(database: Database) -> None:
    on = floor(database, "mette", policy=Policy(overflow_seconds=60))
    arrive(on, "anna", "billing", 50)
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    on.pass_on(item, "mette", "sales", 1, "", later(10))
    on.change("mette", "available", "agent", later(11))
    assert offered(on, 59) == []
    assert offered(on, 60) == [(item, "anna")]


def test_other_departments_help_after_a_while(database: Database) -> None:
    on = floor(database, "anna", departments="billing", policy=Policy(overflow_seconds=60))
    item = call(database, "a")
    assert offered(on, 59) == []
    assert offered(on, 60) == [(item, "anna")]


def test_nothing_is_offered_when_the_department_is_closed(database: Database) -> None:
    opens = later(600)
    on = floor(database, "mette", policy=Policy(is_open=lambda _department, moment: moment >= opens))
    item = call(database, "a")
    assert offered(on, 599) == []
    assert offered(on, 600) == [(item, "mette")]


def test_a_callback_keeps_the_place_of_its_call(database: Database) -> None:
    on = floor(database)
    first = queue(database).place(packet("a")).item_id
    call(database, "b", 1)
    queue(database).withdraw(first, NOW)
    back = queue(database).place(packet("a", 5, kind="callback", callback=Callback("+4520304050")))
    assert back.position == 1
    arrive(on, "mette")
    assert offered(on, 600) == [(back.item_id, "mette")]


def test_a_callback_at_a_chosen_time_waits_for_it(database: Database) -> None:
    on = floor(database, "mette")
    at = (NOW + timedelta(hours=2)).isoformat()
    back = queue(database).place(packet("a", kind="callback", callback=Callback("+4520304050", at))).item_id
    assert offered(on, 7199) == []
    assert offered(on, 7200) == [(back, "mette")]


def test_people_who_wait_come_before_messages(database: Database) -> None:
    on = floor(database)
    message = queue(database).place(packet("m", kind="voicemail", message="Ring til mig.")).item_id
    caller = call(database, "a", 3)
    arrive(on, "mette")
    assert offered(on, 300) == [(caller, "mette")]
    arrive(on, "john")
    assert offered(on, 301) == [(message, "john")]


def test_a_holder_that_died_has_lost_its_lines_and_no_agent_is_rung_for_them(database: Database) -> None:
    on = floor(database, "mette")
    rung, taken, other = call(database, "a"), call(database, "b", 1), call(database, "c", 2, holder="media-2")
    on.pick(taken, "mette", NOW)
    arrive(on, "john")
    on.tick(later(0))
    on.beat("media-2", later(20))
    on.beat(HOLDER, later(5))
    assert on.tick(later(15)).lost == ()
    assert set(on.tick(later(36)).lost) == {rung, taken}
    assert [queue(database).show(item).line for item in (rung, taken, other)] == ["lost", "lost", "desk"]
    assert queue(database).show(taken).state == "taken"
    assert on.tick(later(50)).lost == ()
    assert on.item_of("john") is None or on.item_of("john").id == other  # type: ignore[union-attr]
    assert on.notes(rung)[0].author == "system"


def test_a_lost_connection_gives_the_call_to_somebody_else(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    assert on.connection_lost("mette", later(30)).reason == "connection_lost"
    arrive(on, "john")
    assert offered(on, 31) == [(item, "john")]


def test_wrap_up_ends_by_itself_where_it_is_set(database: Database) -> None:
    on = floor(database, "mette", policy=Policy(wrap_up_seconds=30))
    item = call(database, "a")
    on.pick(item, "mette", NOW)
    on.finish(item, "mette", later(10), "resolved")
    assert on.tick(later(39)).available == ()
    assert on.tick(later(40)).available == ("mette",)


def test_enrolling_again_changes_skills_and_not_the_state(database: Database) -> None:
    on = floor(database, "mette")
    changed = on.enrol("mette", ["fr", "nl"], ["*"], 2, later(9))
    assert (changed.state, changed.languages, changed.departments, changed.tier) == (
        "available", frozenset({"fr", "nl"}), frozenset({"*"}), 2,
    )  # fmt: skip
    with pytest.raises(StateError, match="not logged out"):
        on.dismiss("mette", later(10))
    on.change("mette", "logged_out", "agent", later(11))
    on.dismiss("mette", later(12))
    assert on.agents() == []


@pytest.mark.parametrize(
    ("name", "languages", "departments", "tier"),
    [("Mette", ["da"], ["sales"], 1), ("mette", [], ["sales"], 1), ("mette", ["da"], [], 1), ("m", ["da"], ["x"], 4)],
)
def test_who_cannot_be_enrolled(
    database: Database, name: str, languages: list[str], departments: list[str], tier: int
) -> None:
    with pytest.raises(EnrolmentError):
        Floor(database).enrol(name, languages, departments, tier, NOW)


def test_calls_do_not_come_by_changing_the_state(database: Database) -> None:
    on = floor(database, "mette")
    with pytest.raises(StateError, match="accept or pick"):
        on.change("mette", "in_call", "agent", NOW)


def test_time_on_hold_is_counted_and_shown_until_the_caller_is_back(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    offered(on, 1)
    with pytest.raises(QueueStateError):
        on.hold(item, "mette", True, later(2))
    on.accept(item, "mette", later(5))
    assert on.hold(item, "mette", True, later(10))
    assert not on.hold(item, "mette", True, later(12))
    assert (on.agent("mette").held, on.hold_of(item, later(14)).seconds) == (later(10), 4)
    assert on.hold(item, "mette", False, later(20))
    assert on.hold_of(item, later(30)) == Hold(None, 10)
    on.hold(item, "mette", True, later(30))
    on.pass_on(item, "mette", "sales", 1, "", later(35))
    assert on.agent("mette").held is None
    assert on.hold_of(item, later(99)) == Hold(None, 15)


def test_agents_whose_consoles_are_gone_are_logged_out_and_what_rings_at_them_waits_at_the_head(
    database: Database,
) -> None:
    on = floor(database, "mette", "ole", "pia", "sofie")
    on.seen(["mette", "ole", "pia"], later(10))
    item = call(database, "a")
    assert offered(on, 11) == [(item, "mette")]
    on.seen(["ole"], later(30))
    assert on.give_up_absent(later(20), later(50), but=["pia"]) == ("mette",)
    states = {agent.id: (agent.state, agent.reason) for agent in on.agents()}
    available = ("available", None)
    gone = ("logged_out", "connection_lost")
    assert states == {"mette": gone, "ole": available, "pia": available, "sofie": available}
    assert offered(on, 51) == [(item, "ole")]
    # In a call the line decides, and whoever comes back by the command line has no console to be missed.
    on.accept(item, "ole", later(52))
    on.change("mette", "available", "agent", later(60))
    assert on.give_up_absent(later(99), later(120), but=["pia"]) == ()
    on.finish(item, "ole", later(121))
    assert on.give_up_absent(later(99), later(122), but=["pia"]) == ("ole",)

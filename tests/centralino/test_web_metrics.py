"""What real calls, played in virtual time, leave in the metrics."""

from __future__ import annotations

import asyncio
import gc
import uuid
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from bot.messages import CallInfo, Entity, Outcome, Understanding
from centralino.web.metrics import Observed
from tests.voice.scripted import (
    SECOND_LINE,
    Played,
    Scene,
    ScriptedDialogue,
    ScriptedHandOver,
    ScriptedRecogniser,
    ScriptedSpeech,
    dead,
    gone,
    goodbye,
    line,
    said,
)
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.audiosocket_server import AudioSocketServer, Traffic
from voice.session.events import Event

pytestmark = pytest.mark.unit

INFO = CallInfo("call-1", "en", "+4520304050", "+4511900100")
ROUTED = Outcome("routed", "technical_support", "priority_topic", "item-1")
READING = Understanding("my line is dead", "en", "report_fault", 0.9, entities=(Entity("phone", "+4520304050", 0, 2),))


class Meter:
    """Metrics of a few calls."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.observed = Observed(self.registry, {"technical_support", "reception"})

    def __call__(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"centralino_{name}", labels) or 0

    def watch(self, played: Played) -> None:
        sink = self.observed.sink(INFO)
        for event in played.events:
            sink(event)

    def seconds(self, stage: str) -> tuple[float, float]:
        labels = {"stage": stage, "language": "en"}
        return self("stage_seconds_count", **labels), self("stage_seconds_sum", **labels)


@pytest.fixture
def meter() -> Meter:
    return Meter()


async def test_a_call_is_counted_by_language_and_end(meter: Meter) -> None:
    dialogue = ScriptedDialogue(said("At nine. Anything else?"), goodbye())
    meter.watch(await Scene(dialogue, ScriptedRecogniser("hours", "no"), lines=[line(), line(SECOND_LINE)]).play())
    assert meter("calls_total", language="en", by="bot", final="answered") == 1
    assert meter("turns_total", kind="speech", language="en") == 2
    assert meter("calls_running") == 0


async def test_stages_add_up_to_the_wait_for_the_reply(meter: Meter) -> None:
    dialogue = ScriptedDialogue(said("One moment.", understanding=READING), goodbye())
    played = await Scene(dialogue, ScriptedRecogniser("my line is dead", "no"), lines=[line(), line()]).play()
    meter.watch(played)
    heard = [event for event in played.events if event.kind == "heard"]
    replies = [event for event in played.events if event.kind == "said"][1:]
    waits = [reply.at_ms - event.data["ended_ms"] for reply, event in zip(replies, heard, strict=True)]
    count, total = meter.seconds("reply")
    assert (count, round(total * 1000)) == (2, sum(waits))
    assert meter.seconds("endpointing")[0] == meter.seconds("recognition")[0] == 2
    assert meter.seconds("endpointing")[1] >= 1.0, "the pause that ends a turn, twice"
    assert meter.seconds("dialogue")[0] == meter.seconds("voice")[0] == 1, "only what was read is split"


def test_each_stage_gets_its_own_part_of_the_time(meter: Meter) -> None:
    sink = meter.observed.sink(INFO)
    sink(Event("heard", 5000, {"ended_ms": 4000, "waited_ms": 300, "language": "en"}))
    sink(Event("understood", 5060, {"language": "en"}))
    sink(Event("said", 5200, {"text": "One moment.", "language": "en"}))
    sink(Event("said", 9000, {"text": "And more.", "language": "en"}))
    stages = ("endpointing", "recognition", "dialogue", "voice", "reply")
    assert [meter.seconds(stage) for stage in stages] == [
        (1, pytest.approx(0.7)), (1, pytest.approx(0.3)), (1, pytest.approx(0.06)), (1, pytest.approx(0.14)),
        (1, pytest.approx(1.2)),
    ]  # fmt: skip


def test_what_recognition_gives_up_for_others_is_counted(meter: Meter) -> None:
    sink = meter.observed.sink(CallInfo("call-1", "en"))
    for hurry in (0, 0, 1, 2):
        sink(Event("heard", 5000, {"ended_ms": 4000, "waited_ms": 300, "language": "en", "hurry": hurry}))
    counted = [meter("recognitions_total", given_up=name) for name in ("none", "beam", "words")]
    assert counted == [2, 1, 1]


def test_a_caller_who_is_told_to_wait_has_not_been_answered(meter: Meter) -> None:
    sink = meter.observed.sink(INFO)
    sink(Event("heard", 5000, {"ended_ms": 4500, "waited_ms": 100, "language": "en"}))
    sink(Event("said", 7500, {"text": "<one_moment>", "language": "en", "emergency": True}))
    sink(Event("said", 9500, {"text": "At nine.", "language": "en"}))
    assert meter.seconds("reply") == (1, 5.0)


def test_thanks_over_the_last_words_are_not_waiting_for_a_reply(meter: Meter) -> None:
    sink = meter.observed.sink(INFO)
    sink(Event("handed_off", 4000, {"final": "routed", "reason": "routed", "department": "reception"}))
    sink(Event("said", 4100, {"text": "I put you through.", "language": "en"}))
    sink(Event("barged_in", 4500))
    sink(Event("heard", 5500, {"ended_ms": 4800, "waited_ms": 100, "language": "en"}))
    sink(Event("understood", 5550, {"language": "en"}))
    sink(Event("said", 8500, {"text": "You are next.", "language": "en"}))
    assert meter.seconds("reply")[0] == 0


async def test_hand_offs_by_reason_and_department(meter: Meter) -> None:
    dialogue = ScriptedDialogue(said("I put you through.", outcome=ROUTED, ends=True))
    meter.watch(await Scene(dialogue, ScriptedRecogniser("help"), lines=[line()]).play())
    labels = {"final": "routed", "reason": "priority_topic", "department": "technical_support"}
    assert meter("handoffs_total", **labels) == 1
    assert meter("calls_total", language="en", by="bot", final="routed") == 1


@pytest.mark.parametrize(
    ("scene", "part"),
    [
        (lambda: Scene(ScriptedDialogue(), ScriptedRecogniser(dead()), lines=[line()]), "recogniser"),
        (lambda: Scene(ScriptedDialogue(gone()), ScriptedRecogniser("hello"), lines=[line()]), "dialogue"),
        (lambda: Scene(ScriptedDialogue(), speech=ScriptedSpeech(failures=2)), "synthesiser"),
        (lambda: Scene(ScriptedDialogue(greeting=gone()), hand_over=ScriptedHandOver(reachable=False)), "queue"),
    ],
)
async def test_failures_by_part(meter: Meter, scene: object, part: str) -> None:
    meter.watch(await scene().play())  # type: ignore[operator]
    assert meter("failures_total", part=part, recovered="no") >= 1
    assert meter("failures_total", part="leg", recovered="no") == 0


async def test_calls_running_counts_those_that_were_cancelled_no_longer(meter: Meter) -> None:
    first, second = meter.observed.sink(INFO), meter.observed.sink(INFO)
    first(Event("answered", 0, {"call": "call-1", "language": "en"}))
    assert meter("calls_running") == 2
    first(Event("ended", 900, {"by": "caller", "final": None, "language": "fr"}))
    assert meter("calls_running") == 1
    assert meter("calls_total", language="fr", by="caller", final="none") == 1
    del second
    gc.collect()
    assert meter("calls_running") == 0


def test_transfers_by_kind_and_what_became_of_them(meter: Meter) -> None:
    meter.observed.transfer("extension", "busy")
    meter.observed.transfer("extension", "busy")
    meter.observed.transfer("queue", "answered")
    assert meter("transfers_total", kind="extension", status="busy") == 2
    assert meter("transfers_total", kind="queue", status="answered") == 1


async def test_connections_are_those_that_the_server_counts(meter: Meter) -> None:
    async def serve(_call: str, _leg: AudioSocketLeg) -> None:
        pass

    server = AudioSocketServer(serve, port=0)
    meter.observed.connections(lambda: server.traffic)
    await server.start()
    assert meter("audiosocket_connections_total", result="unannounced") == 0
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"\x01\x00\x10" + uuid.uuid4().bytes)
    await reader.read()
    writer.close()
    await server.close()
    assert meter("audiosocket_connections_total", result="unannounced") == 1
    assert meter("audiosocket_connections_total", result="accepted") == 0


def test_no_label_grows_with_what_callers_or_peers_send(meter: Meter) -> None:
    for number in range(200):
        odd = f"+45203040{number:02}"
        sink = meter.observed.sink(CallInfo(odd, odd, odd, odd))
        sink(Event("handed_off", 0, {"final": odd, "reason": odd, "department": odd}))
        sink(Event("failed", 0, {"part": odd, "reason": odd, "recovered": odd}))
        sink(Event("keys", 0, {"keys": odd}))
        sink(Event("language", 0, {"language": odd}))
        sink(Event("ended", 0, {"final": odd, "by": odd, "language": odd}))
        meter.observed.transfer(odd, odd)  # type: ignore[arg-type]
    values = {value for metric in meter.registry.collect() for row in metric.samples for value in row.labels.values()}
    assert not [value for value in values if "2030" in value]
    assert meter("handoffs_total", final="other", reason="other", department="other") == 200


def test_every_metric_is_described_for_operators(meter: Meter) -> None:
    meter.observed.connections(lambda: Traffic(0, {}, 0))
    text = (Path(__file__).parents[2] / "docs" / "operate" / "monitoring.md").read_text("utf-8")
    for metric in meter.registry.collect():
        if metric.name.startswith("centralino_"):
            assert f"`{metric.name}{'_total' if metric.type == 'counter' else ''}`" in text

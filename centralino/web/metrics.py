"""What an operator watches, as Prometheus metrics. docs/operate/monitoring.md describes each.

Every label takes its values from a closed set, and what is outside of it counts as `other`: nothing personal gets into
a metric, and no caller can make their number grow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import get_args
from weakref import WeakSet

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.messages import LANGUAGES, CallInfo, Final
from centralino.foreseen.plan import Progress
from centralino.web.stopwatch import Stopwatch
from desk.context import TransferKind, TransferStatus
from desk.queue.packet import REASONS
from voice.legs.audiosocket_server import Reason, Traffic
from voice.session.call import By
from voice.session.events import Event, Sink
from voice.session.ports import Part
from voice.stt.hurry import Hurry

SECONDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Bounds of the latency buckets: finest below 1 s, where the targets for replies lie."""

CONTEXT_ANSWERS = ("opened", "unauthorised", "limited", "unknown", "unavailable")
"""Answers to requests for a packet: 200, 401, 429, 404, 503."""
TURNS = {"heard": "speech", "keys": "keys", "silence": "silence"}
"""Event → what the caller did."""

NONE, OTHER = "none", "other"
TONGUES = (*LANGUAGES, "auto")


class Observed:
    """The metrics of one process."""

    def __init__(self, registry: CollectorRegistry, departments: Collection[str]) -> None:
        """`departments`: keys of the company's departments."""
        self._registry, self._departments = registry, departments
        self._running: WeakSet[_Watch] = WeakSet()
        ProcessCollector(registry=registry)
        running = Gauge("centralino_calls_running", "Calls on the line now.", registry=registry)
        running.set_function(lambda: len(self._running))
        self.calls = Counter("centralino_calls", "Calls that are over.", ("language", "by", "final"), registry=registry)
        self.turns = Counter("centralino_turns", "What callers did in a turn.", ("kind", "language"), registry=registry)
        self.stages = Histogram(
            "centralino_stage_seconds", "Time that a spoken turn spends in a stage.", ("stage", "language"),
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self.recognitions = Counter(
            "centralino_recognitions", "Utterances by what their recognition gave up for others that waited.",
            ("given_up",), registry=registry,
        )  # fmt: skip
        self.handoffs = Counter(
            "centralino_handoffs", "Stored for a person.", ("final", "reason", "department"), registry=registry
        )
        self.withdrawn = Counter("centralino_withdrawn", "Taken back by the caller.", registry=registry)
        self.failures = Counter(
            "centralino_failures", "Failures of a part of the system.", ("part", "recovered"), registry=registry
        )
        self.transfers = Counter(
            "centralino_transfers", "What became of transfers.", ("kind", "status"), registry=registry
        )
        self.contexts = Counter(
            "centralino_context_requests", "Requests for a packet by token.", ("result",), registry=registry
        )
        self.models = Counter(
            "centralino_model_calls", "Calls answered, by version of the language model.", ("version",),
            registry=registry,
        )  # fmt: skip
        self._begin_at_zero()

    def sink(self, call: CallInfo) -> Sink:
        """Takes the events of one call. The call counts as running until it has ended or let go of the sink."""
        watch = _Watch(self, call.language)
        self._running.add(watch)
        return watch

    def model(self, version: str) -> None:
        """A call is answered by this version of the language model."""
        self.models.labels(version).inc()

    def transfer(self, kind: TransferKind, status: TransferStatus) -> None:
        """A transfer has come to its end."""
        self.transfers.labels(_of(kind, get_args(TransferKind)), _of(status, get_args(TransferStatus))).inc()

    def connections(self, traffic: Callable[[], Traffic]) -> None:
        """Shows the figures of an AudioSocket server as they stand when they are asked for."""
        self._registry.register(Connections(traffic))

    def rendered(self, progress: Callable[[], Iterable[Progress]]) -> None:
        """Shows how much of what can be foreseen is rendered, as it stands when it is asked for."""
        self._registry.register(Rendered(progress))

    def context(self, result: str) -> None:
        """A request for a packet was answered: one of CONTEXT_ANSWERS."""
        self.contexts.labels(_of(result, CONTEXT_ANSWERS)).inc()

    def over(self, watch: _Watch, event: Event) -> None:
        """The call of `watch` has ended."""
        self._running.discard(watch)
        by, final = _of(event.data.get("by"), get_args(By)), _of(event.data.get("final"), get_args(Final))
        self.calls.labels(watch.language, by, final).inc()

    def handed_off(self, event: Event) -> None:
        """A call, a callback or a message was stored."""
        data = event.data
        final, reason = _of(data.get("final"), get_args(Final)), _of(data.get("reason"), REASONS)
        self.handoffs.labels(final, reason, _of(data.get("department"), self._departments)).inc()

    def recognised(self, event: Event) -> None:
        """Somebody was understood, perhaps with less than the usual effort."""
        self.recognitions.labels(Hurry(event.data.get("hurry", 0)).name.lower()).inc()

    def failed(self, event: Event) -> None:
        """A part has failed."""
        recovered = "yes" if event.data.get("recovered") else "no"
        self.failures.labels(_of(event.data.get("part"), get_args(Part)), recovered).inc()

    def _begin_at_zero(self) -> None:
        """An alert on a rise misses the first failure where the series appears with a 1."""
        for part in get_args(Part):
            for recovered in ("yes", "no"):
                self.failures.labels(part, recovered)
        for answer in CONTEXT_ANSWERS:
            self.contexts.labels(answer)
        for hurry in Hurry:
            self.recognitions.labels(hurry.name.lower())


class Connections(Collector):
    """Accepted and refused connections of an AudioSocket server, which counts them itself."""

    def __init__(self, traffic: Callable[[], Traffic]) -> None:
        self._traffic = traffic

    def collect(self) -> Iterator[CounterMetricFamily]:
        """See Collector."""
        traffic = self._traffic()
        family = CounterMetricFamily(
            "centralino_audiosocket_connections", "AudioSocket connections.", labels=("result",)
        )
        family.add_metric(("accepted",), traffic.accepted)
        for reason in get_args(Reason):
            family.add_metric((reason,), traffic.refused.get(reason, 0))
        yield family


class Rendered(Collector):
    """Sentences that are rendered ahead."""

    def __init__(self, progress: Callable[[], Iterable[Progress]]) -> None:
        self._progress = progress

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See Collector."""
        foreseen = GaugeMetricFamily("centralino_foreseen_sentences", "What can be foreseen.", labels=("language",))
        ready = GaugeMetricFamily("centralino_rendered_sentences", "Rendered of it.", labels=("language",))
        used = GaugeMetricFamily(
            "centralino_rendered_voice", "1 where new calls take the rendered voice.", labels=("language",)
        )
        for one in tuple(self._progress()):
            foreseen.add_metric((one.language,), one.foreseen)
            ready.add_metric((one.language,), one.ready)
            used.add_metric((one.language,), one.fit)
        yield from (foreseen, ready, used)


class _Watch:
    """The events of one call, on their way into the metrics."""

    def __init__(self, observed: Observed, language: str) -> None:
        self.language = _of(language, TONGUES)
        self._observed = observed
        self._stopwatch = Stopwatch()

    def __call__(self, event: Event) -> None:
        observed = self._observed
        if event.kind in ("language", "ended"):
            self.language = _of(event.data.get("language"), TONGUES)
        if event.kind in TURNS:
            observed.turns.labels(TURNS[event.kind], self.language).inc()
        for stage, milliseconds in self._stopwatch.take(event):
            observed.stages.labels(stage, self.language).observe(milliseconds / 1000)
        match event.kind:
            case "heard":
                observed.recognised(event)
            case "handed_off":
                observed.handed_off(event)
            case "withdrawn":
                observed.withdrawn.inc()
            case "failed":
                observed.failed(event)
            case "ended":
                observed.over(self, event)


def _of(value: object, known: Collection[str]) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) and value in known else OTHER

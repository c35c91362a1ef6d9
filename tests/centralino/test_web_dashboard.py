"""The dashboard that is shipped asks for nothing that there is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.messages import CallInfo
from centralino.foreseen.plan import Progress
from centralino.web.metrics import Observed
from voice.legs.audiosocket_server import Traffic
from voice.session.events import Event

pytestmark = pytest.mark.unit
FILE = Path(__file__).parents[2] / "deploy" / "grafana" / "centralino.json"
NAME = re.compile(r"\b(?:centralino|process)_\w+")
GROUPED = re.compile(r"\bby \(([^)]*)\)")
SELECTED = re.compile(r"(\w+)\s*(?:=~|!=|!~|=)\s*\"")


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return loaded


def expressions() -> list[str]:
    panels = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.fixture(scope="module")
def series() -> dict[str, set[str]]:
    """Every series after one eventful call → its labels."""
    registry = CollectorRegistry()
    observed = Observed(registry, {"reception"})
    sink = observed.sink(CallInfo("call-1", "en"))
    sink(Event("heard", 1500, {"ended_ms": 900, "waited_ms": 100, "language": "en"}))
    sink(Event("handed_off", 1600, {"final": "handoff", "reason": "silence", "department": "reception"}))
    sink(Event("ended", 3000, {"by": "bot", "final": "handoff", "language": "en"}))
    observed.transfer("queue", "answered")
    observed.connections(lambda: Traffic(1, {}, 1))
    observed.rendered(lambda: [Progress("en", "kokoro", "bf_emma", "1", 10, 5, False)])
    return {row.name: set(row.labels) for metric in registry.collect() for row in metric.samples}


def test_every_metric_exists_with_its_labels(series: dict[str, set[str]]) -> None:
    asked = expressions()
    assert len(asked) >= 10
    for expression in asked:
        names = NAME.findall(expression)
        assert names, expression
        for name in names:
            assert name in series, expression
        known = set.union(*(series[name] for name in names)) | {"instance"}
        grouped = {label.strip() for labels in GROUPED.findall(expression) for label in labels.split(",")}
        assert grouped | set(SELECTED.findall(expression)) <= known, expression


def test_every_metric_of_ours_is_shown(series: dict[str, set[str]]) -> None:
    shown = {name for expression in expressions() for name in NAME.findall(expression)}
    ours = {name for name in series if name.startswith("centralino_")}
    kept = {name for name in ours if not name.endswith(("_created", "_sum", "_count"))}
    assert kept <= shown


def test_panels_lie_side_by_side_and_have_a_source() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["datasource"]["uid"] == "${source}"
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(ids) == len(set(ids))

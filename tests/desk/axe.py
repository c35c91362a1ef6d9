"""The rules of axe-core (WCAG 2.2 A and AA) on a page that is open."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from playwright.sync_api import Page

from centralino.paths import ROOT
from voice.models.manifest import Package
from voice.models.registry import unpacked

AXE = Package("npm", "axe-core", "4.10.2", "axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    folder = ROOT / ".tools"
    folder.mkdir(exist_ok=True)
    return (unpacked(AXE, folder) / AXE.file).read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What a person who sees, hears or moves differently would stumble over, a line each."""
    # By the debugger and not as a script of the page: its policy would not let it in.
    page.evaluate(_source())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]

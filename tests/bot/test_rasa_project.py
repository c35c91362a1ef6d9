"""The tree is a Rasa project on which Rasa's own commands work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.dialogue.model import trained
from centralino.paths import ROOT

pytestmark = [pytest.mark.dialogue, pytest.mark.slow]


def test_rasa_finds_nothing_to_warn_of() -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    ours = [line for line in done.stderr.splitlines() if "UserWarning" in line and "Slot auto-fill" not in line]
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    assert ours == []


def test_rasa_measures_the_trained_model(tmp_path: Path) -> None:
    sample = "nlu:\n- intent: reach_department\n  examples: |\n    - [sales](department) please\n- intent: thank\n"
    (tmp_path / "en.yml").write_text(f"{sample}  examples: |\n    - thank you\n", "utf-8")
    command = [sys.executable, "-m", "rasa", "test", "nlu", "--model", str(trained()), "--nlu", str(tmp_path)]
    own = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT, env=own, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "out" / "intent_report.json").read_text("utf-8"))
    assert report["thank"]["support"] == report["reach_department"]["support"] == 1

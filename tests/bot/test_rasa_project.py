"""The tree is a Rasa project on which Rasa's own commands work."""

from __future__ import annotations

import subprocess
import sys

import pytest

from centralino.paths import ROOT

pytestmark = [pytest.mark.dialogue, pytest.mark.slow]


def test_rasa_finds_nothing_to_warn_of() -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    ours = [line for line in done.stderr.splitlines() if "UserWarning" in line and "Slot auto-fill" not in line]
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    assert ours == []

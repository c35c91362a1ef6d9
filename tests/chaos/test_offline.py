"""A whole call with the network cut off, and proof that no process of the system even tries to reach one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from centralino.paths import ROOT
from centralino.sample_callers import SampleCallers
from voice.audio.files import write_wav

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

NAMESPACE = ("unshare", "--map-root-user", "--net", "--")
"""A network of its own, in which not even the loopback device is up."""

COUNTERS = ("OutNoRoutes", "OutRequests", "ActiveOpens", "OutDatagrams", "AttemptFails")
"""What the kernel counts, for all processes of a namespace, native libraries included, whenever something is sent or
has no way out."""

GUARD = """
import socket

_connect = socket.socket.connect


def _refuse(self, address):
    if self.family != socket.AF_UNIX:
        raise RuntimeError("a socket to the network was opened")
    return _connect(self, address)


def _no_lookup(*_args, **_more):
    raise RuntimeError("a name was looked up")


socket.socket.connect = socket.socket.connect_ex = _refuse
socket.getaddrinfo = socket.gethostbyname = _no_lookup
"""
"""Put in front of the process that holds the call, by way of sitecustomize."""


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A caller who wants a person."""
    path = tmp_path / "caller.wav"
    callers = SampleCallers()
    write_wav(path, callers.say("I want to speak to a person, please.", "en"))
    callers.close()
    return path


def test_a_call_with_the_network_cut_off_sends_nothing(question: Path, tmp_path: Path) -> None:
    """Neither the process that holds the call, whose sockets are guarded, nor any other part or native library."""
    if not _permitted():
        pytest.fail("network namespaces are not permitted here; run the tests as root or allow user namespaces")
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH", ""))))
    command = f"{_call(question)}; status=$?; {_COUNT}; exit $status"
    done = _run([*NAMESPACE, "sh", "-c", command], tmp_path, PYTHONPATH=path)
    events, counted = _events(done), _counted(done.stderr)
    _whole(events)
    assert {name for name in counted if counted[name]} == set()


def test_the_kernel_would_have_noticed() -> None:
    """The proof above is worth something only if an attempt shows."""
    if not _permitted():
        pytest.fail("network namespaces are not permitted here; run the tests as root or allow user namespaces")
    attempt = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"
    done = _run([*NAMESPACE, "sh", "-c", f'{sys.executable} -c "{attempt}"; {_COUNT}'], ROOT)
    counted = _counted(done.stderr)
    assert any(counted.values())


_COUNT = "cat /proc/net/snmp >&2"


def _permitted() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        pytest.fail("unshare is missing; install it with: apt-get install util-linux")


def _call(question: Path) -> str:
    return f"{sys.executable} -m centralino call --wav {question} --language en --json"


def _run(command: list[str], var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "CENTRALINO_VAR": str(var), **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT, env=variables)


def _events(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _whole(events: list[dict[str, object]]) -> None:
    assert [event["event"] for event in events].count("heard") >= 1
    assert events[-1]["event"] == "ended"
    assert (events[-1]["final"], events[-1]["reason"]) == ("handoff", "explicit_request")
    assert not [event for event in events if event["event"] == "failed"]


def _counted(report: str) -> dict[str, int]:
    """The kernel's counters by name: /proc/net/snmp has a line of names and a line of values for each protocol."""
    lines = [line.split() for line in report.splitlines() if line.split(":")[0] in ("Ip", "Tcp", "Udp")]
    assert lines, report
    counted: dict[str, int] = {}
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        for name, value in zip(names[1:], values[1:], strict=True):
            if name in COUNTERS:
                counted[f"{names[0]}{name}"] = int(value)
    return counted

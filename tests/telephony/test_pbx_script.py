"""scripts/pbx: what an operator sees of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from centralino.paths import ROOT
from deploy.asterisk import render, tree
from tests.telephony.pbx import free_port, free_sip_port, installed

pytestmark = pytest.mark.telephony


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """Of an installation on free ports."""
    (tmp_path / "pbx").mkdir()
    ports = f"sip_port={free_sip_port()}\ntls_port={free_sip_port()}\nhttp_port={free_port()}\n"
    (tmp_path / "pbx/site.ini").write_text(f"[pbx]\n{ports}rtp_first=30000\nrtp_last=30099\n")
    yield tmp_path
    pbx("down", var=tmp_path)


def pbx(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CENTRALINO_VAR": str(var), "CENTRALINO_PBX_ROOT": str(installed().root)}
    command = [str(ROOT / "scripts/pbx"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_up_again_changes_nothing_and_down_ends_it(var: Path) -> None:
    first = pbx("up", var=var)
    assert first.returncode == 0, first.stderr
    made = {name: files(var / "pbx" / name) for name in ("etc", "secrets", "keys", "music", "prompts")}
    assert pbx("up", var=var).stdout == first.stdout  # the process number is in it
    assert {name: files(var / "pbx" / name) for name in made} == made
    assert pbx("down", var=var).returncode == 0
    gone = pbx("status", var=var)
    assert gone.returncode == 1
    assert gone.stderr == "pbx: Asterisk does not run; start it with: scripts/pbx up\n"


def test_passwords_are_long_different_and_for_the_owner_alone(var: Path) -> None:
    assert pbx("render", var=var).returncode == 0
    secrets = [path for path in (var / "pbx/secrets").iterdir() if path.name != "voicemail"]
    assert {path.name for path in secrets} == {"ari", *render.PHONES}
    assert len({path.read_text() for path in secrets}) == len(secrets)
    assert all(len(path.read_text().strip()) >= 32 for path in secrets)
    private = [*(var / "pbx/secrets").iterdir(), *(var / "pbx/etc").iterdir(), var / "pbx/keys/key.pem"]
    assert {oct(path.stat().st_mode & 0o777) for path in private} == {"0o600"}


def test_every_placeholder_is_filled_in(var: Path) -> None:
    assert pbx("render", var=var).returncode == 0
    for file in (var / "pbx/etc").glob("*.conf"):
        assert not re.search(r"@[A-Z_0-9]+@", file.read_text("utf-8")), file


def test_a_port_that_is_taken_is_named(var: Path) -> None:
    port = free_port()
    (var / "pbx/site.ini").write_text(f"[pbx]\nhttp_port={port}\nsip_port={free_sip_port()}\ntls_port={free_port()}\n")
    with socket.create_server(("127.0.0.1", port)):
        done = pbx("up", var=var)
    assert done.returncode == 1
    assert done.stderr.startswith(f"pbx: http_port 127.0.0.1:{port}: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "[pbx]\nspi_port=5060\n",
        "[pbx]\nsip_port=SIP\n",
        "sip_port=5060\n",
        "[pbx]\ncalls=many\n",
        "[pbx]\nlanguage=French\n",
        "[numbers]\n1001=French\n",
        "[numbers]\nshop=fr\n",
    ],
)
def test_a_mistake_in_the_settings_is_told_in_one_line(text: str, var: Path) -> None:
    (var / "pbx/site.ini").write_text(text)
    done = pbx("up", var=var)
    assert done.returncode == 1
    assert done.stderr.startswith(f"pbx: {var}/pbx/site.ini: ")
    assert done.stderr.count("\n") == 1


def test_limits_and_numbers_of_the_settings_are_in_the_configuration(var: Path) -> None:
    with (var / "pbx/site.ini").open("a", encoding="utf-8") as site:
        site.write("calls=7\ncallers=50\nlanguage=it\n[numbers]\n+3221230101=nl\n")
    assert pbx("render", var=var).returncode == 0
    dialplan = (var / "pbx/etc/extensions.conf").read_text("utf-8")
    assert "\nCENTRALINO_LIMIT = 7\nCALLERS_LIMIT = 50\n" in re.sub(r"\n;.*", "", dialplan)
    assert "\nexten => +3221230101,1,Return(nl)\n" in dialplan
    assert "\nlanguage = it\n" in (var / "pbx/etc/pjsip.conf").read_text("utf-8")


def test_without_espeak_it_goes_on_and_says_so_in_one_line(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(Path(sys.executable).resolve())
    (tmp_path / "bin/openssl").symlink_to(shutil.which("openssl") or "openssl")
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path / "bin"))
        done = pbx("render", var=var)
    assert done.returncode == 0
    assert done.stderr.startswith("pbx: espeak-ng is missing: ")
    assert "apt-get install espeak-ng" in done.stderr
    assert done.stderr.count("\n") == 1
    assert pbx("render", var=var).stderr == ""
    assert (var / "pbx/data/sounds/nl/centralino-voicemail.wav").exists()


def test_folders_of_prompts_that_were_links_are_replaced_and_the_packages_left_alone(var: Path) -> None:
    packaged = installed().prompts()["en"]
    before = sorted(packaged.iterdir())
    (var / "pbx/data/sounds").mkdir(parents=True)
    (var / "pbx/data/sounds/en").symlink_to(packaged)
    assert pbx("render", var=var).returncode == 0
    assert sorted(packaged.iterdir()) == before
    assert not [file for file in before if file.is_symlink()]
    sounds = var / "pbx/data/sounds/en"
    assert {"vm-intro.gsm", "centralino-voicemail.wav"} <= {file.name for file in sounds.iterdir()}
    assert [file.name for file in sounds.glob("auth-thankyou.*")] == ["auth-thankyou.wav"]


def test_a_recording_of_the_sites_own_stays(var: Path) -> None:
    own = var / "pbx/prompts/da/centralino-voicemail.wav"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"recorded")
    assert pbx("render", var=var).returncode == 0
    assert (var / "pbx/data/sounds/da/centralino-voicemail.wav").read_bytes() == b"recorded"


def test_the_mirror_comes_from_the_machines_own_configuration(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d/debian.sources").write_text(
        "Types: deb\n# http://old.example/debian\nURIs: http://a.example/debian-security http://mirror.example/debian\n"
    )
    assert tree.mirror(tmp_path) == "http://mirror.example/debian"
    (tmp_path / "sources.list.d/debian.sources").unlink()
    (tmp_path / "sources.list").write_text(
        "# deb http://old.example/debian sid main\n"
        "deb [signed-by=/key.gpg] https://list.example/debian/ bookworm main\n"
    )
    assert tree.mirror(tmp_path) == "https://list.example/debian/"
    (tmp_path / "sources.list").write_text("deb https://list.example/other stable main\n")
    with pytest.raises(tree.PbxError, match="names no Debian archive"):
        tree.mirror(tmp_path)


def test_the_compose_file_names_both_services() -> None:
    # Rasa teaches the usual loaders of this process to expand environment variables; this one stays as it was.
    compose = yaml.load((ROOT / "deploy/compose.yml").read_text("utf-8"), yaml.BaseLoader)
    assert set(compose["services"]) == {"asterisk", "centralino"}


def test_containers_keep_what_trainers_do() -> None:
    compose = yaml.load((ROOT / "deploy/compose.yml").read_text("utf-8"), yaml.BaseLoader)
    service = compose["services"]["centralino"]
    outside = {inside: source for source, inside in (volume.rsplit(":", 1) for volume in service["volumes"])}
    tree = service["environment"]["CENTRALINO_TREE"]
    assert outside[tree] == "..", "the project's folder, as seen from deploy/"
    assert f"safe.directory {tree}" in service["build"]["dockerfile_inline"]
    assert outside["/centralino/models"] in compose["volumes"]


def test_the_service_may_write_where_trainers_write() -> None:
    unit = (ROOT / "deploy/systemd/centralino.service").read_text("utf-8")
    assert re.search("^ProtectSystem=strict$", unit, re.M), "all else is read-only, /tmp too"
    assert re.search("^PrivateTmp=yes$", unit, re.M)
    folders = " ".join(re.findall("^ReadWritePaths=(.*)$", unit, re.M)).split()
    wanted = ["var", "data", "tests/data", "models"]
    assert folders == [*(f"/opt/centralino/{name}" for name in wanted), "-/opt/centralino/.git"]
    own = re.search("chown -R centralino: (.*)", (ROOT / "docs/operate/service.md").read_text("utf-8"))
    assert own
    assert own[1].split() == [*wanted, ".git"]

"""What `centralino doctor` says of the PBX's side."""

from __future__ import annotations

from pathlib import Path

import pytest

from centralino.findings import Finding
from centralino.pbx_check import agreement, findings
from centralino.settings import DialledNumber, Dialogue, Telephone
from tests.telephony.conftest import NewCaller
from tests.telephony.fake_bot import FakeBot
from tests.telephony.pbx import Pbx, free_port

pytestmark = pytest.mark.telephony


def asked(pbx: Pbx, folder: Path, password: str, url: str = "") -> dict[str, Finding]:
    (folder / "ari").write_text(password)
    telephone = Telephone(url or pbx.ari_url, pbx.ari_user, str(folder / "ari"), port=pbx.media_port)
    return {finding.name: finding for finding in findings(telephone, Dialogue(), folder)}


def test_no_pbx_is_told_with_the_remedy(tmp_path: Path) -> None:
    (found,) = findings(Telephone(), Dialogue(), tmp_path)
    assert (found.state, found.remedy) == ("optional", "make pbx")


def test_a_pbx_without_a_bot(pbx: Pbx, tmp_path: Path) -> None:
    found = asked(pbx, tmp_path, pbx.ari_password)
    assert {name: finding.state for name, finding in found.items()} == {
        "pbx": "ok", "pbx modules": "ok", "pbx control": "optional", "pbx sound": "optional",
    }  # fmt: skip
    assert found["pbx control"].remedy == "centralino serve"


def test_a_pbx_whose_calls_are_answered(pbx: Pbx, tmp_path: Path) -> None:
    with FakeBot(pbx):
        found = asked(pbx, tmp_path, pbx.ari_password)
    assert {finding.state for finding in found.values()} == {"ok"}


def test_a_wrong_password_and_a_dead_pbx(pbx: Pbx, tmp_path: Path) -> None:
    found = asked(pbx, tmp_path, "wrong")
    assert (found["pbx"].state, found["pbx"].remedy) == (
        "missing",
        "check telephone.user and telephone.password_file",
    )
    assert "wrong" not in found["pbx"].detail
    dead = asked(pbx, tmp_path, pbx.ari_password, f"http://127.0.0.1:{free_port()}")
    assert (dead["pbx"].state, "scripts/pbx up" in dead["pbx"].remedy) == ("missing", True)


def test_a_bot_that_died_with_a_call_on_it_does_not_count(pbx: Pbx, tmp_path: Path, caller: NewCaller) -> None:
    with FakeBot(pbx) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
    assert asked(pbx, tmp_path, pbx.ari_password)["pbx control"].state == "optional"


def test_settings_that_the_pbx_keeps_as_well(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/ari").touch()
    (tmp_path / "site.ini").write_text("[pbx]\ncalls = 12\n[numbers]\n1004 = da\n")

    def found(calls: int, **numbers: str) -> Finding:
        dialogue = Dialogue({number[1:]: DialledNumber(language) for number, language in numbers.items()})
        return next(agreement(Telephone(str(tmp_path), calls=calls), dialogue, tmp_path))

    assert found(12, n1004="da", n1000="auto").state == "ok"
    assert "calls = 12 in site.ini, telephone.calls = 30" in found(30, n1004="da").detail
    assert "the languages of 1004, 1005 differ" in found(12, n1005="en").detail

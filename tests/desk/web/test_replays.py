"""Trainers run past calls again: who may, what is refused, and that nothing outlives the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.dialogue.model import trained
from desk.calls.messages import Begun, Left, Said, Understood
from tests.desk.web.site import Site, site, wait_for

pytestmark = [pytest.mark.contract, pytest.mark.slow]
PATH = "/api/v1/training/replays"
NOW = datetime.now(UTC)
WORDS = "My internet connection has not been working since yesterday."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On one kind of database: replays lie in files, and a real one takes half a minute of a processor."""
    folder = tmp_path_factory.mktemp("desk")
    with site(folder, str(folder / "queue.db")) as running:
        yield running


def call(desk: Site, name: str) -> str:
    leg = int(NOW.timestamp() * 1000)
    desk.calls.write(
        [
            Begun(name, NOW, "phone", "en"),
            Said(name, leg, 1, 4000, "caller", WORDS, "en", 0.9),
            Understood(name, leg, 2, 6000, "billing_question", 0.4, True),
            Left(name, datetime.now(UTC), "caller", "abandoned", language="en"),
        ]
    )
    return name


def test_a_call_is_run_again_beside_the_desk_and_compared(desk: Site) -> None:
    assert trained().is_file()
    trainer = desk.user("trainer")
    begun = trainer.post(PATH, json={"call": call(desk, "call-t1"), "model": "live"})
    assert (begun.status_code, begun.json()["state"]) == (201, "waiting")
    where = f"{PATH}/{begun.json()['id']}"

    def over() -> dict[str, object] | None:
        found = trainer.get(where).json()
        return found if found["state"] in ("ready", "failed") else None

    done = wait_for(over, 500)
    assert (done["state"], done["error"], done["share"]) == ("ready", None, 1.0)
    (turn,) = done["comparison"]["turns"]
    assert (turn["text"], turn["kept"]["read"]["intent"]) == (WORDS, "billing_question")
    assert turn["model"]["read"]["intent"] == "technical_problem"
    assert "understood" in turn["differences"]
    assert desk.queue.list(None) == [], "nobody is told of a replay"
    # What was said on a call is not kept for longer than the call.
    desk.calls.forget(["call-t1"])
    assert trainer.get(where).status_code == 404
    assert not list((desk.folder / "var" / "replays").glob("*.json"))


def test_what_cannot_be_replayed_is_told(desk: Site) -> None:
    trainer, known = desk.user("trainer"), call(desk, "call-t2")
    none = trainer.post(PATH, json={"call": "call-none", "model": "live"})
    assert (none.status_code, none.json()["message"]) == (404, "there is no such call")
    for sent in ({"model": "none"}, {"model": "live", "against": "none"}):
        refused = trainer.post(PATH, json={"call": known, **sent})
        assert refused.status_code == 422
        assert "there is no model 'none'" in refused.json()["message"]
    assert trainer.post(PATH, json={"call": known, "model": "../../etc/passwd"}).status_code == 422
    assert trainer.get(f"{PATH}/{'0' * 32}").status_code == 404


def test_replays_are_for_trainers(desk: Site) -> None:
    sent = {"call": call(desk, "call-t3"), "model": "live"}
    for name, status in (("anna", 403), ("supervisor", 403)):
        assert desk.user(name).post(PATH, json=sent).status_code == status
    assert desk.stranger().post(PATH, json=sent).status_code == 401

"""The trainers' inbox over HTTP: from calls that were misunderstood to a line of the language data and back, and the
sound of what was said."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from desk.audit.trail import Trail
from desk.calls.messages import Recorded
from desk.privacy.recordings import RATE, Recordings
from tests.desk.misunderstood import GREETING, Script, strayed, swapped
from tests.desk.web.site import Site
from tests.desk.web.test_sounds import vault

pytestmark = pytest.mark.contract
NOW = datetime.now(UTC).replace(microsecond=0)
ROOT = "/api/v1/training"
MODEM = "kan jeg få byttet mit modem til et andet"


@pytest.fixture(scope="module")
def trainer(desk: Site) -> httpx.Client:
    """Whose inbox has three groups."""
    for n, text in enumerate((MODEM, MODEM, "jeg vil gerne have byttet mit modem")):
        desk.calls.write(swapped(f"call-t{n}", NOW - timedelta(hours=n + 1), text))
    for n in range(5):
        desk.calls.write(strayed(f"call-f{n}", NOW - timedelta(days=n), "fr", "vous avez des cartes esim"))
    desk.calls.write(strayed("call-i", NOW, "it", "mi consigli un film"))
    client = desk.user("trainer")
    assert client.post(f"{ROOT}/gather").json()["busy"] is False
    return client


def inbox(client: httpx.Client, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"{ROOT}/inbox", params=asked)
    assert answer.status_code == 200, answer.text
    groups: list[dict[str, Any]] = answer.json()["groups"]
    return groups


def test_from_a_call_to_a_line_of_the_language_data_and_back(desk: Site, trainer: httpx.Client) -> None:
    before = trainer.get(f"{ROOT}/counts").json()
    assert before["languages"]["da"] == {"groups": 1, "utterances": 3}
    (group,) = inbox(trainer, language="da")
    assert (group["size"], group["meant"], group["why"]) == (3, "return_refund", {"unsure": 3, "repaired": 3})
    assert inbox(trainer, language="da", why="out_of_scope") == []
    utterances = trainer.get(f"{ROOT}/inbox/{group['id']}").json()["utterances"]
    assert {one["call"] for one in utterances} == {"call-t0", "call-t1", "call-t2"}
    assert [line["speaker"] for line in utterances[0]["next"]] == ["bot", "caller", "bot"]
    assert utterances[0]["before"] == [{"speaker": "bot", "text": GREETING["da"]}]
    text = "mit modem skal byttes til en anden slags"
    sent = {
        "group": group["id"],
        "to": "training",
        "intent": "return_refund",
        "texts": [{"language": "da", "text": text}],
    }
    masked = {**sent, "texts": [{"language": "da", "text": "mit kort ••••1234 er væk"}]}
    refused = trainer.post(f"{ROOT}/decisions", json=masked)
    assert (refused.status_code, refused.json()["error"]) == (422, "masked")
    assert trainer.post(f"{ROOT}/decisions", json={**sent, "intent": "no_such"}).status_code == 422
    assert inbox(trainer, language="da")[0]["size"] == 3
    made = trainer.post(f"{ROOT}/decisions", json=sent)
    assert made.status_code == 201, made.text
    (written,) = made.json()["written"]
    file = desk.folder / "tree" / written["file"]
    assert text in file.read_text("utf-8").splitlines()[written["line"] - 1]
    assert trainer.post(f"{ROOT}/decisions", json=sent).json() == made.json()
    assert inbox(trainer, language="da") == []
    assert inbox(trainer, language="da", status="decided")[0]["decision"] == made.json()["id"]
    taken_back = trainer.delete(f"{ROOT}/decisions/{made.json()['id']}").json()
    assert (taken_back["state"], taken_back["undone_by"]) == ("undone", "trainer")
    assert text not in file.read_text("utf-8")
    assert trainer.get(f"{ROOT}/counts").json() == before
    assert trainer.get(f"{ROOT}/decisions").json()[0] == taken_back
    entries = Trail(desk.database).entries(what=f"decision {taken_back['id']}")
    assert [(one.who, one.action) for one in entries] == [
        ("trainer", "training.undone"),
        ("trainer", "training.decided"),
    ]


def test_marks_stay_at_their_words_when_spaces_go(desk: Site, trainer: httpx.Client) -> None:
    (group,) = inbox(trainer, language="da")
    mark = {"start": 18, "end": 30, "entity": "department", "value": "sales"}
    text = {"language": "da", "text": "  stil mig om til salgsfolkene ", "entities": [mark]}
    sent = {"group": group["id"], "to": "training", "intent": "reach_department", "texts": [text]}
    made = trainer.post(f"{ROOT}/decisions", json=sent)
    assert made.status_code == 201, made.text
    (written,) = made.json()["written"]
    line = (desk.folder / "tree" / written["file"]).read_text("utf-8").splitlines()[written["line"] - 1]
    assert line.strip() == '- stil mig om til [salgsfolkene]{"entity": "department", "value": "sales"}'
    assert "uncommitted" in written
    assert trainer.delete(f"{ROOT}/decisions/{made.json()['id']}").status_code == 200


def test_a_topic_that_no_intent_covers(trainer: httpx.Client) -> None:
    (topic,) = trainer.get(f"{ROOT}/topics", params={"language": "fr"}).json()["topics"]
    assert (topic["size"], sum(week["count"] for week in topic["weeks"])) == (5, 5)
    assert {"cartes", "esim"} <= set(topic["words"])
    assert topic["groups"] == [one["id"] for one in inbox(trainer, language="fr")]
    assert trainer.get(f"{ROOT}/topics", params={"language": "it"}).json() == {"topics": []}, "once is no topic"


def test_pages(trainer: httpx.Client) -> None:
    every = inbox(trainer)
    assert [one["size"] for one in every] == [5, 3, 1]
    first = f"{every[0]['size']}.{every[0]['id']}"
    assert inbox(trainer, after=first) == every[1:]
    french = trainer.get(f"{ROOT}/inbox/{every[0]['id']}").json()["utterances"]
    later = trainer.get(f"{ROOT}/inbox/{every[0]['id']}", params={"after": french[1]["id"]}).json()["utterances"]
    assert later == french[2:]
    for wrong in ({"after": "x"}, {"status": "x"}, {"why": "x"}, {"language": "de"}):
        assert trainer.get(f"{ROOT}/inbox", params=wrong).status_code == 422


def test_what_is_not_there(trainer: httpx.Client) -> None:
    assert trainer.get(f"{ROOT}/inbox/99999").status_code == 404
    assert trainer.get(f"{ROOT}/utterances/99999/sound").status_code == 404
    assert trainer.delete(f"{ROOT}/decisions/99999").status_code == 404
    assert trainer.post(f"{ROOT}/decisions", json={"to": "rejected", "utterances": [99999]}).status_code == 404
    assert trainer.post(f"{ROOT}/decisions", json={"to": "rejected"}).status_code == 422


def test_the_sound_of_an_utterance_is_cut_out_and_written_down(desk: Site, trainer: httpx.Client) -> None:
    script = Script("call-s", "nl", NOW).caller_says(
        "mag de afschrijving een week later", "billing_question", 0.3, "again"
    )
    desk.calls.write(script.ends())
    trainer.post(f"{ROOT}/gather")
    (group,) = inbox(trainer, language="nl")
    (one,) = trainer.get(f"{ROOT}/inbox/{group['id']}").json()["utterances"]
    sound = f"{ROOT}/utterances/{one['id']}/sound"
    assert (one["recording"], trainer.get(sound).status_code) == (False, 404)
    line = desk.calls.show("call-s").transcript[1]
    begin, seconds = line.at_ms / 1000, 0.3 + 55 * len(line.text) / 1000
    store = Recordings(desk.database, vault(desk, "recordings"), timedelta(days=30))
    begun, writer = store.begin("call-s", "notice", NOW + timedelta(seconds=1))
    both = np.zeros((20 * RATE, 2), np.int16)
    both[:, 1] = 3000  # the bot's side
    both[round((begin - 1) * RATE) : round((begin - 1 + seconds) * RATE), 0] = 1000
    writer.write(both.tobytes())
    writer.close()
    store.finish(begun.id, 20.0)
    desk.calls.write([Recorded("call-s", begun.id)])
    assert trainer.get(f"{ROOT}/inbox/{group['id']}").json()["utterances"][0]["recording"] is True
    heard, rate = soundfile.read(io.BytesIO(trainer.get(sound).content), dtype="int16")
    assert (rate, heard.ndim) == (RATE, 1)
    assert len(heard) == pytest.approx((seconds + 0.6) * RATE, abs=2)
    said = np.flatnonzero(heard)
    assert (said[0], len(said)) == (pytest.approx(0.3 * RATE, abs=2), pytest.approx(seconds * RATE, abs=2))
    part = trainer.get(sound, headers={"Range": "bytes=0-43"})
    assert (part.status_code, len(part.content)) == (206, 44)
    assert [(entry.who, entry.action) for entry in Trail(desk.database).entries(what="call-s")] == [
        ("trainer", "recording.heard")
    ]
    for name in ("anna", "supervisor"):
        assert desk.user(name).get(f"{ROOT}/inbox").status_code == 403
    assert desk.user("anna").get(sound).status_code == 403

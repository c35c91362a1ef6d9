"""What is stored of a call tells how each turn was understood and taken: the real dialogue in a real session, its words
laid down as if recognised, through the record of calls to what trainers get to see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.messages import LANGUAGES, CallInfo
from centralino.call_sink import CallSinks
from desk.calls.book import CallBook
from desk.calls.messages import Change
from desk.calls.tables import INTENTS, LINES
from desk.database import Database
from desk.training.pairing import pair
from desk.training.worth import Worth, worth
from tests.voice.scripted import SECOND_LINE, NoMessages, ScriptedHandOver, ScriptedRecogniser, ScriptedSpeech, line
from voice.legs.pace import VirtualPace
from voice.legs.wav import CallerLine, WavLeg
from voice.session.call import Call
from voice.session.ports import Parts

pytestmark = pytest.mark.dialogue
Calls = Callable[..., Awaitable[tuple[Worth, ...]]]
OVER, OVER_MS = "<over>", 400
SALES = {
    "fr": "je voudrais parler au service commercial",
    "nl": "ik wil de verkoopafdeling spreken",
    "it": "vorrei parlare con l'ufficio vendite",
    "da": "jeg vil gerne tale med salg",
    "en": "I'd like to speak to sales",
}
SUPPORT_MEANT = {
    "fr": ("non, je voulais dire le support technique", "ah non, le support technique"),
    "nl": ("nee, ik bedoelde technische ondersteuning", "nee, de technische dienst"),
    "it": ("no, intendevo l'assistenza tecnica", "no no, l'assistenza tecnica"),
    "da": ("nej, jeg mente teknisk support", "nej, teknisk support"),
    "en": ("no, I meant technical support", "oh no, technical support"),
}
SUPPORT = {
    "fr": "le support technique", "nl": "technische ondersteuning", "it": "l'assistenza tecnica",
    "da": "teknisk support", "en": "technical support",
}  # fmt: skip
NOT_THAT = {
    "fr": "non, pas ça",
    "nl": "nee, dat niet",
    "it": "no, quello no",
    "da": "nej, ikke det",
    "en": "no, not that",
}
SALES_HOURS = {
    "fr": "quand est ouvert le service commercial", "nl": "wanneer is de verkoopafdeling open",
    "it": "quando è aperto l'ufficio vendite", "da": "hvornår har salg åbent", "en": "when is sales open",
}  # fmt: skip
SUPPORT_HOURS = {
    "fr": "non, je voulais dire quand est ouvert le support technique",
    "nl": "nee, ik bedoelde wanneer de technische dienst open is",
    "it": "no, intendevo quando è aperta l'assistenza tecnica",
    "da": "nej, jeg mente hvornår har teknisk support åbent",
    "en": "no, I meant when is technical support open",
}


@pytest.fixture
def call(bot: Any, tmp_path: Path) -> Calls:
    """Plays a call and stores it; texts are spoken, those after `<over>` over the bot, `<keys:12>` is pressed."""

    async def play(language: str, *texts: str) -> tuple[Worth, ...]:
        changes, info = list[Change](), CallInfo(f"call-{language}-{abs(hash(texts))}", language, "+4520304050")
        parts = Parts(
            bot, ScriptedRecogniser(*(text.removeprefix(OVER) for text in texts if not text.startswith("<keys:"))),
            ScriptedSpeech(), ScriptedHandOver(), NoMessages(),
        )  # fmt: skip
        lines = [
            CallerLine(keys=text[6:-1])
            if text.startswith("<keys:")
            else line(SECOND_LINE, OVER_MS if text.startswith(OVER) else None)
            for text in texts
        ]  # fmt: skip
        sink = CallSinks(changes.append, "media-1").sink(info)
        await asyncio.wait_for(Call(info, WavLeg(lines, VirtualPace()), parts, sink).run(), 60)
        database = Database(tmp_path / "queue.db")
        CallBook(database).write(changes)
        with database.reading() as connection:
            said = connection.execute(sa.select(LINES).where(LINES.c.call_id == info.call_id)).all()
            read = connection.execute(sa.select(INTENTS).where(INTENTS.c.call_id == info.call_id)).all()
        record = CallBook(database).show(info.call_id)
        return worth(pair(said, read, record.language), record.reason)

    return play


async def test_out_of_scope_and_given_up(call: Calls) -> None:
    found = await call("da", "kan du fortælle mig vejret i morgen", "hvad med en vittighed")
    assert [(one.turn.text, one.why) for one in found] == [
        ("kan du fortælle mig vejret i morgen", ("handed_over", "out_of_scope")),
        ("hvad med en vittighed", ("handed_over", "out_of_scope")),
    ]
    assert [one.turn.expected for one in found] == ["open", "yes_no"]


async def test_what_the_caller_puts_right_is_told_with_what_was_meant(call: Calls) -> None:
    found = await call("en", "when are you open", "no i meant what is your address", "bye")
    assert [(one.turn.text, one.turn.intent, one.why, one.meant) for one in found] == [
        ("when are you open", "ask_opening_hours", ("corrected",), "ask_address")
    ]
    assert found[0].turn.language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_department_for_the_same_wish_puts_it_right(call: Calls, language: str) -> None:
    for meant in SUPPORT_MEANT[language]:
        found = await call(language, SALES[language], f"{OVER}{meant}")
        assert seen(found) == [(SALES[language], "reach_department", ("corrected",))], meant
    found = await call(language, SALES[language], f"{OVER}{NOT_THAT[language]}", SUPPORT[language])
    assert seen(found) == [(SALES[language], "reach_department", ("corrected",))]
    found = await call(language, SALES_HOURS[language], SUPPORT_HOURS[language])
    assert seen(found) == [(SALES_HOURS[language], "ask_opening_hours", ("corrected",))]


def seen(found: tuple[Worth, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.turn.text, one.turn.intent, one.why) for one in found]


async def test_a_call_that_goes_well_holds_nothing_to_look_at(call: Calls) -> None:
    """Nor do a number that is dictated and keyed in, an answer to a question, and speech without words."""
    assert await call("en", "where is my order", "two zero two two four four two zero", "no thanks bye") == ()
    assert await call("en", "where is my order", "<keys:20224420#>", "no that's all thank you") == ()
    assert await call("en", "", "put me through to sales") == ()
    assert await call("en", "when is sales open", "and when is technical support open", "bye") == ()


async def test_not_understood_twice(call: Calls) -> None:
    found = await call("nl", "blubber wauwel krakelingen zwabber", "flapperdeflap kwibus sjoemel")
    assert found
    assert all(set(one.why) & {"unsure", "out_of_scope"} for one in found)
    assert "handed_over" in found[-1].why

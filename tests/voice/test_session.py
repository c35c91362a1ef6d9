"""The call itself: real sound, voice activity and turn-taking in virtual time; words and answers are laid down."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.messages import BotTurn, Expectation, Outcome
from centralino.voicemail import Voicemail
from desk.privacy.messages import Messages
from desk.privacy.vault import Vault, load_keyring
from tests.voice.scripted import (
    FIRST_LINE,
    SECOND_LINE,
    Scene,
    ScriptedDialogue,
    ScriptedHandOver,
    ScriptedRecogniser,
    ScriptedSpeech,
    dead,
    gone,
    goodbye,
    line,
    said,
)
from voice.audio import RATE
from voice.legs.wav import CallerLine

pytestmark = pytest.mark.unit

LONG = "A prompt that goes on for quite some time, so that a caller loses patience with it."


async def test_a_call_alternates_and_ends_with_the_dialogue() -> None:
    dialogue = ScriptedDialogue(said("At nine. Anything else?"), goodbye())
    played = await Scene(
        dialogue, ScriptedRecogniser("when are you open", "no thanks"), lines=[line(), line(SECOND_LINE)]
    ).play()
    assert played.kinds() == ["answered", "said", "heard", "said", "heard", "said", "ended"]
    assert [turn.text for turn in dialogue.turns] == ["when are you open", "no thanks"]
    assert played.ended.outcome == Outcome("answered")
    assert played.ended.by == "bot"
    assert dialogue.over == ["call-1"]


async def test_times_are_those_of_the_line() -> None:
    played = await Scene(ScriptedDialogue(goodbye()), ScriptedRecogniser("hello"), lines=[line()]).play()
    heard, reply = played.first("heard"), played.events[3]
    spoken = len(FIRST_LINE) * 1000 / RATE
    assert abs(heard.data["ended_ms"] - heard.data["started_ms"] - spoken) < 600
    assert 500 <= heard.at_ms - heard.data["ended_ms"] <= 650, "the pause that ends a turn in English"
    assert reply.kind == "said"
    assert reply.at_ms - heard.at_ms <= 40, "computing takes no time on this clock"


async def test_an_early_result_is_void_when_the_caller_goes_on() -> None:
    pause = np.zeros(RATE * 3 // 10, dtype=np.int16)
    dialogue, recogniser = ScriptedDialogue(goodbye()), ScriptedRecogniser("the whole sentence")
    await Scene(dialogue, recogniser, lines=[line(np.concatenate([FIRST_LINE, pause, SECOND_LINE]))]).play()
    assert [turn.text for turn in dialogue.turns] == ["the whole sentence"]
    assert recogniser.results[-1] > recogniser.results[0] + 0.4, "the pause is part of what is recognised"


async def test_barge_in_silences_the_bot_within_a_quarter_of_a_second(tmp_path: Path) -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    played = await Scene(
        dialogue, ScriptedRecogniser("stop"), lines=[line(over_ms=1000)], record=tmp_path / "call.wav"
    ).play()
    assert played.kinds()[:4] == ["answered", "said", "barged_in", "heard"]
    sound, rate = soundfile.read(tmp_path / "call.wav", dtype="int16")
    caller, bot = sound[:, 0], sound[:, 1]
    began = int(np.argmax(np.abs(caller) > 500))
    assert (_falls_silent(bot, began) - began) / rate <= 0.25


def _falls_silent(bot: np.ndarray, after: int) -> int:
    size = RATE // 100
    return next(at for at in range(after, len(bot), size) if not bot[at : at + size].any())


async def test_a_false_alarm_resumes_the_prompt() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    played = await Scene(dialogue, ScriptedRecogniser("", "hello"), lines=[line(over_ms=1000), line()]).play()
    assert played.kinds("barged_in", "resumed", "heard") == ["barged_in", "resumed", "heard"]
    prompt = 100 * len(LONG)
    assert played.first("heard").data["started_ms"] > prompt + 1500, "the prompt was heard to its end"
    assert [turn.text for turn in dialogue.turns] == ["hello"]


async def test_a_yes_over_the_prompt_shows_that_the_caller_listens_and_the_bot_goes_on_soon() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    yes = FIRST_LINE[: RATE // 2]
    played = await Scene(
        dialogue, ScriptedRecogniser("Yes, okay.", "hello"), lines=[line(yes, over_ms=1000), line()]
    ).play()
    assert played.kinds("barged_in", "resumed", "heard") == ["barged_in", "resumed", "heard"]
    assert played.first("resumed").at_ms - played.first("barged_in").at_ms <= 900
    assert [turn.text for turn in dialogue.turns] == ["hello"]
    assert played.kinds("said", "heard")[:2] == ["said", "heard"], "nothing is said twice"


@pytest.mark.parametrize(("expects", "left"), [(Expectation("yes_no"), 40), (Expectation(), 10)])
async def test_a_yes_over_a_question_or_at_its_end_is_an_answer(expects: Expectation, left: int) -> None:
    greeting = replace(said(LONG[:10] + "." * left), expects=expects)
    dialogue = ScriptedDialogue(goodbye(), greeting=greeting)
    yes = FIRST_LINE[: RATE // 2]
    played = await Scene(dialogue, ScriptedRecogniser("Yes."), lines=[line(yes, over_ms=1000)]).play()
    assert played.kinds("barged_in", "resumed", "heard") == ["barged_in", "heard"]
    assert [turn.text for turn in dialogue.turns] == ["Yes."]


async def test_what_may_be_the_whole_turn_is_understood_ahead() -> None:
    dialogue = ScriptedDialogue(goodbye())
    await Scene(dialogue, ScriptedRecogniser("when are you open?"), lines=[line()]).play()
    assert dialogue.understood_ahead == ["when are you open?"]
    assert [turn.text for turn in dialogue.turns] == ["when are you open?"]


async def test_a_word_over_the_prompt_that_was_hardly_understood_resumes_it() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    recogniser = ScriptedRecogniser("Then.", "hello", confidence=0.3)
    played = await Scene(dialogue, recogniser, lines=[line(over_ms=1000), line()]).play()
    assert played.kinds("barged_in", "resumed", "heard") == ["barged_in", "resumed", "heard"]
    assert [turn.text for turn in dialogue.turns] == ["hello"], "which is doubtful, too, but said to a silent bot"


async def test_a_hum_over_the_prompt_resumes_it() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    played = await Scene(dialogue, ScriptedRecogniser("Hmm.", "hello"), lines=[line(over_ms=1000), line()]).play()
    assert played.kinds("barged_in", "resumed", "heard") == ["barged_in", "resumed", "heard"]
    assert [turn.text for turn in dialogue.turns] == ["hello"]


async def test_a_hum_over_a_question_is_an_answer() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG, state="yes_no"))
    await Scene(dialogue, ScriptedRecogniser("Mm."), lines=[line(over_ms=1000)]).play()
    assert [turn.text for turn in dialogue.turns] == ["Mm."]


async def test_speech_without_words_is_not_ignored_when_the_bot_has_finished() -> None:
    dialogue = ScriptedDialogue(said("Pardon?"), goodbye())
    await Scene(dialogue, ScriptedRecogniser("", "hello"), lines=[line(), line()]).play()
    assert [turn.text for turn in dialogue.turns] == ["", "hello"]


async def test_silence_reaches_the_dialogue() -> None:
    dialogue = ScriptedDialogue(said("Are you still there?"), goodbye())
    played = await Scene(dialogue).play()
    assert [turn.kind for turn in dialogue.turns] == ["silence", "silence"]
    assert played.kinds("silence") == ["silence", "silence"]


async def test_a_caller_who_asked_to_wait_is_left_in_peace() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said("Take your time.", holds=True))
    played = await Scene(dialogue).play()
    assert played.first("silence").at_ms > 60_000


async def test_a_key_interrupts_and_is_a_turn() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said(LONG))
    played = await Scene(dialogue, lines=[CallerLine(keys="0", over_ms=500)]).play()
    assert [(turn.kind, turn.text) for turn in dialogue.turns] == [("keys", "0")]
    assert played.first("keys").at_ms < 1000


async def test_a_keyed_number_is_one_turn() -> None:
    dialogue = ScriptedDialogue(goodbye(), greeting=said("Your number?", state="digits", digits=6))
    await Scene(dialogue, lines=[CallerLine(keys="123456")]).play()
    assert [turn.text for turn in dialogue.turns] == ["123456"]


async def test_what_is_expected_reaches_the_recogniser() -> None:
    expects = Expectation("yes_no", hotwords=("yes",), phrases=("yes", "no"))
    dialogue = ScriptedDialogue(goodbye(), greeting=BotTurn(("Sales?",), "fr", expects))
    recogniser = ScriptedRecogniser("yes")
    played = await Scene(dialogue, recogniser, lines=[line()]).play()
    language, hints = recogniser.opened[0]
    assert (language, hints.state, hints.phrases) == ("fr", "yes_no", ("yes", "no"))
    heard = played.first("heard")
    assert heard.at_ms - heard.data["ended_ms"] < 400, "an expected answer ends the turn sooner"
    assert played.first("language").data == {"language": "fr"}


async def test_a_caller_who_may_choose_a_language_is_heard_in_any() -> None:
    dialogue = ScriptedDialogue(said("En français."), goodbye(), greeting=said("Bonjour, hello!", state="language"))
    recogniser = ScriptedRecogniser("français", "au revoir")
    await Scene(dialogue, recogniser, lines=[line(), line()]).play()
    assert [language for language, _ in recogniser.opened] == ["auto", "en"]


async def test_the_line_stays_open_for_an_objection() -> None:
    stored = Outcome("routed", "sales", "routed", "item-1")
    back = Outcome("answered", instead=True)
    dialogue = ScriptedDialogue(
        said("Sales it is.", ends=True, outcome=stored), said("All right, not sales.", outcome=back), goodbye()
    )
    recogniser = ScriptedRecogniser("put me through to sales", "no", "goodbye")
    played = await Scene(dialogue, recogniser, lines=[line(), line(), line()]).play()
    assert [turn.text for turn in dialogue.turns] == ["put me through to sales", "no", "goodbye"]
    assert played.ended.outcome == Outcome("answered"), "sales is no longer where the call went"
    assert played.kinds("silence") == []
    assert played.kinds("handed_off", "withdrawn") == ["handed_off", "withdrawn"]


async def test_who_agrees_over_the_announcement_hears_the_rest_of_it() -> None:
    stored = Outcome("routed", "sales", "routed", "item-1")
    dialogue = ScriptedDialogue(said(LONG, ends=True, outcome=stored), BotTurn((), "en", ends=True))
    agreeing = CallerLine(FIRST_LINE, over_ms=1000)
    played = await Scene(dialogue, ScriptedRecogniser("sales", "yes fine"), lines=[line(), agreeing]).play()
    assert played.first("barged_in").at_ms
    assert played.ended.outcome == stored
    announced = next(event.at_ms for event in played.events if event.data.get("text") == LONG)
    assert played.ended.ms - announced > 100 * len(LONG), "the announcement was said to its end"


async def test_a_message_is_kept_as_sound_and_as_words(tmp_path: Path) -> None:
    stored = Outcome("voicemail", "sales", "explicit_request", "item-2")
    dialogue = ScriptedDialogue(said("After the tone.", records=True), said("Noted. Bye.", ends=True, outcome=stored))
    pause = np.zeros(RATE * 3 // 2, dtype=np.int16)
    message = np.concatenate([FIRST_LINE, pause, SECOND_LINE])
    kept = Messages(Vault(tmp_path / "messages", load_keyring(tmp_path / "key")))
    lines, recogniser = [line(), line(message)], ScriptedRecogniser("leave a message", "all of it")
    played = await Scene(dialogue, recogniser, lines=lines, messages=Voicemail(lambda: kept)).play()
    assert played.kinds("recorded", "handed_off", "ended") == ["recorded", "handed_off", "ended"]
    found = kept.of("call-1")
    assert found is not None
    sound, rate = soundfile.read(io.BytesIO(b"".join(found.read(0, found.size))))
    assert len(sound) >= len(message)
    assert played.first("recorded").data == {"seconds": len(sound) / rate}
    assert dialogue.turns[1].text == "all of it"


async def test_hand_off_is_told_before_the_caller_hears_of_it() -> None:
    outcome = Outcome("routed", "sales", "routed", "item-3")
    dialogue = ScriptedDialogue(said("I put you through.", ends=True, outcome=outcome))
    played = await Scene(dialogue, ScriptedRecogniser("sales"), lines=[line()]).play()
    assert played.kinds()[-3:] == ["handed_off", "said", "ended"]
    assert played.first("ended").data["department"] == "sales"


@pytest.mark.parametrize("into_ms", [900, 2600])
async def test_whoever_hangs_up_in_mid_sentence_or_just_after_it_leaves_nothing_behind(into_ms: int) -> None:
    dialogue, recogniser = ScriptedDialogue(goodbye(), greeting=said("Hi.")), ScriptedRecogniser("hours", "hours")
    await Scene(dialogue, recogniser, lines=[line()], stays_ms=700 + into_ms).play()
    async with asyncio.timeout(5):
        while recogniser.closed < len(recogniser.opened):
            await asyncio.sleep(0.01)
    assert len(recogniser.opened) == 1, "the caller had begun to speak"


async def test_a_caller_who_hangs_up_ends_the_call() -> None:
    dialogue = ScriptedDialogue(said("At nine.", outcome=Outcome("answered")))
    played = await Scene(dialogue, ScriptedRecogniser("hours"), lines=[line()], leaves=True).play()
    assert played.ended.by == "caller"
    assert dialogue.over == ["call-1"]


async def test_both_sides_are_recorded_for_the_whole_call(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    played = await Scene(ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), lines=[line()], record=path).play()
    sound, rate = soundfile.read(path, dtype="int16")
    assert sound.shape[1] == 2
    assert abs(len(sound) * 1000 / rate - played.ended.ms) < 50
    assert np.abs(sound[:, 0]).max() > 1000
    assert np.abs(sound[:, 1]).max() > 1000


async def test_a_dead_recogniser_leaves_the_keys() -> None:
    routed = Outcome("routed", "sales", "routed", "item-4")
    dialogue = ScriptedDialogue(said("To sales.", ends=True, outcome=routed))
    played = await Scene(dialogue, ScriptedRecogniser(dead()), lines=[line(), CallerLine(keys="3")]).play()
    assert played.said()[1:] == ["<key_menu>", "To sales."]
    assert played.ended.outcome == routed
    assert played.hand_over.stored == []


async def test_a_dead_recogniser_and_no_keys_end_at_a_person() -> None:
    played = await Scene(ScriptedDialogue(), ScriptedRecogniser(dead()), lines=[line()]).play()
    assert played.said()[1:] == ["<key_menu>", "<hand_over>"]
    assert played.kinds("failed", "handed_off", "ended") == ["failed", "handed_off", "ended"]
    assert [part for _, _, part in played.hand_over.stored] == ["recogniser"]


async def test_a_dead_dialogue_ends_at_a_person_with_the_transcript() -> None:
    played = await Scene(ScriptedDialogue(gone()), ScriptedRecogniser("my line is down"), lines=[line()]).play()
    assert played.said()[-1] == "<hand_over>"
    language, transcript, part = played.hand_over.stored[0]
    assert (language, part) == ("en", "dialogue")
    assert [(row.speaker, row.text) for row in transcript][-1] == ("caller", "my line is down")
    assert played.ended.outcome is not None
    assert played.ended.outcome.reason == "system_failure"


async def test_a_dialogue_that_is_dead_from_the_start_ends_at_a_person() -> None:
    played = await Scene(ScriptedDialogue(greeting=gone())).play()
    assert played.said() == ["<hand_over>"]
    assert len(played.hand_over.stored) == 1


async def test_an_unreachable_queue_is_told_to_the_caller() -> None:
    scene = Scene(ScriptedDialogue(greeting=gone()), hand_over=ScriptedHandOver(reachable=False))
    played = await scene.play()
    assert played.said() == ["<call_back_later>"]
    assert played.kinds("handed_off") == []


async def test_a_synthesiser_that_recovers_loses_nothing() -> None:
    played = await Scene(
        ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), ScriptedSpeech(failures=1), lines=[line()]
    ).play()
    assert played.said() == ["Good morning, this is an automated assistant.", "Goodbye."]
    assert played.first("failed").data["recovered"] is True


async def test_a_dead_synthesiser_ends_at_a_person_and_is_not_silent() -> None:
    played = await Scene(ScriptedDialogue(), speech=ScriptedSpeech(failures=99)).play()
    assert played.said() == ["<hand_over>"]
    assert [part for _, _, part in played.hand_over.stored] == ["synthesiser"]

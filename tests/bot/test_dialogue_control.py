"""Again, slower, wait, from the start, another language: from any state, losing nothing."""

from __future__ import annotations

import pytest

from tests.bot.said import LANGUAGES, SAID

pytestmark = pytest.mark.dialogue

TO_FRENCH = {
    "nl": "kunnen we in het Frans verder?",
    "it": "possiamo parlare in francese?",
    "da": "kan vi tale fransk?",
    "en": "can we speak French?",
}
OWN = {
    "fr": "français s'il vous plaît",
    "nl": "Nederlands alstublieft",
    "it": "italiano per favore",
    "da": "dansk tak",
    "en": "English please",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_repeat_is_word_for_word(talk, language: str) -> None:
    call, _ = await talk(language)
    first = await call.say(SAID["ask_phone_number"][language])
    again = await call.say(SAID["repeat"][language])
    assert again.replies == first.replies
    assert again.expects == first.expects
    assert (await call.say("<dtmf:*>")).replies == first.replies


@pytest.mark.parametrize("language", LANGUAGES)
async def test_slower_says_it_again(talk, language: str) -> None:
    call, _ = await talk(language)
    first = await call.say(SAID["ask_address"][language])
    slower = await call.say(SAID["speak_slower"][language])
    assert slower.rate < 1
    assert set(first.replies) <= set(slower.replies)
    assert (await call.say(SAID["ask_opening_hours"][language])).rate == slower.rate


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wait_keeps_the_open_question(talk, language: str) -> None:
    call, _ = await talk(language)
    asked = await call.say(SAID["order_status"][language])
    waiting = await call.say(SAID["wait_please"][language])
    assert waiting.holds
    assert waiting.expects == asked.expects
    turn = await call.say("2 0 2 2 2 4 2 0")
    assert not turn.holds
    assert turn.outcome is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_start_over_keeps_the_call(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say(SAID["start_over"][language])
    assert turn.expects.state == "open"
    assert turn.language == language
    assert (await call.say(SAID["technical_problem"][language])).ends


@pytest.mark.parametrize("language", list(TO_FRENCH))
async def test_language_changes_and_the_question_is_put_again(talk, language: str) -> None:
    call, _ = await talk(language)
    asked = await call.say(SAID["order_status"][language])
    turn = await call.say(TO_FRENCH[language])
    assert turn.language == "fr"
    assert turn.expects.digits == asked.expects.digits
    assert "commande" in " ".join(turn.replies)
    turn = await call.say("20222420")
    assert turn.outcome is not None
    assert turn.language == "fr"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_answer_is_given_again_in_the_other_language(talk, language: str) -> None:
    other = "en" if language != "en" else "da"
    call, _ = await talk(other)
    await call.say(SAID["ask_phone_number"][other])
    turn = await call.say(OWN[language]) if language != other else None
    assert turn is not None
    assert turn.language == language
    assert any("140" in reply for reply in turn.replies), turn.replies


@pytest.mark.parametrize("language", LANGUAGES)
async def test_auto_takes_the_language_of_the_first_words(talk, language: str) -> None:
    call, greeting = await talk("auto")
    assert greeting.expects.state == "language"
    turn = await call.say(SAID["technical_problem"][language])
    assert turn.language == language
    assert turn.outcome is not None
    assert turn.outcome.department == "technical_support"


@pytest.mark.parametrize(("key", "language"), list(zip("12345", LANGUAGES, strict=True)))
async def test_auto_language_by_key(talk, key: str, language: str) -> None:
    call, _ = await talk("auto")
    turn = await call.say(f"<dtmf:{key}>")
    assert turn.language == language
    assert (await call.say(SAID["make_purchase"][language])).ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_auto_language_by_name(talk, language: str) -> None:
    call, _ = await talk("auto")
    turn = await call.say(OWN[language])
    assert turn.language == language


@pytest.mark.parametrize("language", LANGUAGES)
async def test_auto_believes_the_recogniser(talk, language: str) -> None:
    call, _ = await talk("auto")
    turn = await call.say("ok", language=language)
    assert turn.language == language
    turn = await call.say(SAID["technical_problem"][language], language=language)
    assert (turn.language, turn.outcome.department) == (language, "technical_support")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_auto_believes_a_greeting_rather_than_the_recogniser(talk, language: str) -> None:
    wrong = {"fr": "it", "nl": "en", "it": "fr", "da": "nl", "en": "da"}[language]
    call, _ = await talk("auto")
    greeting = {"fr": "Bonjour", "nl": "Goedemorgen", "it": "Buongiorno", "da": "Goddag", "en": "Hello"}[language]
    turn = await call.say(greeting, language=wrong)
    assert turn.language == language


async def test_auto_greets_again_after_silence(talk) -> None:
    call, greeting = await talk("auto")
    turn = await call.say("<silence>")
    assert turn.replies == greeting.replies
    assert turn.expects.state == "language"
    assert (await call.say("<silence>")).ends


OTHER = {"fr": "en", "nl": "fr", "it": "da", "da": "it", "en": "nl"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_asked_for_a_language_a_caller_may_just_speak_it(talk, language: str) -> None:
    other = OTHER[language]
    call, _ = await talk(language)
    turn = await call.say(UNNAMED[language])
    assert turn.expects.state == "language", turn.replies
    turn = await call.say(SAID["ask_phone_number"][other], language=other)
    assert turn.language == other
    assert any("140" in reply for reply in turn.replies), turn.replies


UNNAMED = {
    "fr": "je voudrais changer de langue",
    "nl": "ik wil graag een andere taal",
    "it": "vorrei cambiare lingua",
    "da": "jeg vil gerne skifte sprog",
    "en": "I would like another language",
}


@pytest.mark.parametrize(
    ("key", "department"),
    [("1", "technical_support"), ("2", "account_management"), ("3", "sales"), ("7", "fraud_prevention")],
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_main_menu_by_key(run, language: str, key: str, department: str) -> None:
    ending = await run(language, f"<dtmf:{key}>")
    assert (ending.outcome.final, ending.outcome.department) == ("routed", department)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_zero_is_a_person(run, language: str) -> None:
    ending = await run(language, SAID["order_status"][language], "<dtmf:0>")
    assert (ending.outcome.final, ending.outcome.reason) == ("handoff", "explicit_request")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_yes_and_no_by_key(run, language: str) -> None:
    ending = await run(language, SAID["ask_phone_number"][language], "<dtmf:1>")
    assert ending.outcome.department == "sales"
    ending = await run(language, SAID["ask_phone_number"][language], "<dtmf:2>")
    assert ending.outcome.final == "answered"


TWO = {
    "fr": "quels sont vos horaires et pouvez-vous me passer le service commercial ?",
    "nl": "wat zijn jullie openingstijden en kunt u me doorverbinden met de verkoopafdeling?",
    "it": "quali sono i vostri orari e può passarmi l'ufficio vendite?",
    "da": "hvad er jeres åbningstider og kan du stille mig om til salgsafdelingen?",
    "en": "what are your opening hours and can you put me through to sales?",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_second_wish_is_offered(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(TWO[language])
    assert turn.outcome is not None
    assert turn.outcome.final == "answered"
    assert turn.expects.state == "yes_no", turn.replies
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert turn.outcome.department == "sales"


SECOND = {"fr": "le deuxième", "nl": "de tweede", "it": "il secondo", "da": "den anden", "en": "the second one"}
EITHER = {
    "fr": "passez-moi le service commercial ou le service qualité",
    "nl": "verbind me door met de verkoopafdeling of de kwaliteitsafdeling",
    "it": "vorrei parlare con l'ufficio vendite o con il reparto qualità",
    "da": "stil mig om til salgsafdelingen eller kvalitetsafdelingen",
    "en": "put me through to sales or quality assurance",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_of_two_departments_is_chosen(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(EITHER[language])
    assert turn.expects.state == "menu", turn.replies
    turn = await call.say(SECOND[language])
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.department == "quality_assurance"


CORRECTIONS = {
    "fr": ("non, jeudi", "jeudi"),
    "nl": ("nee, donderdag", "donderdag"),
    "it": ("no, giovedì", "giovedì"),
    "da": ("nej, torsdag", "torsdag"),
    "en": ("no, Thursday", "Thursday"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_day_is_corrected(talk, language: str) -> None:
    said, day = CORRECTIONS[language]
    call, _ = await talk(language)
    await call.say(SAID["ask_opening_hours"][language])
    turn = await call.say(said)
    # The clock of these tests stands at a Wednesday: Thursday is tomorrow.
    tomorrow = {"fr": "demain", "nl": "morgen", "it": "domani", "da": "i morgen", "en": "tomorrow"}[language]
    text = " ".join(turn.replies).lower()
    assert day.lower() in text or tomorrow in text, turn.replies
    assert turn.outcome is not None
    assert turn.outcome.final == "answered"

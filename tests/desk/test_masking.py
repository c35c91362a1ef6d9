"""What opens accounts is masked as people say it; what an agent works with stays. The sets are in tests/desk/masking;
`python -m bench.masking` prints the figures."""

from __future__ import annotations

import random

import pytest

from centralino.spoken_digits import spoken_digits
from desk.privacy.masking import Masker, find, mask, mask_lines
from desk.privacy.masking.accounts import is_iban
from desk.privacy.masking.cards import is_card
from tests.bot.dictation import Speaker
from tests.desk.masking_sets import LANGUAGES, load, score

pytestmark = pytest.mark.unit
DICTATED = 40
"""Numbers that a generated speaker dictates, of each kind."""
LOST = 1
"""Cards of these that may be read as no number: some ways to dictate are not understood."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_of_their_cards_and_codes_is_masked(language: str) -> None:
    utterances = load(language)
    assert len([each for each in utterances if "[" in "".join(each.marked)]) >= 40
    assert len([each for each in utterances if "[" not in "".join(each.marked)]) >= 40
    result = score(utterances, spoken_digits)
    assert result.recall >= 0.97, result.failed
    assert result.precision >= 0.97, result.failed


@pytest.mark.parametrize("language", LANGUAGES)
def test_dictated_cards_are_masked_and_other_numbers_never(language: str) -> None:
    lost = 0
    for seed in range(DICTATED):
        chance, speaker = random.Random(seed), Speaker(language, seed)
        number = card(chance)
        hidden = find(speaker.dictate(number), language, spoken_digits)
        lost += [one.shown for one in hidden] != [f"••••{number[-4:]}"]
        other = speaker.dictate(speaker.number(chance.choice((6, 8, 10))))
        assert find(other, language, spoken_digits) == [], other
    assert lost <= LOST


def card(chance: random.Random) -> str:
    begins = chance.choice(("4", "51", "5019", "6703", "4571", "2223"))
    body = begins + "".join(str(chance.randrange(10)) for _ in range(15 - len(begins)))
    return next(body + check for check in "0123456789" if is_card(body + check))


def test_what_stays_is_what_an_agent_needs() -> None:
    said = "my card is four five three two oh one five one one two eight three oh three six six, thanks"
    assert mask(said, "en", spoken_digits) == "my card is ••••0366, thanks"
    assert mask("the iban is GB29 NWBK 6016 1331 9268 19", "en") == "the iban is GB••••6819"
    assert mask("code pin 1987, commande 20114568", "fr") == "code pin ••••, commande 20114568"


def test_when_a_card_expires_stays_and_its_code_goes() -> None:
    said = "4532 0151 1283 0366 expires 12/27 and the code is 123"
    assert mask(said, "en", spoken_digits) == "••••0366 expires 12/27 and the code is ••••"
    assert mask("4532 0151 1283 0366 12 27 123", "en", spoken_digits) == "••••0366 ••••"


def test_a_number_over_several_lines_is_masked_when_it_shows_itself() -> None:
    masker = Masker("nl", spoken_digits)
    assert masker.add("caller", "vijfenveertig tweeëndertig nul een") == {0: "vijfenveertig tweeëndertig nul een"}
    assert masker.add("bot", "Ja, gaat u verder.") == {1: "Ja, gaat u verder."}
    assert masker.add("caller", "eenenvijftig twaalf drieëntachtig nul drie zesenzestig dank u") == {
        0: "••••",
        2: "••••0366 dank u",
    }
    assert masker.add("caller", "en mijn klantnummer is 512840") == {3: "en mijn klantnummer is 512840"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_as_they_come_end_up_as_those_of_a_whole_call(language: str) -> None:
    for utterance in load(language):
        if len(utterance.marked) > 1:
            masker, shown = Masker(language, spoken_digits), dict[int, str]()
            for speaker, text in utterance.lines:
                shown |= masker.add(speaker, text)
            assert list(shown.values()) == mask_lines(utterance.lines, language, spoken_digits)


def test_what_was_asked_for_tells_what_a_bare_number_is() -> None:
    asked = [("bot", "What is your order number?"), ("caller", "4012 8888")]
    assert mask_lines(asked, "en", spoken_digits) == [text for _, text in asked]
    told = [("caller", "my pin is"), ("bot", "Please never tell me that."), ("caller", "four seven one one")]
    assert mask_lines(told, "en", spoken_digits)[2] != "four seven one one"


def test_a_misheard_digit_does_not_uncover_a_card() -> None:
    assert not is_card("4532015112830367")
    assert mask("carte de crédit 4532 0151 1283 0367", "fr", spoken_digits) == "carte de crédit ••••0367"


def test_a_language_that_is_not_known_is_read_as_written() -> None:
    assert mask("4532-0151-1283-0366", "auto", spoken_digits) == "••••0366"
    assert mask("", "auto") == ""


@pytest.mark.parametrize(
    ("iban", "right"),
    [
        ("BE68539007547034", True), ("NL91ABNA0417164300", True), ("FR1420041010050500013M02606", True),
        ("DK5000400440116243", True), ("IT60X0542811101000000123456", True), ("BE68539007547035", False),
        ("XX68539007547034", False), ("BE6853900754703", False),
    ],
)  # fmt: skip
def test_ibans_by_their_check_digits(iban: str, right: bool) -> None:
    assert is_iban(iban) == right


def test_what_was_masked_stays_masked_however_long_the_caller_goes_on() -> None:
    masker, shown = Masker("en", spoken_digits), dict[int, str]()
    for line in ("my card is four five three two", "oh one five one", "one two eight three", "oh three six six"):
        shown |= masker.add("caller", line)
    for number in range(12):
        shown |= masker.add("caller", f"and then {'er ' * number}I waited")
    assert [shown[number] for number in range(4)] == ["my card is ••••", "••••", "••••", "••••0366"]


def test_what_was_masked_stays_masked_in_the_next_language() -> None:
    masker = Masker("it", spoken_digits)
    shown = masker.add("caller", "il pin è uno nove otto sette")
    assert "nove" not in shown[0]
    masker.language = "da"
    assert 0 not in masker.add("caller", "undskyld, kan vi tale dansk"), "nothing to replace"

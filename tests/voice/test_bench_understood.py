"""What counts as heard rightly, and the prompts that are listened to."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.meant import agreed, meant
from bench.understood import COMPANY, KINDS, Hearing, pair, prompts, rate_of
from bot.messages import LANGUAGES
from bot.replies.loader import load
from voice.spoken import spoken_form

pytestmark = pytest.mark.unit

SAME = [
    ("fr", "ouvert de 9:00 à 18:30", "Ouvert de neuf heures à 18h30."),
    ("fr", "au 01 99 00 01 40", "Au 0, 1, 99, 00.01.40"),
    ("fr", "149,90 €", "149 euros 90"),
    ("fr", "claire@lumora.fr", "Claire, C-L-A-I-R-E, arobase lumora.fr."),
    ("nl", "om 14.15 uur", "om veertien uur vijftien"),
    ("nl", "uw klantnummer, een ogenblik", "Uw klant nummer, 1 ogenblik."),
    ("nl", "femke@lumora.nl", "Femke, F.E.M. K.E. apenstaartje, lumora punt NL"),
    ("it", "dalle 9:00 alle 18:30", "dalle 9 alle 18 e 30"),
    ("it", "ordine 20071733", "ordine 200, 717, 33"),
    ("it", "resi@lumora.it", "resi, R-E-S-I, chiocciola lumora.it"),
    ("da", "kl. 14.15", "klokken 14 15"),
    ("da", "den 8. december 2026", "den ottende december to tusind og seksogtyve"),
    ("da", "ring på 12 34 05 13", "Ring på 12-34-05-13"),
    ("en", "9:00 to 18:30", "from 9 a.m. to 6 30 p.m."),
    ("en", "on Tuesday 8 December 2026", "on Tuesday, December 8th, 2026"),
    ("en", "call +353 20 912 5003", "Call 020 912 5003."),
    ("en", "you'll find it", "You will find it"),
]
DIFFERENT = [
    ("fr", "à 14:15", "à 14h50"),
    ("nl", "juffrouw Visser", "juffrouw Fischer"),
    ("it", "ordine 20071733", "ordine 20071773"),
    ("da", "kl. 9.40", "kl. 9.14"),
    ("en", "at 9:00", "at 9 pm"),
]


def errors(language: str, written: str, heard: str) -> tuple[int, int]:
    one = pair(prompts(language)[0], spoken_form(written, language, COMPANY), Hearing(heard, 1.0, -22.0), language)
    return one.errors, one.words


@pytest.mark.parametrize(("language", "written", "heard"), SAME)
def test_what_means_the_same_is_no_error(language: str, written: str, heard: str) -> None:
    said, other = agreed(meant(spoken_form(written, language, COMPANY), language), meant(heard, language))
    assert sorted(said.split()) == sorted(other.split()), "the order of a date is free in this test"


@pytest.mark.parametrize(("language", "written", "heard"), DIFFERENT)
def test_what_means_something_else_is_one(language: str, written: str, heard: str) -> None:
    assert errors(language, written, heard)[0] > 0


def test_errors_are_pooled_over_words() -> None:
    hearing = Hearing("one two five", 1.0, -22.0)
    pairs = [pair(prompts("en")[0], said, hearing, "en") for said in ("one two five", "one two three four five")]
    assert rate_of(pairs) == pytest.approx(100 * 2 / 8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_prompts_half_of_them_plain_replies(language: str) -> None:
    rows = prompts(language)
    replies = {wording.text for reply in load()[language].values() for wording in reply.wordings}
    assert Counter(row.kind for row in rows) == dict(zip(KINDS, (20, 10, 5, 5), strict=True))
    assert {row.text for row in rows if row.kind == "plain"} <= replies
    assert len(prompts(language, "odd")) == len(prompts(language, "even")) == 20

"""Times of day as callers say them."""

from __future__ import annotations

import pytest

from bot.entities.text import Text
from bot.entities.times import TimeFinder
from tests.bot.world import lexicon, values

pytestmark = pytest.mark.unit

SAID = [
    ("en", "half past three", "15:30"),
    ("en", "around half two", "14:30"),
    ("en", "at three o'clock", "15:00"),
    ("en", "quarter past nine", "09:15"),
    ("en", "between ten and twelve", "10:00 12:00"),
    ("en", "14:30", "14:30"),
    ("en", "half six is grand", "18:30"),
    ("en", "a quarter to five", "16:45"),
    ("en", "ten past four", "16:10"),
    ("en", "twenty-five to six", "17:35"),
    ("en", "3 pm", "15:00"),
    ("en", "3pm", "15:00"),
    ("en", "at nine in the evening", "21:00"),
    ("en", "eight in the morning", "08:00"),
    ("en", "at noon", "12:00"),
    ("en", "three thirty", "15:30"),
    ("en", "call me at nine fifteen tomorrow", "09:15"),
    ("en", "I have three invoices", ""),
    ("en", "at five", "17:00"),
    ("en", "after five days", ""),
    ("en", "about three weeks ago", ""),
    ("en", "from nine to five", "09:00 17:00"),
    ("en", "two to three weeks", ""),
    ("en", "twelve thirty four fifty six", ""),
    ("en", "at 6 a.m.", "06:00"),
    ("en", "tomorrow afternoon at two", "14:00"),
    ("en", "one to three four five six seven", ""),
    ("en", "seven thirty pm", "19:30"),
    ("en", "midnight", "00:00"),
    ("en", "ten o'clock tonight", "22:00"),
    ("fr", "à dix heures trente", "10:30"),
    ("fr", "les 3 heures et demie", "15:30"),
    ("fr", "vers midi", "12:00"),
    ("fr", "dix-huit heures", "18:00"),
    ("fr", "entre neuf heures et onze heures", "09:00 11:00"),
    ("fr", "à quatorze heures", "14:00"),
    ("fr", "plutôt quinze heures", "15:00"),
    ("fr", "vers seize heures quinze", "16:15"),
    ("fr", "quatre heures moins le quart", "15:45"),
    ("fr", "trois heures et quart", "15:15"),
    ("fr", "15h30", "15:30"),
    ("fr", "15 h", "15:00"),
    ("fr", "midi et demi", "12:30"),
    ("fr", "huit heures du soir", "20:00"),
    ("fr", "neuf heures moins vingt", "08:40"),
    ("fr", "j'attends depuis deux heures", ""),
    ("fr", "demain matin à 8 heures", "08:00"),
    ("fr", "dans deux heures", ""),
    ("fr", "demain après-midi", ""),
    ("fr", "à 8h", "08:00"),
    ("fr", "vingt heures trente", "20:30"),
    ("fr", "cinq heures de l'après-midi", "17:00"),
    ("fr", "de 9h à 17h", "09:00 17:00"),
    ("fr", "à midi moins le quart", "11:45"),
    ("nl", "om half drie", "14:30"),
    ("nl", "kwart over acht 's morgens", "08:15"),
    ("nl", "tussen negen en tien", "09:00 10:00"),
    ("nl", "na vier uur", "16:00"),
    ("nl", "kwart voor vier", "15:45"),
    ("nl", "tien voor half vijf", "16:20"),
    ("nl", "vijf over half zes", "17:35"),
    ("nl", "twaalf uur 's middags", "12:00"),
    ("nl", "15.30 uur", "15:30"),
    ("nl", "om drie uur", "15:00"),
    ("nl", "zo rond zeven uur vanavond", "19:00"),
    ("nl", "om half negen 's avonds", "20:30"),
    ("nl", "tien over vier", "16:10"),
    ("nl", "over twee uur", ""),
    ("nl", "over drie dagen", ""),
    ("nl", "om veertien dertig", "14:30"),
    ("nl", "ik heb twee facturen", ""),
    ("nl", "maandagavond om acht uur", "20:00"),
    ("nl", "15u30", "15:30"),
    ("nl", "negen uur", "09:00"),
    ("it", "alle dieci e mezza", "10:30"),
    ("it", "verso le quattro del pomeriggio", "16:00"),
    ("it", "alle diciotto e quarantacinque", "18:45"),
    ("it", "mezzogiorno", "12:00"),
    ("it", "alle nove in punto", "09:00"),
    ("it", "venerdì tredici alle quindici", "15:00"),
    ("it", "le tre e un quarto", "15:15"),
    ("it", "alle cinque meno un quarto", "16:45"),
    ("it", "le tre meno dieci", "14:50"),
    ("it", "alle 15.30", "15:30"),
    ("it", "dalle nove alle dodici", "09:00 12:00"),
    ("it", "all'una", "13:00"),
    ("it", "ore 18", "18:00"),
    ("it", "alle otto di sera", "20:00"),
    ("it", "le due fatture", ""),
    ("it", "dopo le sette di sera", "19:00"),
    ("it", "mezzogiorno e mezza", "12:30"),
    ("it", "alle tre e mezza", "15:30"),
    ("it", "le otto e tre quarti", "08:45"),
    ("it", "tra le nove e le dieci", "09:00 10:00"),
    ("it", "fino alle undici", "11:00"),
    ("da", "klokken halv tre", "14:30"),
    ("da", "kvart over ni", "09:15"),
    ("da", "ti minutter i fire", "15:50"),
    ("da", "klokken fjorten tredive", "14:30"),
    ("da", "mellem otte og tolv", "08:00 12:00"),
    ("da", "efter fire", "16:00"),
    ("da", "halv fire", "15:30"),
    ("da", "kvart i fire", "15:45"),
    ("da", "ti over halv fem", "16:40"),
    ("da", "fem minutter i halv ti", "09:25"),
    ("da", "kl. 15.30", "15:30"),
    ("da", "kl 9", "09:00"),
    ("da", "klokken otte om aftenen", "20:00"),
    ("da", "klokken tre", "15:00"),
    ("da", "fra ni til fem", "09:00 17:00"),
    ("da", "fire fire syv to ni en", ""),
    ("da", "to i morgen", ""),
    ("da", "klokken ti i dag", "10:00"),
    ("da", "ved tretiden", "15:00"),
    ("da", "klokken 14 30", "14:30"),
    ("en", "at 03:30", "03:30"),
    ("en", "from five to ten", "17:00 10:00"),
]


@pytest.mark.parametrize(("language", "said", "times"), SAID)
def test_a_time_is_the_one_that_is_meant(language: str, said: str, times: str) -> None:
    finder = TimeFinder(lexicon(language))
    assert " ".join(mention.value for mention in finder.find(Text(said, language))) == times


MORE = [
    ("en", "twenty to one", "12:40"), ("nl", "om half een", "12:30"), ("it", "l'una meno un quarto", "12:45"),
    ("da", "ti minutter i et", "12:50"), ("fr", "une heure moins le quart", "12:45"),
    ("nl", "om half een 's nachts", "00:30"),
    ("en", "at ten oh five", "10:05"), ("fr", "dix heures zéro cinq", "10:05"), ("nl", "tien uur nul vijf", "10:05"),
    ("it", "alle dieci e zero cinque", "10:05"), ("da", "klokken ti nul fem", "10:05"),
    ("it", "alle dieci e cinque", "10:05"), ("fr", "dix heures cinq", "10:05"),
    ("en", "sixteen twenty suits me", "16:20"), ("fr", "seize heures vingt si ça va", "16:20"),
    ("nl", "zestien uur twintig kan ook", "16:20"), ("it", "sedici e venti direi", "16:20"),
    ("da", "seksten tyve tak", "16:20"), ("en", "fourteen hundred hours", "14:00"), ("da", "seksten nul nul", "16:00"),
    ("nl", "een uur of vijf", ""), ("nl", "rond een uur of vijf", "17:00"), ("nl", "tegen zessen", "18:00"),
    ("en", "fiveish", "17:00"), ("da", "ved femtiden", "17:00"), ("fr", "midi dix", "12:10"),
    ("it", "venti alle otto", "07:40"), ("it", "mancano dieci minuti alle nove", "08:50"),
    ("en", "five and twenty past nine", "09:25"), ("da", "ti minutter efter ni", "09:10"),
    ("en", "good evening could you ring at nine", "09:00"), ("fr", "bonne soirée à neuf heures alors", "09:00"),
    ("nl", "goedemiddag graag om negen uur", "09:00"), ("it", "buona sera alle nove", "09:00"),
    ("da", "god aften klokken ni", "09:00"), ("en", "at two and at eight in the evening", "14:00 20:00"),
    ("en", "not in the morning, at three", "15:00"), ("da", "klokken tre, nej, fire", "15:00 16:00"),
    ("fr", "ça fait deux heures que j'attends", ""), ("nl", "dat heeft drie uur geduurd", ""),
    ("it", "per un posto libero", ""), ("da", "jeg leder efter en af jer", ""),
    ("en", "there's about four in the room", ""),
    ("fr", "une attente de deux heures", ""), ("nl", "om de twee uur", ""),
    ("fr", "vous cherchez midi à quatorze heures", ""), ("nl", "het is vijf voor twaalf met dat ding", ""),
    ("it", "il problema del mezzogiorno", ""), ("da", "klokken er fem i tolv for os", ""),
    ("en", "at sixes and sevens", ""), ("fr", "près de la gare du midi", ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "times"), MORE)
def test_times_as_each_region_tells_them(language: str, said: str, times: str) -> None:
    finder = TimeFinder(lexicon(language))
    assert " ".join(mention.value for mention in finder.find(Text(said, language))) == times


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "at nine, sorry, at ten"), ("fr", "à neuf heures euh non à dix heures"),
        ("nl", "om negen nee om tien uur"),
        ("it", "alle nove anzi alle dieci"), ("da", "klokken ni nej hov ti"),
        ("en", "nine o'clock or rather ten o'clock"),
        ("nl", "niet voor tien uur"), ("fr", "pas avant dix heures"), ("da", "ikke før klokken ti"),
        ("it", "non prima delle dieci"), ("en", "not before ten o'clock"),
        ("fr", "pas à neuf heures à dix heures"), ("nl", "negen uur is te vroeg tien uur kan"),
        ("it", "alle nove non posso facciamo alle dieci"), ("da", "klokken ni er for tidligt klokken ti går"),
    ],
)  # fmt: skip
def test_the_last_wish_counts(language: str, said: str) -> None:
    assert values(said, language, "time") == ["10:00"]

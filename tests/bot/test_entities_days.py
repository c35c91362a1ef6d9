"""Days as callers name them, counted from Wednesday 25 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.entities.days import DayFinder
from bot.entities.text import Text
from tests.bot.world import find, lexicon

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 25)
SAID = [
    ("en", "are you open on saturday", "2026-11-28"),
    ("en", "tomorrow", "2026-11-26"),
    ("en", "the day after tomorrow", "2026-11-27"),
    ("en", "next Monday", "2026-11-30"),
    ("en", "next friday", "2026-12-04"),
    ("en", "a week from friday", "2026-12-04"),
    ("en", "friday week", "2026-12-04"),
    ("en", "on July 14th", "2027-07-14"),
    ("en", "the fourteenth of July", "2027-07-14"),
    ("en", "the twenty first", "2026-12-21"),
    ("en", "12 March 1990", "1990-03-12"),
    ("en", "the third of May", "2027-05-03"),
    ("en", "are you open on christmas eve", "2026-12-24"),
    ("en", "St Stephen's Day", "2026-12-26"),
    ("en", "in three days", "2026-11-28"),
    ("en", "two weeks ago", "2026-11-11"),
    ("en", "last tuesday", "2026-11-24"),
    ("en", "wensday", "2026-12-02"),
    ("en", "this weekend", "2026-11-28"),
    ("en", "friday the 13th", "2027-08-13"),
    ("en", "december the 5th", "2026-12-05"),
    ("en", "on the 5th at ten", "2026-12-05"),
    ("en", "tonight", "2026-11-25"),
    ("en", "Easter Monday", "2027-03-29"),
    ("en", "it may be 5 people", None),
    ("en", "the second one", None),
    ("en", "monday morning next week", "2026-11-30"),
    ("fr", "le 14 juillet", "2027-07-14"),
    ("fr", "le quatorze mars", "2027-03-14"),
    ("fr", "demain", "2026-11-26"),
    ("fr", "après-demain", "2026-11-27"),
    ("fr", "vendredi prochain", "2026-11-27"),
    ("fr", "lundi de la semaine prochaine", "2026-11-30"),
    ("fr", "mercredi vingt-trois", "2026-12-23"),
    ("fr", "le premier avril deux mille vingt-cinq", "2025-04-01"),
    ("fr", "le huit", "2026-12-08"),
    ("fr", "aujourd'hui même", "2026-11-25"),
    ("fr", "c'est pour demain après-midi", "2026-11-26"),
    ("fr", "à Noël vous êtes ouverts ?", "2026-12-25"),
    ("fr", "lundi de Pâques", "2027-03-29"),
    ("fr", "dans quinze jours", "2026-12-09"),
    ("fr", "jeudi", "2026-11-26"),
    ("fr", "il y a trois jours", "2026-11-22"),
    ("fr", "le vingt et un", "2026-12-21"),
    ("fr", "ce soir", "2026-11-25"),
    ("fr", "le 24/12", "2026-12-24"),
    ("fr", "vendredi en huit", "2026-12-04"),
    ("fr", "le lundi 30 novembre", "2026-11-30"),
    ("fr", "mardi dernier", "2026-11-24"),
    ("fr", "le 1er janvier", "2027-01-01"),
    ("fr", "le dimanche", "2026-11-29"),
    ("nl", "overmorgen", "2026-11-27"),
    ("nl", "woensdagnamiddag", "2026-12-02"),
    ("nl", "vrijdag de dertiende", "2027-08-13"),
    ("nl", "volgende week maandag", "2026-11-30"),
    ("nl", "drie mei", "2027-05-03"),
    ("nl", "vijftien november tweeduizend vierentwintig", "2024-11-15"),
    ("nl", "12/03/1978", "1978-03-12"),
    ("nl", "zijn jullie open met Kerstmis", "2026-12-25"),
    ("nl", "tweede kerstdag", "2026-12-26"),
    ("nl", "aanstaande vrijdag", "2026-11-27"),
    ("nl", "vanavond", "2026-11-25"),
    ("nl", "gisteren", "2026-11-24"),
    ("nl", "goede morgen", None),
    ("nl", "morgenochtend", "2026-11-26"),
    ("nl", "over twee weken", "2026-12-09"),
    ("nl", "24 december", "2026-12-24"),
    ("nl", "de vijfde", "2026-12-05"),
    ("nl", "vorige week dinsdag", "2026-11-17"),
    ("nl", "zaterdag", "2026-11-28"),
    ("nl", "op koningsdag", "2027-04-27"),
    ("nl", "hemelvaart", "2027-05-06"),
    ("nl", "drieëntwintig december", "2026-12-23"),
    ("it", "dopodomani", "2026-11-27"),
    ("it", "il quindici marzo", "2027-03-15"),
    ("it", "venerdì prossimo", "2026-11-27"),
    ("it", "la settimana prossima mercoledì", "2026-12-02"),
    ("it", "il 3 aprile", "2027-04-03"),
    ("it", "venerdi tredici alle quindici", "2027-08-13"),
    ("it", "l'undici", "2026-12-11"),
    ("it", "il primo gennaio", "2027-01-01"),
    ("it", "a ferragosto", "2027-08-15"),
    ("it", "la vigilia di natale", "2026-12-24"),
    ("it", "fra tre giorni", "2026-11-28"),
    ("it", "sabato mattina", "2026-11-28"),
    ("it", "stasera", "2026-11-25"),
    ("it", "lunedì scorso", "2026-11-23"),
    ("it", "è per il quattro di maggio", "2027-05-04"),
    ("it", "a santo stefano", "2026-12-26"),
    ("it", "oggi", "2026-11-25"),
    ("it", "due giorni fa", "2026-11-23"),
    ("da", "i overmorgen", "2026-11-27"),
    ("da", "d. 24. december", "2026-12-24"),
    ("da", "den fireogtyvende december", "2026-12-24"),
    ("da", "på torsdag", "2026-11-26"),
    ("da", "næste fredag", "2026-12-04"),
    ("da", "næste mandag", "2026-11-30"),
    ("da", "tirsdag den fjortende", "2027-09-14"),
    ("da", "den treogtyvende", "2026-12-23"),
    ("da", "femte maj", "2027-05-05"),
    ("da", "den første i tolvte", "2026-12-01"),
    ("da", "juleaften", "2026-12-24"),
    ("da", "2. juledag", "2026-12-26"),
    ("da", "i morgen formiddag", "2026-11-26"),
    ("da", "i dag", "2026-11-25"),
    ("da", "i går", "2026-11-24"),
    ("da", "om tre dage", "2026-11-28"),
    ("da", "for tre uger siden", "2026-11-04"),
    ("da", "mandag i næste uge", "2026-11-30"),
    ("da", "lørdag", "2026-11-28"),
    ("da", "soendag", "2026-11-29"),
    ("da", "den 24.12.", "2026-12-24"),
    ("da", "langfredag", "2027-03-26"),
    ("da", "fredag formiddag", "2026-11-27"),
    ("da", "sidste tirsdag", "2026-11-24"),
    ("da", "om torsdagen", "2026-11-26"),
]


def days(language: str, said: str, today: date = TODAY) -> list[str]:
    finder = DayFinder(lexicon(language))
    return [mention.value for mention in finder.find(Text(said, language), today)]


@pytest.mark.parametrize(("language", "said", "day"), SAID)
def test_a_day_is_the_date_that_is_meant(language: str, said: str, day: str | None) -> None:
    assert days(language, said) == ([day] if day else [])


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Thursday"), ("fr", "jeudi"), ("nl", "donderdag"), ("it", "giovedì"), ("da", "torsdag")],
)
def test_a_plain_weekday_is_the_next_such_date(language: str, said: str) -> None:
    assert days(language, said) == ["2026-11-26"]
    assert days(language, said, date(2026, 11, 26)) == ["2026-12-03"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the 29th of February"), ("fr", "le 29 février"), ("nl", "29 februari"), ("it", "il 29 febbraio"),
        ("da", "den 29. februar"),
    ],
)  # fmt: skip
def test_a_date_without_year_is_the_next_that_exists(language: str, said: str) -> None:
    assert days(language, said) == ["2028-02-29"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not Wednesday, Thursday"), ("fr", "pas mercredi, jeudi"), ("nl", "niet woensdag maar donderdag"),
        ("it", "non mercoledì, giovedì"), ("da", "ikke onsdag, torsdag"),
    ],
)  # fmt: skip
def test_a_day_taken_back_is_kept_apart(language: str, said: str) -> None:
    found = find(said, language)
    assert [e.value for e in found.entities if e.entity == "day"] == ["2026-11-26"]
    assert [e.value for e in found.negated] == ["2026-12-02"]


BY_MONTH = [
    ("en", "on the fifth of next month", "2026-12-05"), ("fr", "le cinq du mois prochain", "2026-12-05"),
    ("nl", "de vijfde van volgende maand", "2026-12-05"), ("it", "il cinque del mese prossimo", "2026-12-05"),
    ("da", "den femte i næste måned", "2026-12-05"),
    ("en", "the last day of the month", "2026-11-30"), ("fr", "le dernier jour du mois", "2026-11-30"),
    ("nl", "de laatste dag van de maand", "2026-11-30"), ("it", "l'ultimo giorno del mese", "2026-11-30"),
    ("da", "den sidste dag i måneden", "2026-11-30"),
    ("en", "the second tuesday in december", "2026-12-08"), ("fr", "le deuxième mardi de décembre", "2026-12-08"),
    ("nl", "de tweede dinsdag van december", "2026-12-08"), ("it", "il secondo martedì di dicembre", "2026-12-08"),
    ("da", "den anden tirsdag i december", "2026-12-08"),
    ("en", "the first of the month", "2026-12-01"), ("fr", "le premier du mois", "2026-12-01"),
    ("nl", "de eerste van de maand", "2026-12-01"), ("it", "il primo del mese", "2026-12-01"),
    ("da", "den første i måneden", "2026-12-01"),
    ("en", "the fourth of the twelfth", "2026-12-04"), ("nl", "de vierde van de twaalfde", "2026-12-04"),
    ("it", "il quattro del dodici", "2026-12-04"), ("nl", "den twaalfden december", "2026-12-12"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "day"), BY_MONTH)
def test_a_day_may_be_told_by_its_month(language: str, said: str, day: str) -> None:
    assert days(language, said) == [day]


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "next week on thursday", "2026-12-03"), ("fr", "la semaine prochaine le jeudi", "2026-12-03"),
        ("nl", "volgende week op donderdag", "2026-12-03"), ("it", "la settimana prossima di giovedì", "2026-12-03"),
        ("da", "i næste uge på torsdag", "2026-12-03"),
        ("en", "two weeks on monday", "2026-12-14"), ("fr", "lundi dans quinze jours", "2026-12-14"),
        ("nl", "maandag over 14 dagen", "2026-12-14"), ("it", "lunedì fra due settimane", "2026-12-14"),
        ("da", "mandag om 14 dage", "2026-12-14"), ("en", "a fortnight tomorrow", "2026-12-10"),
        ("en", "the week after next on monday", "2026-12-07"),
        ("fr", "d'ici huit jours", "2026-12-02"), ("nl", "binnen acht dagen", "2026-12-02"),
        ("it", "fra otto giorni", "2026-12-02"), ("da", "om otte dage", "2026-12-02"),
        ("en", "in eight days", "2026-12-03"),
        ("en", "in a month", "2026-12-25"), ("fr", "dans un mois", "2026-12-25"),
        ("nl", "over een maand", "2026-12-25"),
        ("it", "fra un mese", "2026-12-25"), ("da", "om en måned", "2026-12-25"),
        ("en", "the day after christmas", "2026-12-26"), ("fr", "la veille de Noël", "2026-12-24"),
        ("nl", "de dag na nieuwjaar", "2027-01-02"), ("it", "il giorno dopo Natale", "2026-12-26"),
        ("da", "dagen efter juleaften", "2026-12-25"), ("da", "lillejuleaften", "2026-12-23"),
    ],
)  # fmt: skip
def test_days_are_counted_in_weeks_and_from_feasts(language: str, said: str, day: str) -> None:
    assert days(language, said) == [day]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "saturday that's the 12th of december"), ("fr", "samedi c'est-à-dire le douze décembre"),
        ("nl", "zaterdag dat is de twaalfde december"), ("it", "sabato cioè il dodici dicembre"),
        ("da", "lørdag det er den tolvte december"),
    ],
)  # fmt: skip
def test_a_date_explains_the_weekday_beside_it(language: str, said: str) -> None:
    assert days(language, said) == ["2026-12-12"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "my name is Sunday"), ("fr", "je m'appelle Vendredi"), ("nl", "van Maandag is mijn achternaam"),
        ("it", "mi chiamo Domenica"), ("da", "jeg hedder Søndag til efternavn"),
        ("fr", "au douze avenue du huit mai"), ("it", "in piazza quattro novembre"), ("nl", "in de 1 meistraat"),
        ("en", "I wasn't born yesterday"), ("fr", "ça change du jour au lendemain"), ("nl", "ik ben niet van gisteren"),
        ("it", "dall'oggi al domani"), ("da", "jeg er ikke født i går"), ("en", "we pay for support 24/7"),
        ("en", "that Black Friday deal"), ("da", "jeres black friday tilbud"),
        ("fr", "client quatre deux sept un"), ("en", "the fifth in the queue"),
        ("nl", "over een dag of drie"),
    ],
)  # fmt: skip
def test_names_streets_and_idioms_are_no_days(language: str, said: str) -> None:
    assert days(language, said) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "thursday no wait friday"), ("fr", "jeudi, ah non, vendredi"), ("nl", "donderdag, nee wacht, vrijdag"),
        ("it", "giovedì anzi venerdì"), ("da", "torsdag nej undskyld fredag"),
        ("en", "thursday's no good make it friday"), ("fr", "jeudi je peux pas plutôt vendredi"),
        ("nl", "donderdag lukt niet vrijdag wel"), ("it", "giovedì non posso facciamo venerdì"),
        ("da", "torsdag kan jeg ikke hellere fredag"),
        ("en", "I'd rather friday than thursday"), ("fr", "plutôt vendredi que jeudi"),
        ("nl", "liever vrijdag dan donderdag"), ("it", "meglio venerdì che giovedì"),
        ("da", "hellere fredag end torsdag"),
        ("en", "not this thursday but friday"),
        ("nl", "ten laatste vrijdag"), ("en", "friday, not before"),
        ("en", "could you not do friday"), ("fr", "vous pourriez pas vendredi"), ("nl", "kan hij niet vrijdag komen"),
        ("it", "non potrebbe venerdì"), ("da", "kan I ikke fredag"),
    ],
)  # fmt: skip
def test_the_last_wish_counts(language: str, said: str) -> None:
    found = find(said, language)
    assert [e.value for e in found.entities if e.entity == "day"] == ["2026-11-27"]

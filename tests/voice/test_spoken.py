"""What is said is not what is written."""

from __future__ import annotations

import pytest

from bot.messages import LANGUAGES
from voice.spoken import LEXICONS, spoken_form
from voice.spoken.mixed import by_language

pytestmark = pytest.mark.unit
COMPANY = frozenset({"lumora"})

PHONES = [
    ("fr", "Faites le +33 1 99 00 01 40.", "Faites le zéro un, quatre-vingt-dix-neuf, zéro zéro, zéro un, quarante."),
    ("fr", "01.99.00.05.17", "zéro un, quatre-vingt-dix-neuf, zéro zéro, zéro cinq, dix-sept"),
    ("fr", "+32 2 123 01 30", "plus trente-deux, deux, cent vingt-trois, zéro un, trente"),
    ("nl", "Bel +31 20 123 0505.", "Bel nul twee nul, één twee drie, nul vijf nul vijf."),
    ("nl", "+32 2 123 01 30", "plus tweeëndertig, twee, honderddrieëntwintig, nul één, dertig"),
    ("it", "al +39 02 1234 0504", "al zero due, uno due tre quattro, zero cinque zero quattro"),
    ("it", "+33199000140", "più trentatré, uno, novantanove, zero zero, zero uno, quaranta"),
    ("it", "333 456 7812", "tre tre tre, quattro cinque sei, sette otto uno due"),
    ("da", "Ring på +45 12 34 05 13.", "Ring på tolv, fireogtredive, nul fem, tretten."),
    ("da", "tlf. 12340513", "telefon tolv, fireogtredive, nul fem, tretten"),
    ("en", "Call +353 20 912 5003.", "Call zero two zero, nine one two, five zero zero three."),
    ("en", "+44 20 7946 0123", "plus four four, two zero, seven nine four six, zero one two three"),
]
EXTENSIONS = [
    ("fr", "poste 412", "poste quatre cent douze"),
    ("nl", "toestel 413", "toestel vier één drie"),
    ("it", "interno 412", "interno quattro uno due"),
    ("da", "lokal 413", "lokal fire et tre"),
    ("en", "ext. 412", "extension four one two"),
]
EMAILS = [
    ("fr", "info@lumora.fr", "info, arobase, lumora point effe erre"),
    ("nl", "info@lumora.nl", "info, apenstaartje, lumora punt enn el"),
    ("it", "info@lumora.it", "info, chiocciola, lumora punto i ti"),
    ("da", "info@lumora.dk", "info, snabel-a, lumora punktum dé kå"),
    ("en", "info@lumora.ie", "info, at, lumora dot eye ee"),
    ("nl", "jan.jansen@lumora.example",
     "jan, jee aa enn, punt jansen, jee aa enn, es ee enn, apenstaartje, lumora punt example"),
    ("fr", "enea.far@lumora.fr",
     "enea, E enne E a, point far, effe a erre, arobase, lumora point effe erre"),
    ("it", "enea.far@lumora.it", "enea, e enne e a, punto far, effe a erre, chiocciola, lumora punto i ti"),
    ("da", "cda.far@lumora.dk", "cda, sé dé a, punktum far, æf a ær, snabel-a, lumora punktum dé kå"),
    ("en", "enea.far@lumora.ie", "enea, ee en ee eigh, dot far, ef eigh ar, at, lumora dot eye ee"),
    ("en", "x7_k@gmail.com", "ex seven underscore kay, at, gmail dot com"),
]  # fmt: skip
TIMES = [
    ("fr", "de 9:00 à 18:30", "de neuf heures à dix-huit heures trente"),
    ("fr", "9h–12h", "de neuf heures à midi"),
    ("fr", "à 21 h", "à vingt et une heures"),
    ("fr", "sous 24 heures", "sous vingt-quatre heures"),
    ("nl", "van 9:00 tot 18:30", "van negen uur tot achttien uur dertig"),
    ("nl", "om 9.30 uur", "om negen uur dertig"),
    ("it", "dalle 9:00 alle 18:30", "dalle nove alle diciotto e trenta"),
    ("it", "alle ore 13", "alle ore tredici"),
    ("it", "dalle 0:00 alle 1:30", "da mezzanotte all'una e trenta"),
    ("it", "sabato dalle 13:00 alle 0:00", "sabato dalle tredici a mezzanotte"),
    ("da", "fra 9:00 til 18:30", "fra ni til atten tredive"),
    ("da", "kl. 9.05", "klokken ni nul fem"),
    ("da", "kl. 9.00-17.00", "klokken ni til sytten"),
    ("en", "from 9:00 to 18:30", "from nine eigh em to six thirty pee em"),
    ("en", "9am-5pm", "from nine eigh em to five pee em"),
    ("en", "at 12:00", "at noon"),
]
DATES = [
    ("fr", "lundi 24 novembre 2026", "lundi vingt-quatre novembre deux mille vingt-six"),
    ("fr", "le 1er décembre", "le premier décembre"),
    ("nl", "op dinsdag 8 december", "op dinsdag acht december"),
    ("nl", "24-12-1998", "vierentwintig december negentien achtennegentig"),
    ("it", "martedì 8 dicembre", "martedì otto dicembre"),
    ("it", "il 1 dicembre", "il primo dicembre"),
    ("da", "tirsdag den 8. december", "tirsdag den ottende december"),
    ("da", "den 31. maj 2026", "den enogtredivte maj to tusind og seksogtyve"),
    ("en", "on Tuesday 8 December", "on Tuesday the eighth of December"),
    ("fr", "avant le 15 janvier. Merci.", "avant le quinze janvier. Merci."),
    ("nl", "voor 15 januari. Dank u.", "voor vijftien januari. Dank u."),
    ("it", "entro il 15 gennaio. Grazie.", "entro il quindici gennaio. Grazie."),
    ("da", "den 15. januar. Tak.", "den femtende januar. Tak."),
    ("en", "by 15 January. Thank you.", "by the fifteenth of January. Thank you."),
    ("en", "on Jan. 5 or 3 Dec.", "on the fifth of January or the third of December"),
    ("en", "2026-12-24", "the twenty-fourth of December, twenty twenty-six"),
]
AMOUNTS = [
    ("fr", "49,90 €", "quarante-neuf euros quatre-vingt-dix"),
    ("nl", "€ 49,90", "negenenveertig euro negentig"),
    ("it", "€ 1.250", "milleduecentocinquanta euro"),
    ("da", "199,95 kr.", "hundrede og nioghalvfems kroner og femoghalvfems øre"),
    ("en", "€1,250.50", "one thousand two hundred and fifty euros fifty"),
    ("fr", "1 €", "un euro"),
    ("fr", "TVA 21 %", "té vé a vingt et un pour cent"),
    ("da", "25 % moms", "femogtyve procent moms"),
    ("en", "12.5 km", "twelve point five kilometres"),
    ("nl", "100 Mbit/s", "honderd megabit per seconde"),
]
REFERENCES = [
    ("fr", "commande 20071733", "commande deux zéro zéro, sept un sept, trois trois"),
    ("nl", "bestelling 20071733", "bestelling twee nul nul, zeven één zeven, drie drie"),
    ("it", "codice cliente 104233", "codice cliente uno zero quattro, due tre tre"),
    ("da", "kundenummer 104233", "kundenummer et nul fire, to tre tre"),
    ("en", "order LU-2026-00123", "order ell you, two zero two six, zero zero one, two three"),
    ("en", "42000123", "four two zero, zero zero one, two three"),
]
NUMBERS = [
    ("fr", "Tapez 1 pour une panne", "Tapez un pour une panne"),
    ("fr", "dans 1 minute et 21 personnes", "dans une minute et vingt et une personnes"),
    ("nl", "u bent de 2e", "u bent de tweede"),
    ("it", "prema 1 o 2", "prema uno o due"),
    ("it", "tra 1 minuto", "tra un minuto"),
    ("da", "1 for fejl, om 1 minut, 1 kunde", "et for fejl, om et minut, en kunde"),
    ("da", "1234", "tusind to hundrede og fireogtredive"),
    ("en", "you are 2nd, press 1 or #", "you are second, press one or hash"),
]
ABBREVIATIONS = [
    ("fr", "M. Dupont et Mme Morel", "Monsieur Dupont et Madame Morel"),
    ("fr", "tél. 01 99 00 01 40", "téléphone zéro un, quatre-vingt-dix-neuf, zéro zéro, zéro un, quarante"),
    ("nl", "dhr. Jansen, bijv. vandaag", "de heer Jansen, bijvoorbeeld vandaag"),
    ("it", "la Sig.ra Conti", "la Signora Conti"),
    ("da", "hr. Sørensen, ca. fem, osv.", "herr Sørensen, cirka fem, og så videre"),
    ("en", "Mr. Kelly, HR & IT", "Mister Kelly, aitch ar and eye tee"),
]
TABLE = PHONES + EXTENSIONS + EMAILS + TIMES + DATES + AMOUNTS + REFERENCES + NUMBERS + ABBREVIATIONS


@pytest.mark.parametrize(("language", "written", "said"), TABLE)
def test_said_as_people_say_it(language: str, written: str, said: str) -> None:
    assert spoken_form(written, language, COMPANY) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "written",
    ["+353 20 912 5003", "12 34 05 13", "99999999999999999999", "3,14159", "1.000.000", "0", "00", "24:00",
     "€ 99999999999999", "31/02/2026", "A1-B2/C3", "€", "№ 5", "-7", "5-8",
     "12:60", "1e 2e", "@", "a@b", "x@y.z1", "7/8", "٣"],
)  # fmt: skip
def test_leaves_no_digit_behind(language: str, written: str) -> None:
    assert not any(character in "0123456789" for character in spoken_form(f"A {written}, z.", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_sentences_stay_as_they_are(language: str) -> None:
    sentences = {
        "fr": "Désolé, c'est fermé ; ça rouvre demain. Autre chose ?",
        "nl": "Sorry, we zijn gesloten; morgen zijn we weer open. Kan ik nog iets doen?",
        "it": "Mi dispiace, è chiuso; riapre domani. Posso fare altro?",
        "da": "Beklager, vi har lukket; vi åbner igen i morgen. Andet?",
        "en": "Sorry, we're closed; we open again tomorrow. No. Anything else?",
    }
    assert spoken_form(sentences[language], language) == sentences[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_name(language: str) -> None:
    assert set("abcdefghijklmnopqrstuvwxyz") <= set(LEXICONS[language].letters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_long_text_is_spoken_in_time(language: str) -> None:
    """Patterns that backtrack would take minutes over 10 kB of digits or letters."""
    for text in ("1" * 10_000, "1 " * 5_000, "a." * 5_000, "a-" * 5_000, "+32 " * 2_500, "é" * 10_000):
        assert spoken_form(text, language)


def test_a_prompt_in_all_languages_is_said_in_each() -> None:
    greeting = "Bonjour, goedendag, hello! Lumora, assistant automatique."
    prompt = f"{greeting} Parlez français, ou tapez 1. Speak English, or press 5."
    parts = by_language(prompt, "fr")
    assert [language for language, _ in parts] == ["fr", "nl", "en", "fr", "en"]
    assert "ou tapez 1" in parts[3][1]
    assert "or press 5" in parts[4][1]


def test_a_reply_that_names_languages_stays_in_its_own() -> None:
    reply = "Voulez-vous parler français ? Nous parlons aussi English et Nederlands, tapez 1."
    assert by_language("Do you want to speak English?", "en") == (("en", "Do you want to speak English?"),)
    assert by_language("Parlez-vous italiano ?", "fr") == (("fr", "Parlez-vous italiano ?"),)
    assert "".join(part for _, part in by_language(reply, "fr"))

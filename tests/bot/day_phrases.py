"""Days as callers say them, with the date that each means on a given day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from num2words import num2words

WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "en": "january february march april may june july august september october november december",
}
RELATIVE = {
    "fr": {
        0: "aujourd'hui|ce matin|cet après-midi|ce soir", 1: "demain|demain matin|demain soir",
        2: "après-demain|après demain", -1: "hier|hier soir", -2: "avant-hier",
        7: "d'aujourd'hui en huit|aujourd'hui en huit|dans une semaine",
        8: "demain en huit|de demain en huit",
        14: "d'aujourd'hui en quinze|dans deux semaines", 3: "dans trois jours|d'ici trois jours",
    },
    "nl": {
        0: "vandaag|vanavond|vanmiddag|deze namiddag", 1: "morgen|morgenochtend|morgenvroeg|morgen in de voormiddag",
        2: "overmorgen", -1: "gisteren|gisteravond", -2: "eergisteren",
        7: "vandaag over een week|over een week|vandaag over acht dagen|binnen een week", 8: "morgen over een week",
        14: "over veertien dagen|over twee weken|vandaag over veertien dagen|binnen veertien dagen", 3: "over "
        "drie dagen",
    },
    "it": {
        0: "oggi|stasera|oggi pomeriggio", 1: "domani|domani mattina|domattina", 2: "dopodomani|dopo domani",
        -1: "ieri|ieri sera", -2: "l'altro ieri|avantieri",
        7: "oggi a otto|tra una settimana|fra una settimana|da oggi a otto giorni", 8: "domani a otto",
        14: "tra due settimane|oggi a quindici|fra quattordici giorni", 3: "fra tre giorni|tra tre giorni",
    },
    "da": {
        0: "i dag|idag|i aften|i eftermiddag", 1: "i morgen|i morgen tidlig", 2: "i overmorgen|overmorgen",
        -1: "i går|i aftes", -2: "i forgårs",
        7: "i dag otte dage|i dag om otte dage|om otte dage|om en uge|i dag om en uge", 8: "i morgen otte dage|"
        "i morgen om en uge",
        14: "om fjorten dage|over fjorten dage|i dag fjorten dage|om to uger", 3: "om tre dage",
    },
    "en": {
        0: "today|tonight|this afternoon", 1: "tomorrow|tomorrow morning", 2: "the day after tomorrow|day after "
        "tomorrow",
        -1: "yesterday|last night", -2: "the day before yesterday",
        7: "this day week|today week|a week from today|in a week|in a week's time|a week today", 8: "tomorrow "
        "week|a week tomorrow",
        14: "in a fortnight|today fortnight|in two weeks|in a fortnight's time|a fortnight from today|in two "
        "weeks' time",
        3: "in three days|three days from now|in three days' time",
    },
}  # fmt: skip
WEEK_LATER = {
    "fr": "{} en huit|de {} en huit", "nl": "{} over een week|{} over acht dagen", "it": "{} a otto|da {} a otto",
    "da": "{} otte dage|{} om otte dage|på {} otte dage|{} om en uge",
    "en": "{} week|a week on {}|a week from {}|a week {}|week from {}",
}  # fmt: skip
TWO_WEEKS_LATER = {
    "fr": "{} en quinze", "nl": "{} over veertien dagen", "it": "{} a quindici", "da": "{} fjorten dage",
    "en": "{} fortnight",
}  # fmt: skip
FIRST = {
    "fr": "{}|ce {}|{} prochain|{} matin|{} qui vient|pour {}", "nl": "{}|aanstaande {}|komende {}|{}avond|op "
    "{}|deze {}",
    "it": "{}|{} prossimo|questo {}|{} mattina|per {}", "da": "{}|på {}|nu på {}|{} formiddag|førstkommende {}",
    "en": "{}|on {}|this {}|{} morning|this coming {}",
}  # fmt: skip
ORDINAL_ONE = {"fr": "premier", "nl": "eerste", "it": "primo", "da": "første", "en": "first"}
CARRIERS = {
    "fr": "{}|c'est pour {}|vous êtes ouverts {} ?|bonjour je voudrais venir {} si possible|euh {} ça irait",
    "nl": "{}|het is voor {}|zijn jullie open {}|ik zou graag {} langskomen|euh {} zou passen",
    "it": "{}|è per {}|siete aperti {}|vorrei venire {} se possibile|ehm {} andrebbe bene",
    "da": "{}|det er til {}|har I åbent {}|jeg vil gerne komme {} hvis det går|øh {} ville passe",
    "en": "{}|it's for {}|are you open {}|i'd like to come {} if possible|uh {} would suit",
}


def phrases(language: str, today: date) -> Iterator[tuple[str, date]]:
    """Everything in every form, each once."""
    random = Random(language)
    for offset, forms in RELATIVE[language].items():
        for form in forms.split("|"):
            for carrier in CARRIERS[language].split("|"):
                yield carrier.format(form), today + timedelta(days=offset)
    for number, name in enumerate(WEEKDAYS[language].split()):
        first = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
        for days, said in ((0, FIRST), (7, WEEK_LATER), (14, TWO_WEEKS_LATER)):
            for form in said[language].split("|"):
                carrier = random.choice(CARRIERS[language].split("|"))
                if form == "{} prossimo" and name == "domenica":
                    form = "{} prossima"
                yield carrier.format(form.format(name)), first + timedelta(days=days)
    for offset in range(0, 365, 2):
        day = today + timedelta(days=offset)
        carrier = random.choice(CARRIERS[language].split("|"))
        for form in random.sample(_dates(language, day), 2):
            yield carrier.format(form), day


def _dates(language: str, day: date) -> list[str]:
    month = MONTHS[language].split()[day.month - 1]
    weekday = WEEKDAYS[language].split()[day.weekday()]
    number = day.day
    word = "uno" if language == "it" and number == 1 else num2words(number, lang=language)
    ordinal = ORDINAL_ONE[language] if number == 1 else _ordinal(language, number)
    figures = [f"{number} {month}", f"{weekday} {number} {month}"]
    if language == "fr":
        said = ordinal if number == 1 else word
        return [
            f"le {said} {month}",
            f"le {weekday} {said} {month}",
            f"le {number} {month}",
            *figures,
            f"{said} {month}",
        ]
    if language == "it":
        said = ordinal if number == 1 else word
        article = "l'" if said[0] in "uo" else "il "
        return [f"{article}{said} {month}", f"{weekday} {said} {month}", f"il {number} {month}",
        f"{article}{said} di {month}",
                *figures]  # fmt: skip
    if language == "nl":
        return [f"{word} {month}", f"de {ordinal} {month}", f"{weekday} {word} {month}", f"de {ordinal} van {month}",
                f"op {weekday} de {ordinal} {month}", *figures]  # fmt: skip
    if language == "da":
        return [f"den {ordinal} {month}", f"{weekday} den {ordinal} {month}", f"den {number}. {month}",
                f"d. {number}. {month}", f"{ordinal} {month}", *figures]  # fmt: skip
    return [f"the {ordinal} of {month}", f"{month} the {ordinal}", f"{weekday} the {ordinal} of {month}",
            f"{month} {ordinal}", f"{weekday} {month} {ordinal}", f"{ordinal} of {month}", f"{month} {word}",
            *figures]  # fmt: skip


def _ordinal(language: str, number: int) -> str:
    # num2words writes "tredivete".
    if language == "da" and number >= 30:
        return "tredivte" if number == 30 else "enogtredivte"
    said: str = num2words(number, lang=language, to="ordinal")
    return said

"""Where days and times are none: idioms, streets, and people who are called Friday.

Not a list of all idioms: those that callers use on the telephone.
"""

from __future__ import annotations

from bot.entities.day_words import DAY_WORDS
from bot.entities.text import Text
from bot.entities.word_set import word_set

Phrases = dict[str, list[tuple[str, ...]]]


def _phrases(text: str) -> Phrases:
    """Phrases by their first word; commas between phrases."""
    found: Phrases = {}
    for phrase in text.split(","):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return found


_IDIOMS: dict[str, Phrases] = {
    "fr": _phrases(
        "midi a quatorze heures, midi a 14 heures, midi a 14 h, quatre jeudis, demain la veille, du jour au lendemain, "
        "remettre au lendemain, pas d hier, gare du midi, bruxelles midi, le midi de la france, demon de midi, noel "
        "avant l heure, pere noel, sapin de noel, vingt quatre heures sur vingt quatre, 24 heures sur 24, 24 h sur 24, "
        "sept jours sur sept, 7 jours sur 7, trente six du mois, robinson et vendredi, cadeau de noel, l ile de "
        "paques, lapin de paques, marche de noel"
    ),
    "nl": _phrases(
        "het is vijf voor twaalf, het is echt vijf voor twaalf, het is al vijf voor twaalf, het was vijf voor twaalf, "
        "is het vijf voor twaalf, het is nu vijf voor twaalf, het is intussen vijf voor twaalf, vijf over twaalf met, "
        "van vandaag op morgen, niet van gisteren, dag van morgen, van negen tot vijf mentaliteit, vijf voor twaalf "
        "met, morgen is er weer een dag, elfde uur, vierentwintig uur op vierentwintig, zeven op zeven, 24 uur per "
        "dag, 24 uur op 24, 7 op 7"
    ),
    "it": _phrases(
        "dall oggi al domani, nato ieri, nata ieri, d oggi domani, oggi domani, del mezzogiorno, nel mezzogiorno, "
        "babbo natale, albero di natale, non e sempre domenica, ventiquattro ore su ventiquattro, ventiquattr ore su "
        "ventiquattro, sette giorni su sette, 24 ore su 24, sabato del villaggio, isola di pasqua, uovo di pasqua, "
        "dall oggi all indomani, mezzogiorno di fuoco, mezzogiorno d italia"
    ),
    "da": _phrases(
        "fodt i gar, fra i dag til i morgen, hver dag juleaften, er fem i tolv, er blevet fem i tolv, ellevte time, "
        "var fem i tolv, vaere fem i tolv, som juleaften, fem i tolv for, fem i tolv med"
    ),
    "en": _phrases(
        "twenty four seven, twenty four hours, twenty four by seven, 24 7, 24 by 7, eleventh hour, nine to five job, "
        "the nine to five, sunday best, month of sundays, monday blues, monday morning feeling, friday feeling, man "
        "friday, girl friday, good friday agreement, born yesterday, tomorrow never comes, five o clock shadow, sixes "
        "and sevens, one of these days, christmas came early, here today gone tomorrow, christmas tree, christmas "
        "card, easter egg, easter eggs, easter bunny, sunday roast, sunday driver, ruby tuesday, like there s no "
        "tomorrow, no tomorrow, yesterday s news, father christmas, saint stephen s green, stephen s green, st stephen "
        "s green"
    ),
}
_STREETS = word_set(
    """
        rue avenue boulevard bd place chaussee quai impasse square allee metro station arret via viale piazza corso
        largo piazzale vicolo fermata steenweg plein straat laan
        """
)
"""Before a date, with an article between or not: it is the name of the street."""
_STREET_ENDS = ("straat", "laan", "plein", "gade", "street", "avenue", "vej", "plads", "road")
_NAMED: dict[str, Phrases] = {
    "fr": _phrases("au nom de, je m appelle, s appelle, nom c est, nom est, nom de famille, appelle moi, prenom"),
    "nl": _phrases("ik heet, heet, naam is, naam van, achternaam, mijn naam, voornaam, noem mij"),
    "it": _phrases("mi chiamo, si chiama, di nome, di cognome, nome e, cognome e, a nome, signor, signora, cognome"),
    "da": _phrases("hedder, navn er, navnet er, efternavn, navnet, kaldes, efternavnet er"),
    "en": _phrases("my name is, name is, name s, surname is, surname s, called, mr, mrs, miss, ms, name of, surname"),
}
"""Right before a weekday or a feast: somebody's name."""
_IS_NAME: dict[str, Phrases] = {
    "fr": _phrases("est mon nom, c est mon nom, est le nom, de mon nom, de nom, de son nom"),
    "nl": _phrases(
        "is mijn naam, is mijn achternaam, is de naam, heet ik, is de achternaam, is zijn naam, is haar naam"
    ),
    "it": _phrases("di cognome, e il mio cognome, e il cognome, di nome, il cognome, il mio cognome, e il nome"),
    "da": _phrases("er mit efternavn, er mit navn, hedder jeg, til efternavn, er navnet, er efternavnet"),
    "en": _phrases("is my surname, is my name, is the surname, is the name, s my surname, s my name, as a surname"),
}
"""After a weekday."""
_OFFERS = (
    "offer", "offre", "deal", "sale", "discount", "promo", "tilbud", "aanbied", "korting", "actie", "sconto", "scont",
    "saldi", "remise", "rabat", "agreement", "udsalg",
)  # fmt: skip
"""Beside "Black Friday": what is sold, and not the day."""
_ON_SALE = (("black", "friday"), ("cyber", "monday"), ("vendredi", "noir"), ("venerdi", "nero"))


def figurative(text: Text) -> frozenset[int]:
    """The tokens that belong to no day and no time, whatever they look like."""
    found: set[int] = set()
    idioms = _IDIOMS[text.language]
    for index, word in enumerate(text.words):
        for phrase in idioms.get(word, ()):
            if text.words[index : index + len(phrase)] == phrase:
                found.update(range(index, index + len(phrase)))
        if word in _STREETS:
            found.update(_street(text, index))
        elif word.endswith(_STREET_ENDS):
            found.update(range(max(0, index - 2), index + 1))
        if text.words[index : index + 2] in _ON_SALE and _sold(text, index):
            found.update((index, index + 1))
    return frozenset(found | _names(text))


def _street(text: Text, index: int) -> range:
    """The two or three tokens after the word for a street: "rue du onze novembre", "via venti settembre"."""
    after = index + 1
    article = after + (text.word(after) in ("du", "de", "des", "del", "della", "le", "la", "van", "den", "di"))
    number = text.word(article)
    if text.pauses(after) or number in ("a", "alle", "om", "vers"):
        return range(0)
    return range(index, min(len(text.words), article + 2 + (article > after)))


def _sold(text: Text, index: int) -> bool:
    near = text.words[max(0, index - 4) : index] + text.words[index + 2 : index + 4]
    return any(word.startswith(_OFFERS) for word in near)


def _names(text: Text) -> set[int]:
    """Weekdays that are names; who is called Friday means no day by it in the whole utterance."""
    weekdays = DAY_WORDS[text.language].weekdays
    named = {
        text.words[index]
        for index in range(len(text.words))
        if text.words[index] in weekdays and (_introduced(text, index) or _explained(text, index))
    }
    return {index for index, word in enumerate(text.words) if word in named}


def _introduced(text: Text, index: int) -> bool:
    """Whether words of naming end right before a token, or before one word that may belong to the name."""
    words = text.words
    phrases = [phrase for group in _NAMED[text.language].values() for phrase in group]
    ends = (index,) if words[index - 1 : index] not in (("van",), ("de",), ("di",)) else (index, index - 1)
    return any(words[max(0, end - len(p)) : end] == p and not text.pauses(end) for end in ends for p in phrases)


def _explained(text: Text, index: int) -> bool:
    after = index + 1
    phrases = _IS_NAME[text.language].get(text.word(after), ())
    return any(text.words[after : after + len(phrase)] == phrase for phrase in phrases)

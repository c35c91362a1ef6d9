"""Spoken numbers of five languages as data: folded words and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.entities.word_set import word_set


@dataclass(frozen=True)
class NumberWords:
    """The number words of one language."""

    units: dict[str, int]
    """0 to 19 (and French 20 less one does not exist): words that follow no other."""
    tens: dict[str, int]
    """20 to 90."""
    hundreds: frozenset[str]
    thousands: frozenset[str]
    links: frozenset[str]
    """Words inside a number: twenty *and* five, vingt *et* un."""
    weak: dict[str, str] = field(default_factory=dict)
    """Words that are a digit only among others: articles, homophones of recognisers, the letter O."""
    times: dict[str, int] = field(default_factory=dict)
    """"double", "triple": how often the next digit is said."""
    several: dict[str, str] = field(default_factory=dict)
    """Digits in the plural: "three zeros"."""
    fillers: frozenset[str] = frozenset()
    """Words that may stand between the groups of one number."""
    unit_first: bool = False
    """Units before tens: "drieëntwintig"."""


def _words(values: str, start: int = 0) -> dict[str, int]:
    """Words by value: blanks between values, slashes between spellings."""
    found = {}
    for value, spellings in enumerate(values.split(), start):
        for spelling in spellings.split("/"):
            found[spelling] = value
    return found


def _tens(values: str) -> dict[str, int]:
    return {word: 10 * value for word, value in _words(values, 2).items()}


def _several(values: str) -> dict[str, str]:
    """Digits by their plurals."""
    return dict(pair.split(":") for pair in values.split())


NUMBER_WORDS: dict[str, NumberWords] = {
    "fr": NumberWords(
        units=_words("zero un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize"),
        # Swiss and Belgian tens beside those that French puts together.
        tens={"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
              "huitante": 80, "octante": 80, "nonante": 90},
        hundreds=frozenset(("cent", "cents")),
        thousands=frozenset(("mille", "mil")),
        links=frozenset(("et",)),
        weak={"o": "0", "un": "1", "une": "1", "cette": "7", "set": "7"},
        times={"double": 2, "triple": 3, "deux fois": 2, "trois fois": 3, "quatre fois": 4},
        several={"zeros": "0"},
        fillers=word_set(
    """
            et puis ensuite apres euh heu hum eh ah ben bon alors donc le tiret espace point virgule
            """
),
    ),
    "nl": NumberWords(
        units=_words("nul/zero een/ene/eentje twee drie vier vijf zes zeven/zeuven acht negen tien elf twaalf "
        "dertien veertien "
                     "vijftien zestien zeventien achttien/achtien negentien"),
        tens=_tens("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
        hundreds=frozenset(("honderd",)),
        thousands=frozenset(("duizend",)),
        links=frozenset(("en",)),
        weak={"o": "0", "een": "1", "ene": "1", "nu": "0"},
        times={"dubbel": 2, "dubbele": 2, "dubbel de": 2, "drie keer": 3, "twee keer": 2, "tweemaal": 2, "driemaal": 3,
               "viermaal": 4, "tweemaal de": 2, "driemaal de": 3, "twee keer de": 2, "drie keer de": 3, "triple": 3},
        several=_several("nullen:0 nulletjes:0 enen:1 eentjes:1 tweeen:2 drieen:3 vieren:4 vijven:5 zessen:6 zevens:7 "
        "achten:8 negens:9"),
        fillers=word_set(
    """
            en dan daarna eh euh uh ehm uhm hm nou ah dus nog streepje spatie een de weer
            """
),
        unit_first=True,
    ),
    "it": NumberWords(
        units=_words("zero uno/un/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
        "quattordici "
                     "quindici sedici diciassette diciotto diciannove"),
        tens=_tens("venti trenta quaranta cinquanta sessanta settanta ottanta novanta"),
        hundreds=frozenset(("cento", "cent")),
        thousands=frozenset(("mille", "mila")),
        links=frozenset(("e",)),
        weak={"o": "0", "un": "1", "una": "1", "uno": "1", "sei": "6"},
        times={"doppio": 2, "doppia": 2, "triplo": 3, "due volte": 2, "tre volte": 3, "quattro volte": 4, "due volte "
        "il": 2,
               "tre volte il": 3},
        several={"zeri": "0"},
        fillers=word_set("e poi ancora eh ehm ah mm quindi dunque il lo trattino spazio dopo allora a"),
    ),
    "da": NumberWords(
        units=_words("nul en/et/een to tre fire/fir fem/fæm seks syv/syw otte/ote ni ti elleve/elve tolv tretten "
        "fjorten femten "
                     "seksten sytten atten nitten"),
        tens={**_tens("tyve/tyvende tredive/tredve fyrre/fyrretyve halvtreds/halvtres tres/treds "
        "halvfjerds/halvfjers firs halvfems"),
              "halvtredsindstyve": 50, "tresindstyve": 60, "halvfjerdsindstyve": 70, "firsindstyve": 80,
              "halvfemsindstyve": 90, "firse": 80},
        hundreds=frozenset(("hundrede", "hundred")),
        thousands=frozenset(("tusind", "tusinde")),
        links=frozenset(("og",)),
        weak={"o": "0", "en": "1", "et": "1", "een": "1"},
        times={"dobbelt": 2, "to gange": 2, "tre gange": 3, "tripel": 3, "dobbelte": 2},
        several=_several("nuller:0 nulle:0 ettaller:1 etter:1 toere:2 totaller:2 treere:3 firere:4 femmere:5 seksere:6 "
        "syvere:7 ottere:8 niere:9"),
        fillers=word_set(
    """
            og sa derefter oh ohm eh ehm hm ah mm altsa bagefter saa bindestreg mellemrum igen
            """
),
        unit_first=True,
    ),
    "en": NumberWords(
        units=_words("zero/nought/nil/naught one two three four five six seven eight nine/niner ten eleven twelve "
        "thirteen "
                     "fourteen fifteen sixteen seventeen eighteen nineteen"),
        tens=_tens("twenty thirty forty/fourty fifty sixty seventy eighty ninety"),
        hundreds=frozenset(("hundred",)),
        thousands=frozenset(("thousand",)),
        links=frozenset(("and",)),
        weak={"o": "0", "oh": "0", "owe": "0", "to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8",
            "won": "1", "tree": "3",
              "sex": "6", "fife": "5"},
        times={"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "two times": 2, "three times": 3, "twice": 2},
        several=_several("zeros:0 zeroes:0 noughts:0 ohs:0 ones:1 twos:2 threes:3 fours:4 fives:5 sixes:6 "
                          "sevens:7 eights:8 "
        "nines:9"),
        fillers=word_set("and then uh um er erm em ehm eh ah hmm now dash space hyphen so next the a"),
    ),
}  # fmt: skip

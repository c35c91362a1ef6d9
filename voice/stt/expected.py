"""Words that a dialogue state makes likely in each language: grammar and hotwords where the dialogue names none."""

from __future__ import annotations

from voice.stt.protocol import Hints

OPEN = Hints()
"""Nothing is known of what comes."""

_YES_NO: dict[str, tuple[str, ...]] = {
    "fr": (
        "oui",
        "non",
        "ouais",
        "d'accord",
        "c'est ça",
        "exactement",
        "pas du tout",
        "oui s'il vous plaît",
        "non merci",
    ),
    "nl": (
        "ja",
        "nee",
        "jawel",
        "neen",
        "inderdaad",
        "klopt",
        "dat klopt",
        "zeker",
        "ja graag",
        "nee bedankt",
        "liever niet",
    ),
    "it": ("sì", "no", "certo", "esatto", "va bene", "d'accordo", "sì grazie", "no grazie", "per niente", "giusto"),
    "da": ("ja", "nej", "jo", "jo tak", "ja tak", "nej tak", "det er rigtigt", "præcis", "nemlig", "slet ikke"),
    "en": ("yes", "no", "yeah", "nope", "that's right", "correct", "sure", "yes please", "no thanks", "not at all"),
}

_DIGITS: dict[str, str] = {
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente "
        "quarante cinquante soixante septante huitante nonante quatre-vingt et cent double"
    ),
    "nl": (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig en honderd dubbel"
    ),
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento doppio"
    ),
    "da": (
        "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten "
        "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems og hundrede dobbelt"
    ),
    "en": (
        "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred double triple"
    ),
}


def grammar(hints: Hints, language: str) -> tuple[str, ...]:
    """The closed set of phrases for a recogniser with grammars; empty = open vocabulary."""
    if hints.phrases:
        return hints.phrases
    if hints.state == "yes_no":
        return _YES_NO.get(language, ())
    if hints.state == "digits" and language in _DIGITS:
        # Phrases of a grammar may follow each other, so words alone stand for any series of digits.
        return tuple(_DIGITS[language].split())
    return ()


def hotwords(hints: Hints, language: str) -> tuple[str, ...]:
    """Likely words for a recogniser that can be biased."""
    if hints.hotwords or hints.phrases:
        return tuple(dict.fromkeys(hints.hotwords + hints.phrases))
    if hints.state == "digits":
        return tuple(_DIGITS.get(language, "").split()[:10])
    return _YES_NO.get(language, ()) if hints.state == "yes_no" else ()

"""Yes and no as people say them, for the turns in which nothing else is expected."""

from __future__ import annotations

import re

YES = {
    "fr": ("oui", "ouais", "d'accord", "exact", "exactement", "volontiers", "c'est ça", "tout à fait", "bien sûr",
           "s'il vous plaît", "ok", "okay", "correct", "parfait", "absolument", "si", "voilà", "juste", "c'est bon"),
    "nl": ("ja", "jawel", "jazeker", "inderdaad", "klopt", "juist", "graag", "correct", "oké", "ok", "okay", "zeker",
           "goed", "absoluut", "prima", "akkoord", "precies", "doe maar", "yep", "ja hoor", "dat klopt", "helemaal"),
    "it": ("sì", "si", "certo", "esatto", "giusto", "va bene", "d'accordo", "volentieri", "ok", "okay", "corretto",
           "perfetto", "esattamente", "certamente", "per favore", "come no", "assolutamente", "proprio così"),
    "da": ("ja", "jo", "jep", "jaja", "ja tak", "gerne", "rigtigt", "præcis", "korrekt", "ok", "okay", "nemlig",
           "selvfølgelig", "det er rigtigt", "det passer", "passer", "helt sikkert", "fint", "yes", "netop"),
    "en": ("yes", "yeah", "yep", "yup", "sure", "correct", "right", "that's right", "exactly", "ok", "okay", "please",
           "of course", "absolutely", "go ahead", "please do", "indeed", "fine", "aye", "grand", "spot on"),
}  # fmt: skip
NO = {
    "fr": ("non", "nan", "pas du tout", "pas vraiment", "non merci", "c'est faux", "pas ça", "négatif", "ce n'est pas"),
    "nl": ("nee", "neen", "nee hoor", "niet", "nee bedankt", "fout", "klopt niet", "helemaal niet", "toch niet"),
    "it": ("no", "no grazie", "per niente", "sbagliato", "non", "macché", "affatto", "nemmeno", "neanche"),
    "da": ("nej", "næ", "nej tak", "ikke", "forkert", "slet ikke", "niks", "det er forkert", "nix"),
    "en": ("no", "nope", "nah", "no thanks", "no thank you", "wrong", "not", "incorrect", "that's wrong", "not really"),
}  # fmt: skip


def yes_or_no(text: str, language: str) -> bool | None:
    """True for yes, False for no, None when the text begins with neither. "Yes, no, wait" is not an answer."""
    words = " ".join(re.findall(r"[\w'’]+", text.lower().replace("’", "'")))
    yes, no = _begins(words, YES[language]), _begins(words, NO[language])
    # The longer match wins: "ja" in "ja nee", "klopt" in "klopt niet".
    if yes == no:
        return None
    return yes > no


def _begins(words: str, phrases: tuple[str, ...]) -> int:
    return max((len(phrase) for phrase in phrases if re.match(rf"{re.escape(phrase)}(?:\s|$)", words)), default=0)


def phrases(language: str) -> tuple[str, ...]:
    """The short answers that a recogniser should expect."""
    return (*YES[language][:6], *NO[language][:4])

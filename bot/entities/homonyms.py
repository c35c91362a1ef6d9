"""Names of departments that mean something else where they stand: "the reception on my phone is bad"."""

from __future__ import annotations

from bot.entities.phrases import Hit
from bot.entities.text import Text
from bot.entities.word_set import word_set

_RECEPTION = frozenset(("reception", "ricezione"))
_SIGNAL = word_set(
    "tele television tv telly signal reseau portable mobile phone telefono cellulare segnale antenne wifi"
)
_KIN = word_set(
    """fils fille mari femme frere soeur mere pere cousin cousine neveu niece copain copine zoon dochter man vrouw broer
    zus moeder vader neef nicht vriend vriendin figlio figlia marito moglie fratello sorella madre padre cugino cugina
    nipote amico amica son datter mand kone bror soster mor far faetter kusine niece nevo ven veninde daughter husband
    wife brother sister mother father cousin nephew friend mate"""
)
_LIVES = word_set(
    """travaille bosse est fait suit etudie werkt doet is volgt studeert zit lavora fa studia segue e arbejder er
    studerer tager works working work does studies s"""
)
"""What relatives do who have nothing to do with the call: "my sister works in marketing"."""
_FAR = 7
"""Tokens between a relative and the trade."""


def means_otherwise(text: Text, name: Hit) -> bool:
    """Whether one word that is also a department's name is meant as a signal, or as the trade of a relative."""
    if name.last - name.first > 1:
        return False
    if text.word(name.first) in _RECEPTION and not _SIGNAL.isdisjoint(text.words[name.last : name.last + 6]):
        return True
    before = text.words[max(0, name.first - _FAR) : name.first]
    kin = next((place for place, word in enumerate(before) if word in _KIN and place), None)
    # "My husband is with sales now" is told of the company, "my husband works in sales" is not: the verb follows.
    return kin is not None and len(before) > kin + 1 and before[kin + 1] in _LIVES

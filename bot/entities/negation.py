"""What callers take back: "not sales, billing" is about billing.

A mention is taken back by a word of negation that belongs to it and not to a verb: "I do not want sales" does, "I "
"do not
understand my invoice" does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.entities.text import Text

_NOT = {
    "fr": "pas ni sauf hormis excepte",
    "nl": "niet geen noch behalve",
    "it": "non mica ne tranne eccetto",
    "da": "ikke ingen hverken undtagen",
    "en": "not nor except neither don doesn didn isn wasn shouldn",
}
_NOT_PHRASES = {
    "fr": (
        "au lieu",
        "en lieu",
        "tout sauf",
        "plutot que",
        "plutot qu",
        "a la place",
        "a part",
        "laissez tomber",
        "oubliez",
    ),
    "nl": ("in plaats van", "liever dan", "in plaats", "anders dan", "vergeet"),
    "it": (
        "invece di",
        "invece del",
        "invece della",
        "invece dell",
        "piuttosto che",
        "al posto",
        "ma che",
        "macche",
        "anziche",
        "fuorche",
        "lasci perdere",
    ),
    "da": ("i stedet for", "andet end", "frem for", "fremfor", "glem"),
    "en": (
        "instead of",
        "rather than",
        "anything but",
        "anyone but",
        "other than",
        "as opposed to",
        "in place of",
        "apart from",
        "no need of",
        "no need for",
        "never mind",
        "forget",
        "forget about",
    ),
}
_THAN = {"fr": "que", "nl": "dan", "it": "che", "da": "end", "en": "than"}
_RATHER = {"fr": "plutot", "nl": "liever", "it": "piuttosto", "da": "hellere", "en": "rather"}
_OR = {"fr": "ou ni et", "nl": "of noch en", "it": "o ne e oppure", "da": "eller og", "en": "or nor and"}
_BETWEEN = {
    "fr": "dans le la les l au aux a de du des d en avec pour chez vers un une mon ma mes votre vos service services "
    "departement "
    "equipe parler joindre besoin veux voudrais voulais souhaite me ce c est etre passer mettre relation en quelqu "
    "personne",
    "nl": "in de het een met naar bij aan van voor op mijn uw jullie afdeling dienst team wil wilde spreken praten "
    "nodig hebben "
    "zijn is hoef iemand doorverbonden worden over",
    "it": "in nel nella il lo la i gli le l un una con a al alla alle allo all ai agli di del della delle dei dell "
    "per mio mia vostro ufficio "
    "reparto servizio settore voglio vorrei volevo parlare serve bisogno cercavo essere passato passi e qualcuno da",
    "da": "pa i en et den det de med til fra om for hos mit min mine jeres afdeling afdelingen vil ville gerne tale "
    "snakke have brug "
    "skal er stilles om igennem nogen vaere",
    "en": "the a an to with for from in at of by my your this that department team desk guys people t want wanted "
    "need needed "
    "looking on speak talk talking be put through transferred someone anyone it about get me like",
}
_BEFORE = {
    "fr": "veux voudrais voulais souhaite besoin parler c est non mais et ou surtout donc alors etait demande "
    "surement bien passez repassez passe repasse plait svp stp merci attention oui euh eh hein ah devait doit",
    "nl": "",
    "it": "",
    "da": "vil ville skal det er var nej men og altsa helst ret mente sagde bad mig tak venligst skulle",
    "en": "",
}
"""Where the negation follows its verb, the verbs after which it may still belong to the mention."""
_ASKING = {
    "fr": "demande demander demandais demandee besoin cherche cherchais encore",
    "nl": "gevraagd vraag vroeg om meer zoek zocht moet door doorverbinden verbinden terug weer alweer opnieuw",
    "it": "ho chiesto chiedevo chiedo serve serviva passi passate passarmi rimandi rimandatemi ripassi piu "
    "cerco parlare mi ancora nuovo",
    "da": "bad bedt bede bruge brug for sogte soger sporge spurgte spurgt igen atter",
    "en": "ask asked asking after need again send sending transfer connect back",
}
"""Words of asking, which a negation takes back together with what is asked for."""
_SUBJECT = {"nl": "ik moet heb hoef wil we had dus"}
"""Words before a mention that is denied after it: "ik heb de verkoop niet nodig"."""
_NO = {"fr": "non", "nl": "nee", "it": "no", "da": "nej", "en": "no"}
NEXT = 5
"""Tokens after "X? no, ..." among which what is meant instead has to come."""
_AFTER = {"nl": "niet", "da": "ikke", "it": "no", "fr": "non", "en": ""}


class Negation:
    """The negations of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._not = frozenset(_NOT[language].split())
        self._phrases = tuple(tuple(phrase.split()) for phrase in _NOT_PHRASES[language])
        self.between = frozenset(_BETWEEN[language].split())
        self._before = frozenset(_BEFORE[language].split())
        self._asking = frozenset(_ASKING[language].split())
        self._subject = frozenset(_SUBJECT.get(language, "").split())
        self._or = frozenset(_OR[language].split())
        self._after = _AFTER[language]

    def mark(self, text: Text, spans: Sequence[tuple[int, int]]) -> list[bool]:
        """For each mention (first token, token after the last; in the order of the text) whether it is taken back."""
        marks: list[bool] = []
        for number, (first, last) in enumerate(spans):
            before = spans[number - 1][1] if number else 0
            following = spans[number + 1][0] if number + 1 < len(spans) else None
            negated = self._precedes(text, first, before) or self._follows(text, first, last, following)
            negated = negated or self._corrected(text, first, last, following)
            if not negated and number and marks[-1]:
                between = text.words[spans[number - 1][1] : first]
                # Italian "e" is folded from "è", too: "it is not sales, it is billing".
                says = {token.fold for token in text.tokens[spans[number - 1][1] : first] if token.text.lower() != "è"}
                # "neither sales nor support": one negation for both.
                joined = all(word in self._or or word in self.between for word in between)
                negated = joined and bool(self._or & says) and not text.pauses(first)
            marks.append(negated)
        return marks

    def _precedes(self, text: Text, first: int, before: int) -> bool:
        """Whether a negation stands before a mention. `before`: index after the mention before it."""
        words = text.words
        compared = _THAN[self.language] in (text.word(first - 1), text.word(first - 2))
        if compared and _RATHER[self.language] in words[:first]:
            return True
        asked = False
        for index in range(first - 1, max(before - 1, first - 9, -1), -1):
            if text.pauses(index + 1):
                return False
            if any(words[max(0, index + 1 - len(p)) : index + 1] == p for p in self._phrases):
                return True
            if self._no_longer(text, index):
                return True
            if words[index] in self._not:
                return asked or (index == before and before > 0) or self._own(text, index)
            asked = asked or words[index] in self._asking
            if words[index] not in self.between and words[index] not in self._asking:
                return False
        return False

    def _no_longer(self, text: Text, index: int) -> bool:
        """ "Ne me passez plus": with its "ne", or after a wish."""
        if self.language != "fr" or text.word(index) != "plus":
            return False
        wished = text.word(index - 1) in ("veux", "voudrais") and text.word(index + 1) in ("parler", "avoir", "passer")
        return wished or not {"ne", "n"}.isdisjoint(text.words[max(0, index - 4) : index])

    def _corrected(self, text: Text, first: int, last: int, following: int | None) -> bool:
        """ "Sales? No, billing": an utterance that begins with what is taken back, and what is meant soon after."""
        if following is None or following > last + NEXT or text.word(last) != _NO[self.language]:
            return False
        if not text.pauses(last) and not text.pauses(last + 1):
            return False
        return all(word in self.between for word in text.words[:first])

    def _own(self, text: Text, index: int) -> bool:
        """Whether a negation does not belong to a verb before it ("je ne comprends pas la facture")."""
        if self.language == "en" and text.word(index) in ("don", "doesn", "didn", "isn", "wasn", "shouldn"):
            return text.word(index + 1) == "t"
        if not self._before or index == 0 or text.pauses(index):
            return True
        if text.word(index) in ("ni", "sauf", "hormis", "hverken", "undtagen"):
            return True
        return text.word(index - 1) in self._before

    def _follows(self, text: Text, first: int, last: int, following: int | None) -> bool:
        """ "De verkoop niet, de facturatie": at the beginning of a clause, with nothing but articles before it."""
        if not self._after or text.word(last) != self._after or text.pauses(last):
            return False
        adjacent = following is not None and following <= last + 3 and not text.pauses(last + 1)
        if adjacent and self.between.issuperset(text.words[last + 1 : following]):
            # "Frans niet Engels": the negation of what follows.
            return False
        if self._after in ("no", "non") and last + 1 < len(text.words) and not text.pauses(last + 1):
            return False
        for index in range(first - 1, -1, -1):
            if text.pauses(index + 1):
                return True
            if text.word(index) not in self.between and text.word(index) not in self._subject:
                return text.word(index) in ("nee", "nej", "no", "non", "eh", "euh", "oh")
        return True

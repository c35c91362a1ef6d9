"""What all ways of telling the time share: numbers on the dial, units, cues, and where a time ends."""

from __future__ import annotations

from bot.entities.cardinals import Cardinals, cardinals
from bot.entities.day_parts import DayParts
from bot.entities.lexicon import Lexicon
from bot.entities.text import Text
from bot.entities.time_words import TIME_WORDS, TimeWords
from bot.entities.word_set import word_set

Clock = tuple[int, int]
"""Minutes after midnight as said, and the index after the last token."""


class ClockReader:
    """Reads the parts of a time in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self.words: TimeWords = TIME_WORDS[lexicon.language]
        self.cardinals: Cardinals = cardinals(lexicon.language)
        self.parts = DayParts(self.words, self.cardinals)
        self._stop_words = lexicon.stop_words
        self._zeros = frozenset(w for w, value in self.cardinals.words.units.items() if value == 0) | {"0"}
        self._zeros |= {"oh", "o"} if self.language == "en" else set()

    def hour(self, text: Text, index: int) -> Clock | None:
        """An hour up to 24 without minutes that follow it ("twelve thirty" is no 42)."""
        inflected = self.words.inflected.get(text.word(index))
        if inflected and self.cued(text, index):
            return inflected, index + 1
        if self.language == "da" and text.word(index).endswith("tiden"):
            # "Ved firetiden", about four.
            value = self.cardinals.one_word(text.word(index).removesuffix("tiden"))
            return (value, index + 1) if value and value <= 24 else None
        zero = self._after_zero(text, index)
        if zero and zero[0] and self.cued(text, index):
            return zero
        if self.language == "en" and text.word(index).endswith("ish"):
            value = self.cardinals.one_word(text.word(index).removesuffix("ish"))
            return (value, index + 1) if value and value <= 12 else None
        return next((r for r in self.cardinals.readings(text, index) if r[0] <= 24), None)

    def unit(self, text: Text, index: int) -> int:
        """How many tokens of "o'clock" stand here."""
        if text.word(index) in self.words.units:
            return 1
        return 2 if text.words[index : index + 2] == ("o", "clock") and self.language == "en" else 0

    def minutes(self, text: Text, index: int, joined: bool = False) -> Clock | None:
        """Minutes after an hour; `joined` to it by a word or the hour's unit, they need not be the end of a clause."""
        if text.pauses(index):
            return None
        read = self._after_zero(text, index) or self.cardinals.number(text, index)
        if not read or not 0 <= read[0] <= 59:
            return None
        value, end = read
        spoken_zero = text.word(index) in self._zeros
        written = text.word(index).isdecimal() and len(text.word(index)) == 2
        if value < 10 and not (spoken_zero or written) and not joined:
            return None
        if value == 0 and not spoken_zero:
            return None
        ends = self.ends(text, end) or text.word(end) in self.words.minutes
        if value < 10 and joined and not spoken_zero and not ends:
            return None
        if self.number_follows(text, end) or not (ends or (joined and text.word(end) not in COUNTED)):
            return None
        return value, end + (text.word(end) in self.words.minutes)

    def _after_zero(self, text: Text, index: int) -> Clock | None:
        """ "Zero five", "nul nul", "oh five", "hundred"."""
        if text.word(index) in self.cardinals.words.hundreds and self.language == "en":
            return None
        if text.word(index) not in self._zeros:
            return None
        if text.word(index + 1) in self._zeros:
            return 0, index + 2
        unit = self.cardinals.words.units.get(text.word(index + 1), 0)
        unit = int(text.word(index + 1)) if text.word(index + 1).isdecimal() else unit
        return (unit, index + 2) if 1 <= unit <= 9 else None

    def cued(self, text: Text, index: int, cues: frozenset[str] | None = None) -> bool:
        """Whether a word before a number makes it an hour."""
        cues = self.words.cues if cues is None else cues
        before = index - 1
        while text.word(before) in self.words.articles and before > index - 3:
            if text.word(before) in cues:
                return True
            before -= 1
        return text.word(before) in cues and not text.pauses(before + 1)

    def ends(self, text: Text, index: int) -> bool:
        """Whether nothing follows that the number may count."""
        if index >= len(text.words) or text.pauses(index):
            return True
        word = text.word(index)
        if self.parts.stands(text, index):
            return True
        if word in COUNTED or word in _PARTITIVE:
            return False
        if word in self._stop_words or word in self.parts.openings:
            return True
        return word in POLITE or word in self.words.ranges

    def ends_surely(self, text: Text, index: int) -> bool:
        """Whether a number stands alone, however much its word is an article too ("one", "et", "een")."""
        word = text.word(index)
        return not word or text.pauses(index) or word in self.parts.openings or word in POLITE

    def starts(self, text: Text, index: int) -> bool:
        """Whether what begins here begins a clause, or follows words that only introduce it."""
        return index == 0 or text.pauses(index) or text.word(index - 1) in _OPENERS

    def number_follows(self, text: Text, index: int) -> bool:
        """Whether another number goes on where one ends."""
        return self.is_number(text, index) and not text.pauses(index)

    def is_number(self, text: Text, index: int) -> bool:
        """Whether a token is a number, and neither an article nor a homophone of something else."""
        word = text.word(index)
        if not word:
            return False
        value = int(word) if word.isdecimal() else self.cardinals.one_word(word)
        return value is not None and word not in self.cardinals.words.weak


COUNTED = word_set(
    """
        euro euros kroner dagen dage jours giorni days weken uger weeks keer gange maal times mensen people
        personnes personer persone semaines settimane maanden maneder mois mesi months jaar ar ans anni years
        hours timer ore uren minutes minuten minutter minuti procent percent pour_cent quid pounds cent cents
        pond stuks stykker volte fois gange person mand gram kilo meter metres km mb gb mega giga
        """
)
"""After these words, a number counts something."""
_PARTITIVE = frozenset(("of", "van", "af", "di", "d"))
POLITE = word_set(
    """
        please svp merci graag alstublieft alsjeblieft grazie tak thanks thank yesterday gisteren hier ieri
        cheers today tomorrow demain morgen
        domani lundi mardi mercredi jeudi vendredi samedi dimanche maandag dinsdag woensdag donderdag vrijdag
        zaterdag zondag lunedi martedi mercoledi giovedi venerdi sabato domenica mandag tirsdag onsdag torsdag
        fredag lordag sondag monday tuesday wednesday thursday friday saturday sunday pm am p punto precise
        preciso precisi sharp pile exact precies praecis circa ongeveer oggi stasera idag vandaag stipt spaccate
        prompt latest suits suit works passer past schikt lukt convient arrange grand fine perfect parfait perfetto
        perfect prima okay ok ish komt gaat va duer dur works
        """
)
"""What callers say after a time or a day."""
EXACT = frozenset(("sharp", "stipt", "spaccate", "ish"))
"""After an hour, and after no other number."""
_OPENERS = word_set(
    """
        euh heu eh ehm em um uh erm oh ohm so ok okay ja yes yeah oui nee nej no si non say disons dit mettons notez
        plutot zeg zeggen maar liever doe skriv sig sige siger vi hellere diciamo facciamo segni meglio alors donc
        dus allora dunque then at om alle ore klokken kl tegen rond vers verso ved bare make mettez gerne graag
        ben hva perhaps maybe peut misschien maske forse jamen altsa
        """
)

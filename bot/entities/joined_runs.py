"""Dictation that is interrupted: "it starts with 42 17 and then it's 83", "nine one four, no sorry, nine one five"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.entities.text import Text
from bot.entities.word_set import word_set


@dataclass(frozen=True)
class Run:
    """A stretch of the text that dictates digits."""

    first: int
    """Index of the first token."""
    last: int
    """Index after the last token."""
    readings: tuple[str, ...]
    """Strings of digits, the likeliest first."""
    plus: bool = False
    """Whether a plus was said or written before it."""
    opening: int = 1
    """Digits of the first group that was said."""

    def of_length(self, *lengths: int) -> str | None:
        """The likeliest reading with one of these numbers of digits."""
        return next((reading for reading in self.readings if len(reading) in lengths), None)


CORRECTIONS = {
    "fr": word_set("pardon non enfin rectification correction corrige trompe plutot nan"),
    "nl": word_set("nee sorry pardon wacht correctie fout vergis herstel neen"),
    "it": word_set("no scusi scusa pardon anzi correggo sbagliato sbaglio scusate"),
    "da": word_set("nej undskyld pardon sorry forkert rettelse vent naeh"),
    "en": word_set("no sorry pardon wait correction rather mistake scratch nope"),
}
"""Words that take back what was dictated before them."""
_BESIDE = {
    "fr": word_set(
        "relis reprends recommence repete redis relire lis donc bon alors je me suis c est attendez attends "
        "excusez excuse moi desole desolee voulais dire veux a ca erreur pas oh"
    ),
    "nl": word_set(
        "herlees opnieuw begin lees leg terug even nog eens dus ik me het is dat mij bedoel even hoor excuseer "
        "ach was zeg oh mis toch eigenlijk"
    ),
    "it": word_set(
        "rileggo ricomincio ripeto leggo ricominciamo da capo dunque allora mi sono ho aspetti aspetta volevo "
        "dire cioe e oh ah intendevo un attimo ecco"
    ),
    "da": word_set(
        "laeser om igen forfra starter prover begynder lige altsa det er jeg mente lige mener var tog fejl oh ah jo"
    ),
    "en": word_set(
        "read reread repeat try go back one second so i mean it s that is my oh hang on hold actually me let "
        "start again meant excuse made a"
    ),
}
"""Words that may stand beside those of a correction."""
_THEN = {
    "fr": word_set("finir fin dernier derniers suivez notez ok okay puis apres ensuite suivi suivie termine finit"),
    "nl": word_set("slot laatste tenslotte volgt ok oke okay afsluiten dan daarna vervolgens gevolgd erna eindigt"),
    "it": word_set("fine infine finire ultimi ultime segue segui ok okay poi dopo seguito finisce segue"),
    "da": word_set("sidst endelig slutningen med ok okay sa derefter bagefter fulgt efterfulgt slutter efter"),
    "en": word_set("finally last lastly end finish ok okay got then followed next after ends finishes"),
}
"""Words that announce the rest of a number."""
_LINKS = {
    "fr": word_set(
        "pour a vous me c est les bon oui et c est ca fait il y a de du par on le la alors euh heu la suite"
    ),
    "nl": word_set("tot u nog je mij mee ja nou om te af en is het komt er de een door met op dat nog volgt eh euh"),
    "it": word_set("alla per mi gli le si va bene ci e c da il lo con viene ci sono ancora eh ehm"),
    "da": word_set("til du jeg ja jo nu i og er det kommer der af med pa den oh ohm"),
    "en": word_set("at you me are yeah to that now and it s is that by the there in with comes uh um er goes"),
}
"""Words that may stand beside those that announce the rest."""
_AGAIN = {"fr": "donc alors bref", "nl": "dus", "it": "quindi dunque allora", "da": "altsa", "en": "so"}
"""Words after which a number may be said once more from its beginning."""
LONGEST_GAP = 6
"""Tokens between two parts of one number."""
MOST = 8
"""Readings of each part that are combined."""


def join_runs(text: Text, runs: Sequence[Run]) -> list[Run]:
    """The runs, with those that one interrupted dictation makes up put together."""
    joined: list[Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        gap = text.words[before.last : run.first] if before else ()
        if before is None or not 1 <= len(gap) <= LONGEST_GAP:
            joined.append(run)
        elif corrects(text.language, gap):
            joined[-1] = _join(before, run, _corrected)
        elif resumes(text.language, gap):
            joined[-1] = _join(before, run, lambda said, more, _: iter((said + more, more)))
        elif _continues(text.language, gap) and not _complete(before, run):
            joined[-1] = _join(before, run, lambda said, more, _: iter((said + more,)))
        else:
            joined.append(run)
    return joined


def corrects(language: str, gap: Sequence[str]) -> bool:
    """Whether words between two runs say nothing but that the first was wrong."""
    words = set(gap)
    return bool(words & CORRECTIONS[language]) and words <= CORRECTIONS[language] | _BESIDE[language] | _HESITATION


def corrects_loosely(language: str, gap: Sequence[str], beside: frozenset[str]) -> bool:
    """As `corrects`, where the words of `beside` may also stand between: articles, "put me through to"."""
    words = set(gap) - beside
    return bool(words) and corrects(language, tuple(words))


def resumes(language: str, gap: Sequence[str]) -> bool:
    """Whether words between two runs may announce the number as a whole: "so that's ..."."""
    again = frozenset(_AGAIN[language].split())
    return bool(set(gap) & again) and set(gap) <= again | _LINKS[language] | _HESITATION


def _complete(before: Run, run: Run) -> bool:
    """Whether two runs are a number each: customer and order numbers have six and eight digits."""
    return {len(before.readings[0]), len(run.readings[0])} <= {6, 8}


def _continues(language: str, gap: Sequence[str]) -> bool:
    words = set(gap)
    return bool(words & _THEN[language]) and words <= _THEN[language] | _LINKS[language] | _HESITATION


def _join(before: Run, run: Run, combine: Callable[[str, str, int], Iterator[str]]) -> Run:
    found: dict[str, None] = {}
    for said in before.readings[:MOST]:
        for more in run.readings[:MOST]:
            found.update(dict.fromkeys(combine(said, more, run.opening)))
    return Run(before.first, run.last, tuple(found), before.plus, before.opening)


def _corrected(said: str, again: str, opening: int) -> Iterator[str]:
    """What digits may be meant when others follow a correction, the likeliest first."""
    repeated = _repetition(said, again)
    if repeated is not None:
        yield said[:repeated] + again
    if len(again) >= len(said):
        yield again
    sizes = (
        opening,
        len(again),
        *(len(said) - i for i in range(len(said) - 1, -1, -1) if said[i] == again[0]),
        2,
        1,
        3,
    )
    for size in dict.fromkeys(sizes):
        if size <= len(said):
            yield said[:-size] + again
    yield again


def _repetition(said: str, again: str) -> int | None:
    """Where in the digits said those that follow the correction begin again; None when they do not."""
    length, place = max((_common(said[i:], again), i) for i in range(len(said)))
    if length >= 2 or (length and _common(said, again) == length):
        return 0 if _common(said, again) == length else place
    near = [i for i in range(max(0, len(said) - 3), len(said) - 1) if said[i] == again[0]]
    return near[-1] if near else None


def _common(first: str, second: str) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


_HESITATION = word_set(
    "euh heu eh uh um er erm ehm hum hm mm oh ohm ah hmm nou allora alors altsa ben bah em ehh hmmm tja jo nja"
)

"""Which of a caller's turns are worth a trainer's look, and why. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from desk.training.pairing import Turn

Why = Literal["unsure", "repaired", "corrected", "handed_over", "out_of_scope"]
"""`unsure`: the bot would not act on its reading; `repaired`: it asked again; `corrected`: the caller denied the
reading or its department or site, or said what was meant instead; `handed_over`: the bot gave up over it;
`out_of_scope`: nothing that it does."""
WHYS: tuple[Why, ...] = get_args(Why)

ANSWERS = frozenset({"affirm", "deny", "inform"})
NO_WISH = ANSWERS | {
    "nlu_fallback", "out_of_scope", "greet", "goodbye", "thank", "repeat", "speak_slower", "wait_please", "start_over",
    "change_language", "request_human", "bot_challenge", "ask_help",
}  # fmt: skip
"""Intents that do not tell what an earlier turn meant."""
GIVEN = frozenset({"digits", "name", "message", "day"})
"""What a caller gives when asked for it: theirs, and nothing to learn an intent from."""
CLOSED = frozenset({"yes_no", "menu", "language"})
"""Where few words answer a question."""
SHORT = 3
"""Words from which on a turn is more than an answer."""
SURE = 0.5
"""Confidence from which on the bot believes that something is out of scope (actions.reading.ACT)."""
AHEAD = 3
"""Turns within which a caller who was not understood says it otherwise."""
MASK = "•"
_MEANT = {
    "fr": r"je (?:voulais|veux) dire|je parlais|(?:c'est )?pas ça|ce n'est pas (?:ça|ce que)|mal compris",
    "nl": r"ik bedoel(?:de)?|dat (?:is|was) niet wat|dat bedoel(?:de)? ik niet|verkeerd begrepen|niet dat",
    "it": r"intend(?:o|evo)|vol(?:evo|eva) dire|non è quello che|non (?:ho detto|dicevo) quest|ha capito male",
    "da": r"jeg men(?:te|er)|det var ikke det|misforst(?:od|ået)|ikke det jeg",
    "en": r"i mean(?:t)?\b|that's not (?:it|what)|that is not what|not what i|i didn't (?:say|ask|mean)|misunderst",
}
MEANT = {language: re.compile(rf"\b(?:{words})", re.IGNORECASE) for language, words in _MEANT.items()}
"""Words by which a caller tells that something else was meant."""
_NO = {
    "fr": (r"ah|oh|euh|mais|pardon|désolée?|attendez", r"non|nan|pas (?:le|la|les|au|aux|ça)"),
    "nl": (r"oh?|ach|eh|uh|maar|sorry|pardon|wacht", r"nee|neen|niet (?:de|het|dat|naar)"),
    "it": (r"ah|oh|ehm?|ma|scusi|mi scusi|aspetti", r"no|non (?:il|la|lo|l|i|gli|le|quello|quella)"),
    "da": (r"åh?|øh|men|undskyld|vent", r"nej|næh?|ikke (?:det|den|til)"),
    "en": (r"ah|oh|uh|um|er|but|sorry|wait|hang on", r"no|nope|nah|not (?:the|that|to)"),
}
NO = {
    language: re.compile(rf"\W*(?:(?:{before})\W+){{0,3}}(?:{no})\b", re.IGNORECASE)
    for language, (before, no) in _NO.items()
}
"""How a sentence begins by which a caller denies something."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Worth:
    """A turn to look at."""

    turn: Turn
    why: tuple[Why, ...]
    """In the order of WHYS."""
    meant: str | None = None
    """The intent of what the same caller said instead, where that was acted upon."""


def worth(turns: Sequence[Turn], reason: str | None) -> tuple[Worth, ...]:
    """Of one call, in its order. `reason`: why the call went to a person, where it did."""
    found = list[Worth]()
    for _, of_leg in groupby(turns, key=lambda turn: turn.leg):
        leg = list(of_leg)
        given_up = _given_up(leg, reason)
        for index, turn in enumerate(leg):
            one = _look(leg, index, index in given_up)
            if one.why and learnable(turn):
                found.append(one)
    return tuple(found)


def _look(leg: Sequence[Turn], index: int, given_up: bool) -> Worth:
    turn = leg[index]
    why = set[Why]()
    if turn.intent == "out_of_scope":
        why.add("out_of_scope")
    if turn.fallback and (turn.intent != "out_of_scope" or turn.confidence < SURE):
        why.add("unsure")
    if turn.repair in ("confirm", "again"):
        why.add("repaired")
    if given_up:
        why.add("handed_over")
    meant = _meant(leg, index)
    if _corrected(leg, index, meant):
        why.add("corrected")
    told = meant if why & {"unsure", "repaired", "corrected"} else None
    return Worth(turn, tuple(one for one in WHYS if one in why), told)


def _given_up(leg: Sequence[Turn], reason: str | None) -> set[int]:
    """Turns over which the bot gave up: the last one and those before it that it had not understood either."""
    ends = [index for index, turn in enumerate(leg) if turn.repair == "person"]
    if not ends and reason in ("not_understood", "out_of_scope") and all(turn.expected is None for turn in leg):
        # A record of before it was kept what the dialogue did.
        ends = [index for index, turn in enumerate(leg) if turn.fallback][-1:]
    found = set(ends)
    for end in ends:
        before = end - 1
        while before >= 0 and (leg[before].repair in ("confirm", "again") or leg[before].intent == "out_of_scope"):
            found.add(before)
            before -= 1
    return found


def _corrected(leg: Sequence[Turn], index: int, meant: str | None) -> bool:
    turn, later = leg[index], leg[index + 1 : index + 2]
    if not later or turn.intent in ANSWERS:
        return False
    (then,) = later
    if turn.repair == "confirm":
        return then.intent == "deny" or _says_no(then)
    if turn.fallback:
        return False
    if _otherwise(leg, index):
        return True
    if meant in (None, turn.intent):
        return False
    return then.repair == "undone" or _says_what_was_meant(then)


def _otherwise(leg: Sequence[Turn], index: int) -> bool:
    """Denied, and said again with another department or site: at once or after a mere no."""
    turn, then, after = leg[index], leg[index + 1], leg[index + 2 : index + 3]
    if then.intent == "deny":
        return _differs(turn, then) or any(one.intent == turn.intent and _differs(turn, one) for one in after)
    said_no = _says_no(then) or _says_what_was_meant(then)
    return then.intent == turn.intent and said_no and _differs(turn, then)


def _differs(turn: Turn, then: Turn) -> bool:
    return turn.named is not None and then.named is not None and not then.named <= turn.named


def _says_no(turn: Turn) -> bool:
    words = NO.get(turn.language)
    return words is not None and bool(words.match(turn.text))


def _says_what_was_meant(turn: Turn) -> bool:
    words = MEANT.get(turn.language)
    return words is not None and bool(words.search(turn.text))


def _meant(leg: Sequence[Turn], index: int) -> str | None:
    turn = leg[index]
    for then in leg[index + 1 : index + 1 + AHEAD]:
        if turn.repair == "confirm" and then is leg[index + 1] and then.intent == "affirm":
            return turn.intent
        if then.intent in NO_WISH:
            continue
        return None if then.fallback or then.repair not in (None, "undone") else then.intent
    return None


def learnable(turn: Turn) -> bool:
    """Whether it is an utterance at all, and not something personal or an answer to a question."""
    if turn.intent == "inform" or turn.expected in GIVEN:
        return False
    words = _WORD.findall(turn.text)
    if turn.expected in CLOSED and (turn.intent in ANSWERS or len(words) < SHORT):
        return False
    masked = turn.text.count(MASK * 4)
    digits = sum(any(map(str.isdecimal, word)) for word in turn.text.split())
    return len(words) > masked + digits


def text_key(text: str, language: str) -> str:
    """The same for texts that differ in nothing but case, marks and spaces."""
    words = " ".join(re.findall(r"[\w•]+", text.casefold()))
    return hashlib.sha256(f"{language} {words}".encode()).hexdigest()[:32]

"""Telling what whisper heard from what it made up. Pure: text and numbers in, a judgement out.

Whisper was trained on subtitles: on noise it writes their credits, and it can fall into a loop.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

from voice.stt.text import folded

NO_SPEECH = 0.6
"""Probability of the no-speech token from which on a doubtful text is taken for none (openai/whisper's default)."""
DOUBTFUL_LOGPROB = -1.0
"""Mean log-probability a token below which a text is doubtful (openai/whisper's default)."""
COMPRESSION = 2.4
"""Text that gzip shrinks by more than this repeats itself (openai/whisper's default)."""
TOKENS_PER_SECOND = 8
"""More than speech holds, pauses counted: sentences in the five languages stay below 6 tokens a second."""
SPARE_TOKENS = 24
_SOUNDS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫]+")

_INVENTED = tuple(
    re.compile(pattern)
    for pattern in (
        r"sous titr\w* .*(réalisés? par|par la communauté|société radio canada|amara|st 501).*",
        r"merci d'avoir regardé( cette vidéo| la vidéo)?",
        r"abonnez-vous( à la chaîne)?",
        r"(onder|sub)titel\w* .*(amara|ingediend door|ondertiteld door).*|ondertiteld door .*",
        r"tv gelderland \d{4}",
        r"bedankt voor het kijken",
        r"sottotitoli .*(amara|qtss|a cura di|creati dalla comunità).*",
        r"grazie per la visione|grazie per aver guardato( il video)?",
        r"(danske? )?(tekster|tekstning|undertekster|undertekstet) (af|by) .*|scandinavian text service \d{4}",
        r"tak fordi (du|i) så med",
        r"(subtitles|captions|transcri\w+) (by|provided by) .*|.*amara ?org.*",
        r"thank(s| you)( all)?( so much| very much)? for watching( this video)?",
        r"please (like and )?subscribe( to my channel)?|like and subscribe",
    )
)


def token_cap(seconds: float) -> int:
    """How many tokens that much sound can hold at most; the VAD's own count of speech would cut soft endings off."""
    return SPARE_TOKENS + round(TOKENS_PER_SECOND * seconds)


def without_sounds(text: str) -> str:
    """The text without descriptions of sounds such as "[Musique]"."""
    return " ".join(_SOUNDS.sub(" ", text).split())


def is_invented(text: str) -> bool:
    """Whether the text is, as a whole, a subtitle credit or a video's farewell, or holds no word at all."""
    plain = folded(text)
    return not plain or any(pattern.fullmatch(plain) for pattern in _INVENTED)


def is_silence(no_speech: float, mean_logprob: float) -> bool:
    """Whether the model itself doubts that anything was said."""
    return no_speech > NO_SPEECH and mean_logprob < DOUBTFUL_LOGPROB


def loops(text: str) -> bool:
    """Whether the text repeats itself as speech does not. Digits said again and again are speech."""
    if re.fullmatch(r"[\d\s.,+-]*", text):
        return len(text) > 60
    data = text.encode()
    return len(data) / len(zlib.compress(data)) > COMPRESSION or repeated_from(text.split()) is not None


def repeated_from(words: list[str], times: int = 4) -> int | None:
    """Index from which on a group of one to eight words comes `times` times in a row (one repetition is kept)."""
    plain = [folded(word) for word in words]
    for size in range(1, 9):
        run = 0
        for i in range(len(plain) - size):
            run = run + 1 if plain[i] == plain[i + size] else 0
            if run >= size * (times - 1) and not all(word.isdecimal() for word in plain[i : i + size]):
                return i + size - run + 1
    return None


def cut_loop(text: str) -> str:
    """The text up to the first repetition of a loop."""
    words = text.split()
    cut = repeated_from(words)
    return text if cut is None else " ".join(words[:cut])


def echoes(text: str, hotwords: tuple[str, ...]) -> bool:
    """Whether the text recites the hotwords: three or more of them in the order in which they were given."""
    plain = f" {folded(text)} "
    places = [plain.find(f" {folded(word)} ") for word in hotwords]
    found = [(index, place) for index, place in enumerate(places) if place >= 0]
    if len(found) < 3:
        return False
    in_order = all(a[0] + 1 == b[0] and a[1] < b[1] for a, b in pairwise(found))
    covered = sum(len(folded(hotwords[index])) + 1 for index, _ in found)
    return in_order and covered >= 0.8 * (len(plain) - 1)

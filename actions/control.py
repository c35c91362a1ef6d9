"""Steering the conversation: again, slower, wait, from the start, in another language."""

from __future__ import annotations

import re

from actions.topics import answer, topic
from actions.turn import Turn
from bot.language import detect
from bot.messages import LANGUAGES

SLOWEST, STEP = 0.7, 0.15
LOUDEST, LOUDER = 2.0, 1.4
LOUD = re.compile(
    r"\b(loud|volume|hear|plus fort|entend|harder spreken|luider|verstaan? u (bijna )?niet|hoor|volume|più forte|"
    r"alta voce|sento|sente|højere|høre|lyd)",
    re.IGNORECASE,
)
"""Words of those who ask for loudness rather than pace."""
FAST = re.compile(
    r"\b(slow|fast|speed|lentement|vite|lent|traag|trager|langzaam|langzamer|snel|rustig|piano|lent[oa]|lentamente|"
    r"veloce|adagio|langsom|langsommere|hurtigt|roligt)",
    re.IGNORECASE,
)


@topic("repeat")
def repeat(turn: Turn) -> None:
    """Say the last answer again, word for word."""
    if turn.call.said:
        turn.says += turn.call.said
    else:
        turn.ask("menu", "menu", "utter_how_can_i_help")


@topic("speak_slower")
def speak_slower(turn: Turn) -> None:
    """Change pace or loudness for the rest of the call and say the last answer again."""
    text, call = turn.reading.text, turn.call
    loud = bool(LOUD.search(text))
    if loud:
        call.volume = min(LOUDEST, round(call.volume * LOUDER, 2))
    if not loud or FAST.search(text):
        call.rate = max(SLOWEST, round(call.rate - STEP, 2))
    turn.acknowledge("utter_louder" if loud and not FAST.search(text) else "utter_slower")
    repeat(turn)


@topic("wait_please")
def wait_please(turn: Turn) -> None:
    """Hold on until the caller speaks."""
    turn.acknowledge("utter_waiting")
    turn.holds = True


@topic("start_over")
def start_over(turn: Turn) -> None:
    """Forget what was wanted, keep the call."""
    call = turn.call
    call.question, call.last, call.department = None, None, None
    call.wishes, call.slots, call.keyed = [], {}, ""
    turn.acknowledge("utter_start_over")
    turn.ask("menu", "menu", "utter_how_can_i_help")
    turn.note("started over")


@topic("change_language")
def change_language(turn: Turn) -> None:
    """Go on in the language asked for; ask which when it cannot be told."""
    target = language_wanted(turn)
    if target is None:
        turn.ask("language", "language", "utter_ask_language")
    else:
        switch(turn, target)


def language_wanted(turn: Turn) -> str | None:
    """The language named, rather one that is not spoken already; else the one that the request was made in."""
    current = turn.call.language
    named = [e.value for e in turn.reading.all("language") if e.value in LANGUAGES]
    others = [value for value in named if value != current]
    if others or named:
        return (others or named)[-1]
    spoken = detect(turn.reading.text)
    return spoken.language if spoken and spoken.language != current and spoken.confidence >= 0.5 else None


def switch(turn: Turn, language: str) -> None:
    """Speak another language from here on: the last answer and the open question are said in it."""
    call = turn.call
    call.language, call.language_open = language, False
    pending = call.question
    turn.acknowledge("utter_language_changed")
    turn.note(f"went on in {language}")
    if call.said and (pending is None or pending.says != call.said):
        turn.says += [say for say in call.said if not say.name.startswith(("utter_greeting", "utter_ask_language"))]
    if pending:
        turn.ask_again(pending)
    elif len(turn.says) == turn.acknowledgements:
        turn.ask("menu", "menu", "utter_how_can_i_help")


@answer("language")
def language(turn: Turn) -> None:
    """A language was named in answer to "which one?"."""
    target = next((e.value for e in turn.reading.all("language") if e.value in LANGUAGES), None)
    if target:
        turn.call.question = None
        switch(turn, target)

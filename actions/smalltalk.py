"""Greeting, thanks, goodbye, help, and what the bot is."""

from __future__ import annotations

from actions.call import Leaving
from actions.handoff import hand_over
from actions.topics import answer, topic
from actions.turn import Turn


@topic("greet")
def greet(turn: Turn) -> None:
    """Greet back and ask for the wish."""
    turn.say("utter_greet_back")


@topic("thank")
def thank(turn: Turn) -> None:
    """You are welcome; is there anything else?"""
    turn.acknowledge("utter_welcome")
    turn.answered()


@topic("goodbye")
def goodbye(turn: Turn) -> None:
    """End the call."""
    turn.call.question = None
    turn.say("utter_goodbye")
    turn.answered()
    turn.leave(Leaving("answered"))


@topic("ask_help")
def help_(turn: Turn) -> None:
    """What the bot can do."""
    turn.say("utter_help")
    turn.answered()
    if not (turn.call.question and turn.call.question.form):
        turn.ask("menu", "menu", "utter_how_can_i_help")


@topic("bot_challenge")
def bot_challenge(turn: Turn) -> None:
    """An honest answer, and a person if wanted."""
    turn.say("utter_bot_challenge")
    turn.answered()
    turn.offer("human", "utter_offer_human", about={"reason": "explicit_request"})


@answer("human")
def human(turn: Turn) -> None:
    """The caller said whether to be given to a person."""
    question = turn.call.question
    if question and turn.reading.intent == "affirm":
        hand_over(turn, question.about["reason"])
        return
    turn.call.question = None
    turn.ask("menu", "menu", "utter_how_can_i_help")


@answer("more")
def more(turn: Turn) -> None:
    """Anything else? Yes or no."""
    if turn.reading.intent == "affirm":
        turn.ask("menu", "menu", "utter_go_ahead")
    else:
        goodbye(turn)

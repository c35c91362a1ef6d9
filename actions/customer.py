"""What the customer record tells: where an order is."""

from __future__ import annotations

from actions.call import Value
from actions.numbers import CUSTOMER_DIGITS, ORDER_DIGITS, digits_in, more_to_come, put_together, shortest
from actions.routing import route
from actions.topics import answer, topic
from actions.turn import Turn
from bot.directory import Order

SERVICE = "customer_service"


@topic("order_status")
def order_status(turn: Turn) -> None:
    """Ask for the order number, or answer when it came with the question or earlier in the call."""
    said = digits_in(turn.reading, turn.call.language, "order_number")
    known = turn.call.slots.get("order_number")
    if said or not known:
        if said:
            _given(turn, said.value, turn.reading.clear(said))
        else:
            turn.ask("number", "order_number", "utter_ask_order_number", digits=ORDER_DIGITS, form=True)
        return
    _look_up(turn, known)


@answer("order_number")
def order_number(turn: Turn) -> None:
    """A number was said or keyed in, or the caller has none."""
    said = digits_in(turn.reading, turn.call.language, "order_number", shortest(turn))
    if said is None:
        turn.call.keyed = ""
        turn.say("utter_order_no_number")
        route(turn, SERVICE)
        return
    number = put_together(turn, said.value, ORDER_DIGITS)
    question = turn.call.question
    # Asked a second time, callers also give the number of their contract.
    whole = len(number) >= ORDER_DIGITS or (question and question.tries and len(number) == CUSTOMER_DIGITS)
    if question and not whole and number not in turn.world.company.customers:
        more_to_come(turn, question, number)
    else:
        _given(turn, number, turn.reading.kind == "keys" or turn.reading.clear(said))


def _given(turn: Turn, number: str, sure: bool) -> None:
    if sure:
        _look_up(turn, number)
        return
    about = {"number": number}
    turn.ask("yes_no", "order_confirm", "utter_confirm_number", {"number": number}, about=about, form=True)


@answer("order_confirm")
def order_confirm(turn: Turn) -> None:
    """The number read back was right, or was corrected."""
    question, said = turn.call.question, digits_in(turn.reading, turn.call.language, "order_number")
    if question and turn.reading.intent == "affirm":
        _look_up(turn, question.about["number"])
    elif said:
        _look_up(turn, said.value)
    else:
        turn.ask("number", "order_number", "utter_ask_order_number_keys", digits=ORDER_DIGITS, form=True, tries=1)


def _look_up(turn: Turn, number: str) -> None:
    company, digits = turn.world.company, "".join(filter(str.isdecimal, number))
    order = company.orders.get(digits)
    if order is None and len(digits) == CUSTOMER_DIGITS and digits in company.customers:
        turn.call.slots["customer_number"] = digits
        order = next(iter(company.orders_of(digits)), None)
    if order:
        turn.call.slots["order_number"] = order.number
        turn.call.question = None
        _tell(turn, order)
        return
    question = turn.call.question
    if question and question.tries:
        turn.call.slots["order_number"] = digits
        turn.say("utter_order_unknown_route")
        route(turn, SERVICE)
        return
    turn.ask(
        "number", "order_number", "utter_order_unknown", {"number": digits}, digits=ORDER_DIGITS, form=True, tries=1
    )


def _tell(turn: Turn, order: Order) -> None:
    product: Value = ["product", order.product]
    turn.say(f"utter_order_{order.status}", product=product)
    if order.status == "delivered" and order.delivered:
        turn.say("utter_order_delivered_on", day=["day", order.delivered.isoformat()])
    elif order.expected and order.status not in ("delivered", "returned", "cancelled", "out_for_delivery"):
        turn.say("utter_order_expected", day=["day", order.expected.isoformat()])
    if order.carrier and order.status in ("shipped", "out_for_delivery"):
        turn.say("utter_order_carrier", carrier=order.carrier)
    turn.note(f"told the status of order {order.number}: {order.status}")
    turn.answered(SERVICE)
    if order.status in ("delayed", "cancelled"):
        about = {"department": SERVICE, "person": None}
        turn.offer("transfer", "utter_offer_transfer", {"name": ["department", SERVICE]}, about=about)

"""Calls on which callers were not understood, stored as a running house stores them: fifty of a kind, a topic that
grows, wishes in each language, and calls that went well. For tests and for pictures of the trainers' page."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from desk.calls.book import CallBook
from desk.calls.messages import Begun, Change, Left, Said, Understood

GREETING = {
    "da": "Goddag, det er Lumora. Hvad kan jeg hjælpe med?",
    "en": "Hello, this is Lumora. How can I help?",
    "fr": "Bonjour, ici Lumora. Que puis-je faire pour vous ?",
    "it": "Buongiorno, sono l'assistente di Lumora. Come posso aiutarla?",
    "nl": "Goedendag, met Lumora. Waarmee kan ik u helpen?",
}
AGAIN = {
    "da": "Det forstod jeg ikke helt. Kan du sige det på en anden måde?",
    "en": "I didn't quite get that. Could you put it another way?",
    "fr": "Je n'ai pas bien compris. Pouvez-vous le dire autrement ?",
    "it": "Non ho capito bene. Può dirlo in un altro modo?",
    "nl": "Dat heb ik niet goed begrepen. Kunt u het anders zeggen?",
}
STRAY = {
    "da": "Det kan jeg desværre ikke hjælpe med. Vil du tale med et menneske?",
    "en": "That's not something I can do, sorry. Would you like to talk to a person?",
    "fr": "Je ne peux pas vous aider pour cela. Voulez-vous parler à quelqu'un ?",
    "it": "Con questo non posso aiutarla. Vuole parlare con una persona?",
    "nl": "Daar kan ik helaas niet mee helpen. Wilt u een medewerker spreken?",
}
PERSON = {
    "da": "Jeg giver dig en kollega.", "en": "I'll get you a colleague.", "fr": "Je vous passe un collègue.",
    "it": "Le passo un collega.", "nl": "Ik verbind u door met een collega.",
}  # fmt: skip
GOOD = {
    "da": ("hvornår har I åbent på lørdag", "Vi har åbent på lørdag fra 10 til 15."),
    "en": ("when are you open on saturday", "On Saturday we're open from 10 to 3."),
    "fr": ("quand êtes-vous ouverts samedi", "Samedi, nous sommes ouverts de 10 à 15 heures."),
    "it": ("a che ora aprite sabato", "Sabato siamo aperti dalle 10 alle 15."),
    "nl": ("wanneer bent u zaterdag open", "Zaterdag zijn we open van 10 tot 15 uur."),
}
MODEMS = [
    f"{want} {thing}{end}"
    for want, thing, end in product(
        ("jeg vil gerne have byttet", "kan jeg få byttet", "I skal bytte", "jeg skal have ombyttet", "må jeg bytte"),
        ("mit modem", "det modem I sendte", "den router jeg fik", "mit nye modem", "routeren"),
        ("", " til et andet", " for det er det forkerte"),
    )
]
"""Danish callers who want another modem, in 75 ways."""
ESIMS = [
    f"{ask} {thing}{end}"
    for ask, thing, end in product(
        ("est-ce que vous proposez", "je voudrais commander", "comment activer", "vous avez"),
        ("une carte esim", "l'esim", "une esim pour mon téléphone", "la carte sim électronique"),
        ("", " s'il vous plaît", " pour ma montre"),
    )
]
"""French callers who ask about eSIMs, in 48 ways."""
COVERAGES = [
    f"{ask} {where}"
    for ask, where in product(
        ("la fibra arriva", "c'è la fibra", "vorrei sapere se c'è la fibra", "quando arriva la fibra"),
        ("nella mia via", "a casa mia", "nel mio quartiere", "in via Garibaldi", "nel nostro paese"),
    )
]
DEBITS = [
    f"{want} {day}"
    for want, day in product(
        ("ik wil dat u later afschrijft", "kan de incasso op een andere dag", "mag de afschrijving verzet worden",
         "kunt u het bedrag later innen"),
        ("", "want mijn loon komt de vijfentwintigste", "graag na de eerste", "elke maand"),
    )
]  # fmt: skip
MOVES = [
    f"{want} {end}"
    for want, end in product(
        ("i'm moving house and want to take my line with me", "we are moving what about our internet",
         "can i bring the connection to our new flat", "i'd like my line at the new place"),
        ("", "next month", "please", "from march on"),
    )
]  # fmt: skip
STRAYS = {
    "da": "kan du fortælle en vittighed", "en": "what's the weather like tomorrow", "fr": "quel est le score du match",
    "it": "mi consigli un film", "nl": "hoe maak ik pannenkoeken",
}  # fmt: skip

TOGETHER = 100
"""Calls of one transaction: each is waited for until it is on disk."""


@dataclass
class Script:
    """One call as it went, a line after the other."""

    call_id: str
    language: str
    began: datetime
    caller: str | None = "+4520304050"
    changes: list[Change] = field(default_factory=list)
    _at: int = 400
    _number: int = 0

    def __post_init__(self) -> None:
        self.leg = int(self.began.timestamp() * 1000)
        self.changes.append(
            Begun(self.call_id, self.began, "phone", self.language, self.caller, "+4511900100", "media-1")
        )
        self.bot(GREETING[self.language])

    def _next(self) -> int:
        self._number += 1
        return self._number

    def bot(self, text: str) -> Script:
        """The bot says something."""
        self.changes.append(Said(self.call_id, self.leg, self._next(), self._at, "bot", text, self.language))
        self._at += 600 + 60 * len(text)
        return self

    def caller_says(
        self, text: str, intent: str, confidence: float, repair: str | None = None, expected: str = "open",
    ) -> Script:  # fmt: skip
        """The caller says something, and it is understood."""
        ended = self._at + 300 + 55 * len(text)
        line = Said(self.call_id, self.leg, self._next(), self._at, "caller", text, self.language, 0.9, ended)
        unsure = confidence < 0.5 or intent == "out_of_scope"
        self.changes += [
            line,
            Understood(
                self.call_id, self.leg, self._next(), ended + 640, intent, confidence, unsure, self.language,
                expected, repair,
            ),
        ]  # fmt: skip
        self._at = ended + 700
        return self

    def ends(self, final: str = "answered", reason: str | None = None) -> list[Change]:
        """The call is over."""
        at = self.began + timedelta(milliseconds=self._at)
        self.changes.append(Left(self.call_id, at, "bot", final, reason, None, None, self.language, goes_on=False))
        return self.changes


def swapped(call: str, at: datetime, text: str) -> list[Change]:
    """Not understood, said otherwise, understood."""
    script = Script(call, "da", at).caller_says(text, "make_purchase", 0.34, "again").bot(AGAIN["da"])
    script.caller_says("jeg vil gerne returnere det", "return_refund", 0.92)
    return script.bot("Jeg stiller dig om til kundeservice.").ends("routed", "routed")


def strayed(call: str, at: datetime, language: str, text: str) -> list[Change]:
    """Out of scope, and the caller hangs up."""
    return Script(call, language, at).caller_says(text, "out_of_scope", 0.71).bot(STRAY[language]).ends()


def given_up(call: str, at: datetime, text: str) -> list[Change]:
    """Not understood twice."""
    script = Script(call, "nl", at).caller_says(text, "nlu_fallback", 0.18, "again").bot(AGAIN["nl"])
    script.caller_says(f"nou {text}", "billing_question", 0.21, "person").bot(PERSON["nl"])
    return script.ends("handoff", "not_understood")


def corrected(call: str, at: datetime, text: str) -> list[Change]:
    """Acted upon as something else, and put right by the caller."""
    script = Script(call, "en", at).caller_says(text, "make_purchase", 0.66).bot("I'll put you through to sales.")
    script.caller_says("no I meant I have a new address", "change_details", 0.88, "undone")
    return script.bot("One moment for customer service.").ends("routed", "routed")


def went_well(call: str, at: datetime, language: str) -> list[Change]:
    """Nothing to look at."""
    asked, answer = GOOD[language]
    return Script(call, language, at).caller_says(asked, "ask_opening_hours", 0.97).bot(answer).ends()


def store(book: CallBook, now: datetime, seed: int = 7) -> int:
    """Seven weeks of calls until `now`; returns how many."""
    made = list(calls(now, random.Random(seed)))
    for begin in range(0, len(made), TOGETHER):
        book.write([change for changes in made[begin : begin + TOGETHER] for change in changes])
    return len(made)


def calls(now: datetime, chance: random.Random) -> Iterator[list[Change]]:
    """See `store`."""
    plan = sorted(_plan(now, chance), key=lambda call: call[0])
    for number, (at, kind, text) in enumerate(plan):
        call = f"{int(at.timestamp())}.{number}"
        match kind:
            case "swapped":
                yield swapped(call, at, text)
            case "given_up":
                yield given_up(call, at, text)
            case "corrected":
                yield corrected(call, at, text)
            case "well":
                yield went_well(call, at, text)
            case language:
                yield strayed(call, at, language, text)


def _plan(now: datetime, chance: random.Random) -> Iterator[tuple[datetime, str, str]]:
    def some(texts: Sequence[str], weeks: Sequence[int]) -> Iterator[tuple[datetime, str]]:
        for back, count in enumerate(reversed(weeks)):
            for _ in range(count):
                yield now - timedelta(days=chance.uniform(7 * back + 0.1, 7 * back + 6.9)), chance.choice(texts)

    kinds = (
        ("swapped", MODEMS, (7, 8, 7, 7, 8, 7, 8)),
        ("fr", ESIMS, (0, 1, 1, 3, 6, 9, 15)),
        ("it", COVERAGES, (3, 4, 3, 4, 3, 4, 3)),
        ("given_up", DEBITS, (2, 3, 2, 3, 2, 3, 2)),
        ("corrected", MOVES, (1, 2, 1, 2, 1, 2, 3)),
    )
    for kind, texts, weeks in kinds:
        for at, text in some(texts, weeks):
            yield at, kind, text
    for language, text in STRAYS.items():
        for at, _ in some([text], (1, 0, 0, 1, 0, 0, 1)):
            yield at, language, text
    for language in GOOD:
        for at, _ in some([language], (3,) * 7):
            yield at, "well", language

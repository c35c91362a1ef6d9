"""A desk with a day behind it, as one would show it: agents, callers in five languages, calls that wait. Made up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from centralino.paths import ROOT
from desk.accounts.accounts import Accounts
from desk.audit.trail import Trail
from desk.calls.book import CallBook
from desk.calls.messages import Over, Recorded, Said
from desk.calls.surveys import Surveys
from desk.customers.importing import Importer
from desk.database import Database
from desk.floor.floor import Floor
from desk.privacy.messages import Messages
from desk.privacy.recordings import RATE, Recordings
from desk.privacy.vault import Vault, load_keyring
from desk.queue.packet import Callback, Customer, Line, Packet, RankedIntent, Summary
from desk.queue.store import QueueStore

PASSWORD = "four horses on a roof"
LINE = "demo"
AGENTS = {
    "mette": (["da"], ["technical_support", "customer_service"], 1),
    "camille": (["fr", "en"], ["customer_service", "account_management"], 1),
    "sofie": (["nl", "fr", "en"], ["technical_support", "customer_service"], 1),
    "giulia": (["it"], ["*"], 1),
    "aoife": (["en"], ["fraud_prevention", "customer_service"], 1),
    "lars": (["da", "en"], ["technical_support"], 2),
}
OTHERS = {"helene": "supervisor", "hanne": "trainer", "admin": "admin"}


@dataclass(frozen=True)
class Caller:
    """Who calls, and how it went with the bot."""

    language: str
    number: str | None
    department: str
    reason: str
    intents: tuple[tuple[str, float], ...]
    summary: tuple[str, str]
    said: tuple[tuple[str, str, float | None], ...]
    tried: tuple[str, ...]
    more: tuple[tuple[str, Any], ...] = ()


CALLERS = (
    Caller(
        "da", "+4512340206", "technical_support", "explicit_request",
        (("technical_problem", 0.86), ("request_human", 0.64), ("account_access", 0.12)),
        ("Kundens internet går ned hver aften. Kunden bad om en medarbejder.",
         "The caller's internet goes down every evening. The caller asked for a person."),
        (("bot", "Goddag, du taler med Lumora. Hvad kan jeg hjælpe med?", None),
         ("caller", "Hej, mit internet går ned hver aften, og jeg er ved at være træt af det.", 0.93),
         ("bot", "Det er jeg ked af at høre. Skal jeg stille dig om til teknisk support?", None),
         ("caller", "ja altså jeg vil bare gerne tale med et menneske", 0.52),
         ("bot", "Selvfølgelig. Du er nummer et i køen.", None)),
        ("asked whether technical_problem was meant", "the caller asked for a person",
         "told the wait for technical_support"),
        (("slots", {"customer_number": "162496", "also_wants": "billing_question"}),
         ("customer", Customer("162496", "Morten Johansen"))),
    ),
    Caller(
        "en", "+353209125060", "fraud_prevention", "priority_topic", (("report_fraud", 0.95),),
        ("The caller reports two orders they did not make.", "The caller reports two orders they did not make."),
        (("bot", "Hello, this is Lumora. How can I help?", None),
         ("caller", "Somebody has used my account, there are two orders I never made.", 0.89),
         ("bot", "That sounds urgent. I'll put you straight through.", None)),
        ("routed to fraud_prevention",), (("priority", "high"),),
    ),
    Caller(
        "fr", "+3221230204", "account_management", "routed", (("billing_question", 0.92), ("change_details", 0.31)),
        ("Le client ne comprend pas sa facture de novembre.", "The caller does not understand the November bill."),
        (("bot", "Bonjour, bienvenue chez Lumora. Que puis-je faire pour vous ?", None),
         ("caller", "J'ai reçu une facture de cent quarante euros et je ne comprends pas pourquoi.", 0.91),
         ("bot", "Je vous passe la gestion des comptes. Ne quittez pas.", None)),
        ("routed to account_management",),
    ),
    Caller(
        "it", "+390212340201", "customer_service", "not_understood", (("order_status", 0.71), ("return_refund", 0.22)),
        ("Il decoder doveva arrivare lunedì e non è arrivato.", "The TV box was due on Monday and has not come."),
        (("bot", "Buongiorno, sono l'assistente di Lumora. Come posso aiutarla?", None),
         ("caller", "Il decoder non è ancora arrivato, doveva arrivare lunedì.", 0.9),
         ("bot", "Mi può dire il numero d'ordine?", None),
         ("caller", "due zero due due quattro quattro due zero", 0.58)),
        ("did not understand the caller", "told the status of order 20222420: out_for_delivery"),
    ),
    Caller(
        "nl", None, "customer_service", "out_of_scope", (("cancel_contract", 0.83), ("change_details", 0.4)),
        ("De beller wil opzeggen wegens een verhuizing.", "The caller wants to cancel because of a move."),
        (("bot", "Goedendag, met Lumora. Waarmee kan ik u helpen?", None),
         ("caller", "Ik wil graag opzeggen, ik ga verhuizen naar het buitenland.", 0.94),
         ("bot", "Ik verbind u door met de klantenservice.", None)),
        ("the caller asked for something out of scope",),
    ),
)  # fmt: skip


class Demo:
    """Fills an empty database."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        self.queue, self.floor, self.book = QueueStore(database), Floor(database), CallBook(database)
        self.surveys = Surveys(database)
        self._rng = random.Random(4)
        self._calls = 0

    def people(self) -> None:
        """Users, agents, customers."""
        accounts, begin = Accounts(self.database), self.now - timedelta(days=1)
        for name in (*AGENTS, *OTHERS):
            accounts.add(name, PASSWORD, OTHERS.get(name, "agent"), "en", begin)
        for name, (languages, departments, tier) in AGENTS.items():
            self.floor.enrol(name, languages, departments, tier, begin)
        accounts.add("crm", PASSWORD, "supervisor", "en", begin)
        accounts.add_token("crm", "CRM", ["read"], begin, timedelta(days=90), by="admin")
        importer = Importer(self.database, Trail(self.database).record)
        importer.bring_into_empty(ROOT / "data" / "company", "admin", begin, date.today())

    def past(self, minutes: int, every: int = 6) -> None:
        """Calls of the last so many minutes, one each `every` minutes; half of them settled by the bot."""
        at = self.now - timedelta(minutes=minutes)
        for name in AGENTS:
            self.floor.change(name, "available", "agent", at)
        while at < self.now - timedelta(minutes=20):
            caller = self._rng.choice(CALLERS)
            if self._rng.random() < 0.5:
                self._by_the_bot(caller, at)
            else:
                self._by_a_person(caller, at)
            at += timedelta(minutes=self._rng.uniform(0.5, 1.5) * every)

    def call(self, caller: Caller, at: datetime, **changes: Any) -> str:
        """Somebody who waits since then; returns the item."""
        packet = self._packet(caller, at, **changes)
        self._tell(packet, at, "handoff", None)
        item = self.queue.place(packet).item_id
        if packet.kind == "call":
            self.floor.waits(item, LINE, at)
        return item

    def at_work(self) -> None:
        """Two are talking, one writes up what was said, the others are on their breaks."""
        at = self.now - timedelta(minutes=3)
        for agent, caller in (("sofie", 4), ("lars", 0), ("camille", 2)):
            self.floor.pick(self.call(CALLERS[caller], at), agent, at + timedelta(seconds=9))
        talked = self.floor.item_of("camille")
        assert talked is not None
        self.floor.finish(talked.id, "camille", self.now - timedelta(seconds=40), "follow_up")
        for agent, reason in (("giulia", "lunch"), ("aoife", "training"), ("mette", "rest")):
            self.floor.change(agent, "on_break", "agent", self.now - timedelta(minutes=7), reason)

    def others_wait(self) -> None:
        """What agents see in the queue: nobody who is available can take these."""
        self.call(CALLERS[2], self.now - timedelta(seconds=131))
        self.call(CALLERS[3], self.now - timedelta(seconds=205))
        self.call(CALLERS[1], self.now - timedelta(seconds=22))
        later = (self.now + timedelta(minutes=40)).isoformat()
        self.call(
            CALLERS[4], self.now - timedelta(minutes=18), kind="callback", callback=Callback("+31201230299", later)
        )
        words = "Sono Anna Ferri. Mi richiamate per favore? È per il reclamo della settimana scorsa."
        left = {"kind": "voicemail", "message": words, "department": "escalations"}
        self.call(CALLERS[3], self.now - timedelta(minutes=44), **left)

    def recorded(self, var: Path) -> str:
        """The latest call that is over, with two minutes of silence as its recording; returns the call."""
        day = self.book.between(self.now - timedelta(days=1), self.now)
        call = max((one for one in day if one.ended and one.agent), key=lambda one: one.began).id
        kept = Recordings(self.database, _vault(var, "recordings"), timedelta(days=30))
        begun, writer = kept.begin(call, "notice", self.now)
        writer.write(np.zeros((120 * RATE, 2), np.int16).tobytes())
        writer.close()
        kept.finish(begun.id, 120.0)
        self.book.write([Recorded(call, begun.id)])
        return call

    def message(self, agent: str, var: Path) -> None:
        """The agent has a voicemail before them, with nine seconds of silence as its sound."""
        words = "Sono Anna Ferri. Mi richiamate per favore? È per il reclamo della settimana scorsa."
        item = self.call(CALLERS[3], self.now, kind="voicemail", message=words, department="escalations")
        Messages(_vault(var, "messages")).keep(self.queue.show(item).call_id, np.zeros(9 * RATE, np.int16).tobytes())
        self.floor.change(agent, "available", "agent", self.now)
        self.floor.pick(item, agent, self.now)

    def _packet(self, caller: Caller, at: datetime, **changes: Any) -> Packet:
        self._calls += 1
        lines = tuple(Line(400 + 5200 * n, who, text, sure) for n, (who, text, sure) in enumerate(caller.said))
        values: dict[str, Any] = {
            "call_id": f"{int(at.timestamp())}.{self._calls}", "created": at.astimezone(UTC).isoformat(),
            "language": caller.language, "department": caller.department, "reason": caller.reason,
            "summary": Summary(*caller.summary), "caller": caller.number, "transcript": lines, "tried": caller.tried,
            "intents": tuple(RankedIntent(*one) for one in caller.intents), **dict(caller.more), **changes,
        }  # fmt: skip
        return Packet(**values)

    def _tell(self, packet: Packet, at: datetime, final: str, seconds: float | None) -> None:
        """The record of the call; `seconds` None: the caller is still there."""
        begun, leg = at - timedelta(seconds=30), int(at.timestamp() * 1000)
        self.book.begun(packet.call_id, "phone", packet.language, packet.caller, "+3221230100", begun)
        self.book.write([
            Said(packet.call_id, leg, n, line.at_ms, line.speaker, line.text, packet.language, line.confidence)  # type: ignore[arg-type]
            for n, line in enumerate(packet.transcript)
        ])  # fmt: skip
        reason = None if final == "answered" else packet.reason
        self.book.ended(packet.call_id, final, reason, packet.department, packet.language, at)
        if seconds is not None:
            self.book.write([Over(packet.call_id, at + timedelta(seconds=seconds))])

    def _by_the_bot(self, caller: Caller, at: datetime) -> None:
        packet = self._packet(caller, at)
        self._tell(packet, at, "answered", 0)
        self.surveys.asked(packet.call_id, packet.language, at)
        self.surveys.scored(packet.call_id, self._rng.choice((3, 4, 5, 5)), "key")

    def _by_a_person(self, caller: Caller, at: datetime) -> None:
        packet = self._packet(caller, at, customer=None, priority="normal")
        self._tell(packet, at, "handoff", None)
        item = self.queue.place(packet).item_id
        self.floor.waits(item, LINE, at)
        self.floor.beat(LINE, at)
        self.floor.tick(at)
        agent = self.queue.show(item).agent
        taken = at + timedelta(seconds=self._rng.expovariate(1 / 12))
        if agent is None:
            self.floor.line_gone(item, taken, "hung up")
            self.book.write([Over(packet.call_id, taken)])
            return
        ended = taken + timedelta(seconds=self._rng.uniform(120, 320))
        self.floor.accept(item, agent, taken)
        self.book.write([Over(packet.call_id, ended)])
        self.floor.finish(item, agent, ended, "resolved")
        self.floor.change(agent, "available", "agent", ended + timedelta(seconds=self._rng.uniform(15, 60)))


def _vault(var: Path, folder: str) -> Vault:
    """Of the machine whose desk it is."""
    return Vault(var / folder, load_keyring(var / "secrets" / "recording_key"))

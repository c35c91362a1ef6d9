"""One turn under construction: what topics read from and write to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from actions.call import Call, Leaving, Question, Say, Value
from actions.wording import Speaker, local_today
from bot.messages import Outcome, Repair

if TYPE_CHECKING:
    from actions.reading import Reading
    from actions.world import World
    from desk.queue.packet import Line


@dataclass
class Turn:
    """A caller turn and the bot's answer to it."""

    call_id: str
    call: Call
    reading: Reading
    world: World
    transcript: tuple[Line, ...] = ()
    """The conversation so far, this caller turn included."""
    says: list[Say] = field(default_factory=list)
    acknowledgements: int = 0
    """How many of the first `says` are not worth repeating."""
    outcome: Outcome | None = None
    ends: bool = False
    records: bool = False
    holds: bool = False
    repair: Repair | None = None
    """See BotTurn."""

    def say(self, reply: str, /, **values: Value) -> Say:
        """Add a reply by its name in data/replies."""
        count = self.call.counts.get(reply, 0)
        self.call.counts[reply] = count + 1
        # Calls begin at different wordings, so that a frequent caller does not always hear the first.
        say = Say(reply, dict(values), sum(self.call_id.encode()) + count)
        self.says.append(say)
        return say

    def acknowledge(self, reply: str, /, **values: Value) -> None:
        """Add a reply that "say that again" leaves out."""
        self.say(reply, **values)
        self.acknowledgements = len(self.says)

    def ask(self, kind: str, purpose: str, reply: str, values: dict[str, Value] | None = None, **more: Any) -> None:
        """Ask something; `more` are the other fields of Question."""
        self.call.keyed = ""
        self.call.question = Question(kind, purpose, [self.say(reply, **(values or {}))], **more)

    def ask_again(self, question: Question) -> None:
        """Put a question once more, in the words it had."""
        self.call.question = question
        self.says += [say for say in question.says if say not in self.says]

    def offer(self, purpose: str, reply: str, values: dict[str, Value] | None = None, **more: Any) -> None:
        """Ask a yes/no question that need not be answered; a form that is open goes first."""
        if not (self.call.question and self.call.question.form):
            self.ask("yes_no", purpose, reply, values, **more)

    def answered(self, department: str | None = None) -> None:
        """This turn answered something."""
        self.outcome = self.outcome or Outcome("answered", department)
        self.call.department = department or self.call.department

    def leave(self, leaving: Leaving) -> None:
        """The bot's part is over."""
        self.call.leaving = leaving
        self.ends = True

    def note(self, step: str) -> None:
        """Record in English what the bot did, for the person who may take over."""
        self.call.tried.append(step)

    def speaker(self, language: str | None = None) -> Speaker:
        """Who puts this turn's values into words."""
        site = self.world.company.main_site
        return Speaker(language or self.call.language, self.world.company, local_today(self.world.now(), site.timezone))

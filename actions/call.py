"""What the bot remembers of a call: plain data that travels in one Rasa slot."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Value = list[Any] | str
"""A variable of a reply. It is put into words late, so that it can be said in another language: see wording.express."""


@dataclass
class Say:
    """One reply: its name, its variables and which of its wordings."""

    name: str
    values: dict[str, Value] = field(default_factory=dict)
    wording: int = 0


@dataclass
class Wish:
    """Something the caller wants, as it was understood."""

    intent: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    confidence: float = 1.0


@dataclass
class Leaving:
    """Where a call goes for which the bot has done its part; the caller may still change their mind."""

    final: str
    """As in Outcome; "answered": it is over."""
    item: str | None = None
    """In the queue."""
    department: str = ""
    reason: str = ""
    person: str | None = None
    priority: str = "normal"


@dataclass
class Question:
    """What the bot has asked and waits for."""

    kind: str
    """How it is answered: yes_no, choice, number, name, department, language, message, more."""
    purpose: str
    """Who takes the answer: a name in questions.PURPOSES."""
    says: list[Say]
    """The words of the question, to ask it again."""
    about: dict[str, Any] = field(default_factory=dict)
    form: bool = False
    """True when it is asked again after an interposed question was answered."""
    tries: int = 0
    """Answers so far that did not fit."""
    digits: int | None = None
    """Length of the expected number, where fixed."""
    options: list[dict[str, Any]] = field(default_factory=list)
    """Of a choice, in order of their keys 1, 2, …"""


@dataclass
class Call:
    """The state of one conversation."""

    language: str = "en"
    language_open: bool = False
    """True while the language is still to be found out."""
    caller: str | None = None
    dialled: str | None = None
    rate: float = 1.0
    volume: float = 1.0
    question: Question | None = None
    failures: int = 0
    """Turns in a row that were not understood."""
    silences: int = 0
    """Turns in a row without a sound."""
    strays: int = 0
    """Turns in a row that were out of scope."""
    wishes: list[Wish] = field(default_factory=list)
    """Wishes named together with another one, still to be offered."""
    last: Wish | None = None
    """The wish that was dealt with last: "and on Saturday?" refers to it."""
    said: list[Say] = field(default_factory=list)
    """What the bot said in its last turn, without acknowledgements: repeated on request."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often each reply was used, so that wordings alternate."""
    slots: dict[str, str] = field(default_factory=dict)
    """What the caller told: entity name → normalised value."""
    tried: list[str] = field(default_factory=list)
    """What the bot did, in English, for the person who takes over."""
    keyed: str = ""
    """Digits so far, keyed in or spoken, of a number that is not complete."""
    department: str | None = None
    """The department that the call has come to be about."""
    leaving: Leaving | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any] | None) -> Call:
        """The reverse of to_dict; None gives a fresh call."""
        values = dict(data or {})
        if values.get("question"):
            question = dict(values["question"])
            question["says"] = [Say(**say) for say in question["says"]]
            values["question"] = Question(**question)
        values["wishes"] = [Wish(**wish) for wish in values.get("wishes", ())]
        values["leaving"] = Leaving(**values["leaving"]) if values.get("leaving") else None
        values["last"] = Wish(**values["last"]) if values.get("last") else None
        values["said"] = [Say(**say) for say in values.get("said", ())]
        return cls(**values)

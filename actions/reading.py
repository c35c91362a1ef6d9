"""One caller turn as it was understood, and how far that can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from actions.call import Wish
from bot.messages import Entity

ACT = 0.5
"""From this confidence on the bot acts; it is calibrated, so a wrong act is less likely than a right one, and every
act can be undone by the caller's next sentence."""
CONFIRM = 0.25
"""From this confidence on it asks "do you mean …?"; below it owns up to not having understood."""
CLOSE = 0.12
"""Two readings nearer to each other than this are asked about, when they lead to different outcomes."""
HEARD = 0.5
"""Recogniser confidence below which a number or a name is read back before it is used."""

Band = Literal["act", "confirm", "none"]


@dataclass(frozen=True)
class Reading:
    """What a caller turn means."""

    kind: Literal["speech", "keys", "silence", "returned"] = "speech"
    text: str = ""
    """For `returned`: what became of the transfer, as in CallerTurn."""
    intent: str = "nlu_fallback"
    confidence: float = 0.0
    """Calibrated confidence of the intent, 0 to 1."""
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    keys: str = ""
    heard: float | None = None
    """Recogniser confidence of the utterance; None for typed text."""
    words: tuple[tuple[str, float], ...] = ()
    """Recognised words with their confidence."""
    language: str | None = None
    """Language of this turn, where it was found out."""
    more: tuple[Wish, ...] = field(default=())
    """Further wishes of the same sentence."""

    @property
    def trust(self) -> float:
        """Confidence in the intent with that of the recogniser counted in: below 0.5 heard, doubt grows linearly."""
        if self.heard is None:
            return self.confidence
        return self.confidence * min(1.0, 0.5 + self.heard)

    @property
    def band(self) -> Band:
        """Whether to act, to ask, or to own up."""
        return band(self.intent, self.trust)

    def all(self, *names: str) -> list[Entity]:
        """The entities of these kinds in the order of the text."""
        return sorted((e for e in self.entities if e.entity in names), key=lambda e: e.start)

    def first(self, *names: str) -> Entity | None:
        """The first entity of these kinds."""
        return next(iter(self.all(*names)), None)

    def clear(self, entity: Entity) -> bool:
        """Whether the words that an entity was made of were heard well enough to be used without reading back."""
        part = set(self.text[entity.start : entity.end].lower().split())
        sure = [confidence for word, confidence in self.words if word.lower().strip(".,?!") in part]
        if sure:
            return min(sure) >= HEARD
        return self.heard is None or self.heard >= HEARD

    def as_wish(self) -> Wish:
        """The reading as something to remember."""
        return Wish(self.intent, [vars(e).copy() for e in self.entities], self.text, round(self.confidence, 4))

    def of_wish(self, wish: Wish) -> Reading:
        """A remembered wish as if it had been said, surely."""
        entities = tuple(Entity(**entity) for entity in wish.entities)
        return replace(self, kind="speech", text=wish.text, intent=wish.intent, confidence=1.0, heard=None,
                       ranking=((wish.intent, 1.0),), entities=entities, words=(), keys="", more=())  # fmt: skip


def band(intent: str, trust: float) -> Band:
    """The band of an intent with its confidence."""
    if intent in ("nlu_fallback", ""):
        return "none"
    if trust >= ACT:
        return "act"
    return "confirm" if trust >= CONFIRM else "none"


def from_message(message: dict[str, Any]) -> Reading:
    """The reading of a Rasa message (tracker.latest_message)."""
    meta = message.get("metadata") or {}
    rows = message.get("entities") or []
    keys = next((str(row["value"]) for row in rows if row.get("entity") == "keys"), "")
    silent = any(row.get("entity") == "silence" for row in rows)
    back = next((str(row["value"]) for row in rows if row.get("entity") == "returned"), "")
    entities = tuple(
        Entity(row["entity"], str(row.get("value")), int(row.get("start") or 0), int(row.get("end") or 0))
        for row in rows
        if row.get("entity") not in ("keys", "silence", "returned")
    )
    intent = message.get("intent") or {}
    return Reading(
        kind="returned" if back else "keys" if keys else "silence" if silent else "speech",
        text=back or message.get("text") or "",
        intent=str(intent.get("name") or "nlu_fallback"),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple((str(r["name"]), float(r["confidence"])) for r in message.get("intent_ranking") or ()),
        entities=entities,
        keys=keys,
        heard=meta.get("confidence"),
        words=tuple((str(word), float(confidence)) for word, confidence in meta.get("words") or ()),
        language=meta.get("language"),
        more=tuple(Wish(**wish) for wish in meta.get("wishes") or ()),
    )

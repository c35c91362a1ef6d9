"""Texts understood by the trained model, without a conversation around them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.reading import band
from bot.dialogue.hush import hush
from bot.messages import Entity, Understanding

if TYPE_CHECKING:
    from rasa.core.processor import MessageProcessor

LONGEST = 1000
"""Characters of one caller turn that are read; 15 s of speech are about 250."""
BATCH = 64


def quiet() -> None:
    """Keep Rasa from printing what callers say, and from reporting home."""
    hush()
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    # Its tracebacks may quote callers; bot.dialogue.in_process tells where an action failed.
    logging.getLogger("rasa").setLevel(logging.CRITICAL)
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)


def plain(text: str) -> str:
    """A caller's words as plain text: never an intent payload ("/intent{…}"), never endless."""
    return text.strip().lstrip("/").strip()[:LONGEST]


class Parser:
    """The language part of a loaded model."""

    def __init__(self, processor: MessageProcessor) -> None:
        self._processor = processor

    @classmethod
    def load(cls, archive: Path) -> Parser:
        """Load a model for parsing alone. Takes some seconds: Rasa is imported."""
        quiet()
        from rasa.core.agent import Agent

        agent = Agent.load(str(archive))
        return cls(agent.processor)

    def rows(self, texts: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """Rasa's parse data for pairs of text and language."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        target = self._processor.model_metadata.nlu_target
        for begin in range(0, len(texts), BATCH):
            part = texts[begin : begin + BATCH]
            messages = [UserMessage(plain(text), metadata={"language": language}) for text, language in part]
            tracker = DialogueStateTracker.from_events("parse", [])
            inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: tracker}
            for message in self._processor.graph_runner.run(inputs=inputs, targets=[target])[target]:
                empty: dict[str, Any] = {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": []}
                yield {**empty, **message.as_dict(only_output_properties=True)}

    def parse(self, texts: Sequence[tuple[str, str]]) -> Iterator[Understanding]:
        """How each text is understood, in order; pairs of text and language."""
        for (text, language), row in zip(texts, self.rows(texts), strict=True):
            yield understood(row, text, language)


def understood(row: dict[str, Any], text: str, language: str) -> Understanding:
    """Rasa's parse data as an Understanding."""
    intent = row.get("intent") or {}
    name, confidence = str(intent.get("name") or "nlu_fallback"), float(intent.get("confidence") or 0.0)
    ranking = tuple((str(r["name"]), float(r["confidence"])) for r in row.get("intent_ranking") or ())
    entities = tuple(
        Entity(str(e["entity"]), str(e["value"]), int(e.get("start") or 0), int(e.get("end") or 0))
        for e in row.get("entities") or ()
    )
    fallback = name == "out_of_scope" or band(name, confidence) != "act"
    return Understanding(text, language, name, confidence, ranking, entities, fallback)

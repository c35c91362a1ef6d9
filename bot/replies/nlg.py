"""Rasa's way to the replies: `nlg: {type: bot.replies.nlg.RepliesGenerator}` in endpoints.yml."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.messages import LANGUAGES
from bot.replies.loader import load, render


class RepliesGenerator(NaturalLanguageGenerator):  # type: ignore[misc]
    """Words from data/replies in the language of the call."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,  # noqa: ARG002
        domain: Domain | None = None,  # noqa: ARG002
    ) -> None:
        """The arguments are those by which Rasa builds a generator; nothing of them is needed."""
        self._replies = load()

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,  # noqa: ARG002
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The text of one reply. `language` and `wording` in the arguments win over slot and count."""
        language = kwargs.get("language") or tracker.get_slot("language")
        if language not in LANGUAGES:
            language = "en"
        values = {name: str(value) for name, value in kwargs.items()}
        return {"text": render(language, utter_action, int(kwargs.get("wording") or 0), values, self._replies)}

"""Rasa's custom actions as function calls."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

LOG = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """An action endpoint that is a function call."""

    def __init__(self) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions.rasa_actions")
        # Rasa checks each answer, and the schema of answers with it, for more than half of the time that a turn takes.
        # That is meant for servers of others; here rasa_sdk has just made the answer.
        RemoteAction._validate_action_result = _valid

    async def request(self, *_args: Any, json: dict[str, Any] | None = None, **_kwargs: Any) -> Any:
        """Run the action of a Rasa action call."""
        try:
            return await self._executor.run(json or {})
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            # Where and what kind, never the message: it may hold what the caller said.
            LOG.error("action failed: %s at %s:%d", type(error).__name__, frame.filename, frame.lineno)
            raise


def _valid(_action: RemoteAction, _answer: dict[str, Any]) -> bool:
    return True

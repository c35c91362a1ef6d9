"""Rasa's agent in this process, with the actions in this process: no server, no socket."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions import world as worlds
from actions.ports import DeskError
from actions.reading import ACT
from bot.dialogue.in_process import InProcessActions
from bot.dialogue.protocol import DialogueError
from bot.dialogue.stores import Stores, open_stores
from bot.dialogue.understanding import Parser, plain, quiet, understood
from bot.dialogue.wishes import parts, several
from bot.entities.component import EntityFinder
from bot.language import detect, spoken
from bot.messages import BotTurn, CallerTurn, CallInfo, Expectation, Outcome, Understanding
from bot.replies.nlg import RepliesGenerator
from centralino.errors import UserError

if TYPE_CHECKING:
    from actions.world import World

LOG = logging.getLogger(__name__)
LOCKED_SECONDS, WAIT_SECONDS = 10, 0.05
"""A turn whose process has died keeps others from the call for so long, a little longer than a turn may take
(bot.dialogue.process.ANSWER_S); and how often those who wait look."""
WARMING = {
    "fr": "je voudrais parler à Martin Duval vendredi à trois heures, mon numéro est le 12345678",
    "nl": "ik wil vrijdag om drie uur met Jan Peeters spreken, mijn nummer is 12345678",
    "it": "vorrei parlare con Marco Rossi venerdì alle tre, il mio numero è 12345678",
    "da": "jeg vil gerne tale med Jens Hansen på fredag klokken tre, mit nummer er 12345678",
    "en": "I'd like to speak to Mary Murphy on Friday at three, my number is 12345678",
}
"""A text a language in which every finder has something to do."""
ALTERNATIVES = 2
"""Other readings of the recogniser that are tried when the best one means nothing."""


@dataclass
class Conversation:
    """What is kept of a call beside Rasa's tracker."""

    language: str
    open: bool
    """True while the caller's next words may be in any of the languages."""
    recording: bool = False


@dataclass(frozen=True)
class _Ahead:
    """What was understood of a turn before the caller had finished it."""

    turn: CallerTurn
    language: str
    found: tuple[str, dict[str, Any], list[Any]]

    def covers(self, turn: CallerTurn, language: str) -> bool:
        """Whether these are the words that the turn has in the end."""
        same = (turn.text, turn.alternatives) == (self.turn.text, self.turn.alternatives)
        return same and language == self.language


class UnknownCallError(KeyError):
    """No such conversation."""


class EmbeddedDialogue:
    """A Dialogue that answers many calls in one event loop."""

    def __init__(self, agent: Agent, stores: Stores) -> None:
        self._agent = agent
        self._stores = stores
        self._parser = Parser(agent.processor)
        self._calls: dict[str, Conversation] = {}
        self._ahead: dict[str, _Ahead] = {}

    @classmethod
    def load(cls, archive: Path, world: World | None = None, stores: Stores | None = None) -> EmbeddedDialogue:
        """Load a trained model; `world` replaces the configured company, queue and clock, `stores` those of
        endpoints.yml. Raises UserError when those are out of reach."""
        quiet()
        if world:
            worlds.install(world)
        stores = stores or open_stores()
        agent = Agent.load(
            str(archive),
            generator=RepliesGenerator(),
            tracker_store=stores.trackers,
            lock_store=stores.locks,
            action_endpoint=InProcessActions(),
        )
        if world:
            _set_clock(agent, world)
        dialogue = cls(agent, stores)
        dialogue.warm()
        return dialogue

    def warm(self) -> None:
        """Make the first callers' turns as fast as the others: what is loaded at its first use is used here."""
        world = worlds.current()
        detect("goedendag, is dit in het Nederlands")
        for language, text in WARMING.items():
            list(self._parser.rows([(text, language)]))
        # Without a queue the bot answers all the same.
        with suppress(DeskError, UserError):
            world.desk.estimate(next(iter(world.company.departments)), "en")

    async def start(self, call: CallInfo) -> BotTurn:
        """Open the conversation and return the greeting. Raises DialogueError."""
        channel = CollectingOutputChannel()
        metadata = {"language": call.language, "caller": call.caller, "dialled": call.dialled}
        conversation = Conversation(call.language, call.language == "auto")
        try:
            async with self._alone(call.call_id):
                tracker = await self._agent.processor.fetch_tracker_and_update_session(call.call_id, channel, metadata)
                await self._agent.processor.save_tracker(tracker)
        except Exception as error:
            raise DialogueError(f"the greeting failed: {type(error).__name__}") from error
        self._calls[call.call_id] = conversation
        return _bot_turn(channel.messages, conversation, None)

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """Answer one caller turn. Raises DialogueError, KeyError for an unknown call."""
        channel = CollectingOutputChannel()
        try:
            async with self._alone(call_id):
                conversation = await self._conversation(call_id)
                message, understanding = self._message(call_id, turn, conversation, channel)
                await self._agent.processor.handle_message(message)
        except UnknownCallError:
            raise
        except Exception as error:
            # Neither the message nor its cause may tell what the caller said.
            raise DialogueError(f"the turn failed: {type(error).__name__}") from error
        return _bot_turn(channel.messages, conversation, understanding)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue."""
        conversation = self._calls.get(call_id)
        if conversation is None or conversation.recording or turn.kind != "speech":
            return
        with suppress(Exception):  # what fails here fails again where it is told
            language = self._language(turn, conversation)
            self._ahead[call_id] = _Ahead(turn, language, self._understand(plain(turn.text), turn, language))

    def _alone(self, call_id: str) -> Any:
        """No other turn of the call meanwhile, in whatever process."""
        return self._agent.lock_store.lock(call_id, LOCKED_SECONDS, WAIT_SECONDS)

    async def _conversation(self, call_id: str) -> Conversation:
        """Of a call that began here or, where processes share their stores, in another one. Raises UnknownCallError."""
        if not self._stores.shared and call_id in self._calls:
            return self._calls[call_id]
        turn = await self._stores.latest_turn(call_id) if self._stores.shared else None
        if turn is None:
            raise UnknownCallError(call_id)
        return _conversation(turn)

    async def end(self, call_id: str) -> None:
        """Forget the call."""
        self._calls.pop(call_id, None)
        self._ahead.pop(call_id, None)
        try:
            await self._stores.forget(call_id)
        except Exception as error:
            LOG.error("a conversation that is over cannot be deleted: %s", type(error).__name__)

    def parse(self, texts: list[tuple[str, str]]) -> list[Understanding]:
        """How texts (with their languages) are understood, outside of any call."""
        return list(self._parser.parse(texts))

    def _message(
        self, call_id: str, turn: CallerTurn, conversation: Conversation, channel: CollectingOutputChannel
    ) -> tuple[UserMessage, Understanding | None]:
        metadata: dict[str, Any] = {
            "confidence": turn.confidence,
            "words": [[word.text, word.confidence] for word in turn.words],
            "started_ms": turn.started_ms,
        }
        text, row = "" if turn.kind == "returned" else plain(turn.text), _signal(turn)
        understanding = None
        if row is None and not conversation.recording:
            language = self._language(turn, conversation)
            metadata["language"] = turn.language if conversation.open else None
            ahead = self._ahead.pop(call_id, None)
            known = ahead is not None and ahead.covers(turn, language)
            text, row, more = ahead.found if ahead and known else self._understand(text, turn, language)
            metadata["wishes"] = [vars(wish) for wish in more]
            understanding = understood(row, text, language)
        elif row is None:
            # A message to be passed on is kept as it was said; there is nothing in it to act on.
            row = _fallback(text)
        # Rasa reads a leading slash as a command; the parse data given here is what counts, the text is for the record.
        message = UserMessage(text, channel, call_id, parse_data=row, metadata=metadata)
        return message, understanding

    def _language(self, turn: CallerTurn, conversation: Conversation) -> str:
        if not conversation.open:
            return conversation.language
        return spoken(turn.text, turn.language)[0] or conversation.language

    def _understand(self, text: str, turn: CallerTurn, language: str) -> tuple[str, dict[str, Any], list[Any]]:
        """The text that was understood, its parse data and further wishes in it."""
        if not text:
            return text, _fallback(text), []
        row = next(self._parser.rows([(text, language)]))
        for other in turn.alternatives[:ALTERNATIVES]:
            if _meaning(row) >= ACT:
                break
            second = next(self._parser.rows([(other, language)]))
            if _meaning(second) > _meaning(row):
                text, row = plain(other), second
        pieces = parts(text, language)
        if len(pieces) > 1:
            rows = list(zip(pieces, self._parser.rows([(piece, language) for piece in pieces]), strict=True))
            found = several(rows, row)
            if found:
                return text, {**found[0], "text": text}, found[1]
        return text, row, []


def _set_clock(agent: Agent, world: World) -> None:
    """ "On Saturday" has to mean the same Saturday for the finders as for the directory."""
    for node in agent.processor.graph_runner._instantiated_nodes.values():
        if isinstance(node._component, EntityFinder):
            node._component.now = world.now


def _meaning(row: dict[str, Any]) -> float:
    """How much a reading has to say: its confidence, or nothing for information without content and for noise."""
    intent, confidence = row["intent"]["name"], float(row["intent"]["confidence"] or 0.0)
    empty = intent in ("nlu_fallback", "out_of_scope") or (intent == "inform" and not row["entities"])
    return 0.0 if empty else confidence


def _signal(turn: CallerTurn) -> dict[str, Any] | None:
    """Parse data of what is no speech; None for speech."""
    if turn.kind == "keys":
        keys = "".join(key for key in turn.text if key in "0123456789*#")
        return _fallback("", {"entity": "keys", "value": keys}) if keys else _fallback("")
    if turn.kind == "returned":
        return _fallback("", {"entity": "returned", "value": turn.text})
    return _fallback("", {"entity": "silence", "value": "true"}) if turn.kind == "silence" else None


def _fallback(text: str, *entities: dict[str, Any]) -> dict[str, Any]:
    intent = {"name": "nlu_fallback", "confidence": 1.0}
    return {"text": text, "intent": intent, "intent_ranking": [], "entities": list(entities)}


def _conversation(turn: dict[str, Any]) -> Conversation:
    state = turn["expects"]["state"]
    return Conversation(turn["language"], state == "language", state == "message")


def _bot_turn(
    messages: list[dict[str, Any]], conversation: Conversation, understanding: Understanding | None
) -> BotTurn:
    """Rasa's messages as a BotTurn. Raises DialogueError when the action left no answer."""
    data = next((m["custom"]["turn"] for m in messages if "turn" in (m.get("custom") or {})), None)
    if data is None:
        raise DialogueError("the action gave no answer")
    expects = data["expects"]
    vars(conversation).update(vars(_conversation(data)))
    return BotTurn(
        replies=tuple(m["text"] for m in messages if m.get("text")),
        language=data["language"],
        expects=Expectation(expects["state"], tuple(expects["hotwords"]), tuple(expects["phrases"]), expects["digits"]),
        understanding=understanding,
        outcome=Outcome(**data["outcome"]) if data["outcome"] else None,
        ends=data["ends"],
        records=data["records"],
        holds=data["holds"],
        rate=data["rate"],
        volume=data["volume"],
        repair=data.get("repair"),
    )

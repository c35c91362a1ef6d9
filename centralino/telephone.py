"""Telephone calls as this installation has them: the bot's part, where a caller goes after it, what became of that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.dialogue.protocol import Dialogue, DialogueError
from bot.directory import Company
from bot.messages import LANGUAGES, BotTurn, CallerTurn, CallInfo, Outcome
from centralino.after_call import AfterCall
from centralino.desk_port import Desk, Taken
from centralino.hold_texts import place
from centralino.people import LINE_SECONDS, People
from centralino.queue_book import ANSWERED, QueueBook
from centralino.recording import Recorder
from centralino.settings import Settings
from centralino.telephone_check import OUTSIDE
from desk.context import ContextStore, TransferKind, TransferStatus
from desk.database import StoreError
from desk.queue.store import Item, QueueStore
from voice.audio.line_file import write_line_file
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.protocol import Leg
from voice.session.call import Call, Ended
from voice.session.events import Sink
from voice.session.mouth import spoken
from voice.session.ports import Parts, Speech
from voice.telephony.ports import Next, Parted, Transfer
from voice.tts.levels import raised
from voice.tts.protocol import SynthesiserError

LOG = logging.getLogger(__name__)

PEOPLE = "humans"
"""The PBX's own queue for whoever has to reach a person."""
RENDER_SECONDS = 1.5
"""A briefing that takes longer to make is left out: the dialplan waits 3 s for where the call goes."""
BRIEFING_SECONDS = 10
"""A briefing is cut off after this: the caller is waiting."""
HOLD_SECONDS = 3.0
"""What a caller on hold is told and takes longer to make is left out."""
OVER_MUSIC_DB = 6.0
"""Louder than usual: whisper-base gets 8 % of the words wrong without music, 19 % over it, and 13 % so (fr, it, en; n =
133 words)."""
STANDING = "-place"
"""After the id of a call: the file that tells where the caller stands."""


class Resumed:
    """The dialogue of one call that may leave and come back: it is kept until the caller hangs up."""

    def __init__(self, dialogue: Dialogue, status: str | None) -> None:
        """`status`: of the transfer that the caller comes back from, None for a new call."""
        self._dialogue, self._status = dialogue, status

    async def start(self, call: CallInfo) -> BotTurn:
        """See Dialogue."""
        if self._status is None:
            return await self._dialogue.start(call)
        try:
            return await self._dialogue.turn(call.call_id, CallerTurn("returned", self._status))
        except KeyError as error:
            raise DialogueError("the dialogue has lost the call") from error

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """See Dialogue."""
        return await self._dialogue.turn(call_id, turn)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue."""
        self._dialogue.ahead(call_id, turn)

    async def end(self, call_id: str) -> None:
        """Not yet: see Telephone.over."""


class Telephone:
    """See voice.telephony.exchange.Calls."""

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        company: Company,
        queue: Callable[[], QueueStore],
        contexts: ContextStore,
        briefings: Path,
        watch: Callable[[CallInfo], Sink],
        told: Callable[[TransferKind, TransferStatus], None],
        desk: Desk,
        people: People | None = None,
        gone: Callable[[str], None] = lambda _call_id: None,
        recorder: Recorder | None = None,
        after: AfterCall | None = None,
    ) -> None:
        """`queue` opens the desk's store; `watch` gives the sink for the events of a call; `told` hears what
        became of each transfer, `gone` that a caller has hung up. `people`: agents who may talk in the browser;
        `recorder` asks callers and records those who allow it; `after` asks them how it was once a person has hung up;
        None: nobody is asked."""
        self._recorder, self._after = recorder, after
        self._parts, self._settings, self._company = parts, settings, company
        self._queue, self._contexts, self._briefings = queue, contexts, briefings
        self._watch, self._told, self._gone = watch, told, gone
        self._queue_book = QueueBook(queue)
        self._desk = desk
        self._people = people
        self._ringing: dict[str, Taken] = {}
        self._talking: dict[str, Taken] = {}
        """Call → what rings at an agent's phone, and what was answered there."""

    def language(self, dialled: str) -> str:
        """See Calls."""
        listed = self._settings.dialogue.numbers.get(dialled)
        language = listed.language if listed else self._settings.telephone.language
        return language if language in LANGUAGES else "auto"

    async def talk(self, info: CallInfo, leg: Leg, status: str | None) -> Ended:
        """See Calls."""
        parts = replace(self._parts, dialogue=Resumed(self._parts.dialogue, status))
        recording = self._recorder.of(info) if self._recorder is not None else None
        return await Call(info, leg, parts, self._watch(info), recording=recording).run()

    async def onward(self, info: CallInfo, ended: Ended) -> Transfer:
        """See Calls."""
        outcome = ended.outcome
        if outcome is None or outcome.final not in ("routed", "handoff"):
            # Nothing settled, or a line that broke while the caller is still there: somebody has to ask what it was.
            failed = ended.by == "failure" or (outcome is None and ended.by == "bot")
            return Transfer("queue", PEOPLE) if failed else Transfer("hangup")
        try:
            item = await asyncio.to_thread(self._item, outcome)
            token = await asyncio.to_thread(self._token, info, item)
        except StoreError as error:
            LOG.error("the packet of a call cannot be read: %s", error)
            item, token = None, ""
        briefing = await self._briefing(info, ended, item)
        return replace(self._target(outcome, item), token=token, briefing=briefing)

    def _item(self, outcome: Outcome) -> Item | None:
        return self._queue().show(outcome.item) if outcome.item else None

    def _token(self, info: CallInfo, item: Item | None) -> str:
        return self._contexts.issue(info.call_id, item.id, datetime.now(UTC)) if item else ""

    def _target(self, outcome: Outcome, item: Item | None) -> Transfer:
        if outcome.final == "handoff":
            people = self._settings.telephone.people
            return Transfer("desk") if people == "desk" else _to(people, "queue")
        outside = self._settings.telephone.outside
        person = self._company.people.get((item.packet.get("person") if item else None) or "")
        if person is not None:
            return _to(outside.get(person.id, person.extension), "extension")
        department = outcome.department or PEOPLE
        return _to(outside.get(department, department), "queue")

    async def _briefing(self, info: CallInfo, ended: Ended, item: Item | None) -> str:
        """The sound file that the person hears first, as the PBX names it; empty for none."""
        if item is None or not self._settings.telephone.briefing:
            return ""
        language = ended.language if ended.language in LANGUAGES else "en"
        text = item.packet["summary"]["caller_language"]
        # In the live voice: what nobody could foresee would take the caller's too long.
        return await self._sound(self._parts.speech, info.call_id, text, language, RENDER_SECONDS)

    async def _sound(
        self, speech: Speech, name: str, text: str, language: str, seconds: float, gain: float = 0.0
    ) -> str:
        """Spoken text as the PBX names its file; empty where it cannot be made within `seconds`. `gain`: in dB."""
        rendering = asyncio.to_thread(self._render, speech, name, text, language, gain)
        try:
            await asyncio.wait_for(rendering, seconds)
        except (SynthesiserError, OSError, TimeoutError) as error:
            LOG.error("a sound for the PBX cannot be made: %s", type(error).__name__)
            return ""
        folder = self._settings.telephone.briefings or str(self._briefings.resolve())
        return f"{folder}/{name}"

    def _render(self, speech: Speech, name: str, text: str, language: str, gain: float) -> None:
        self._briefings.mkdir(parents=True, exist_ok=True)
        pieces = (raised(samples, gain) for samples in speech.speak(text, language))
        write_line_file(self._briefings / f"{name}.wav", pieces, BRIEFING_SECONDS)

    async def standing(self, info: CallInfo, language: str, over_music: bool) -> str:
        """See Calls."""
        here = await self._desk.place(info.call_id)
        if here is None:
            return ""
        language = spoken(language or info.language)
        text = place(language, here.position, here.seconds)
        speech, gain = self._parts.speech.for_call(info.call_id), OVER_MUSIC_DB if over_music else 0.0
        sound = await self._sound(speech, info.call_id + STANDING, text, language, HOLD_SECONDS, gain)
        if sound:
            await self._desk.told(info.call_id, here)
        return sound

    async def answered(self, info: CallInfo, transfer: Transfer) -> None:
        """See Calls."""
        if (taken := self._ringing.pop(info.call_id, None)) is not None:
            self._talking[info.call_id] = taken
            await self._desk.answered(taken)
            return
        await self._book(self._queue_book.answered, info.call_id, f"{transfer.kind} {transfer.target}".strip())

    async def _book(self, change: Callable[..., None], *what: str) -> None:
        try:
            await asyncio.to_thread(change, *what)
        except StoreError as error:
            LOG.error("the queue does not learn what became of a call: %s", error)

    async def became(self, info: CallInfo, transfer: Transfer, status: TransferStatus) -> None:
        """See Calls."""
        kind = transfer.kind
        if kind == "hangup":
            return
        self._told(kind, status)
        taken = self._ringing.pop(info.call_id, None)
        if taken is not None and status != "abandoned":
            await self._desk.unanswered(taken)
        try:
            await asyncio.to_thread(
                self._contexts.record_transfer, info.call_id, kind, transfer.target, status, datetime.now(UTC)
            )
        except StoreError as error:
            LOG.error("what became of a transfer is not recorded: %s", error)

    async def taken(self, info: CallInfo) -> Transfer | None:
        """See Calls."""
        await self._desk.waits(info.call_id)
        phones = self._settings.telephone.agents
        taken = await self._desk.taken(info.call_id, phones.__contains__)
        if taken is None:
            return None
        agent = taken.agent
        extension = phones.get(agent)
        if taken.rings and extension is not None:
            self._ringing[info.call_id] = taken
            return replace(_to(extension, "extension"), offered=taken.item)
        # Where nothing is set, the name may be the extension.
        if extension is None and not agent.isdecimal() and await self._talks_here(agent):
            return Transfer("desk", agent)
        return _to(extension or agent, "extension")

    async def _talks_here(self, agent: str) -> bool:
        """Whether the agent has a line open in the browser, or soon has."""
        return self._people is not None and await self._people.lines.wait_for(agent, LINE_SECONDS) is not None

    async def join(self, info: CallInfo, leg: Leg, language: str) -> Parted:
        """See Calls."""
        assert self._people is not None, "as `taken` has told"
        assert isinstance(leg, AudioSocketLeg), "which is how callers by telephone come"
        how = await self._people.join(info.call_id, language, leg)
        return Parted(language, Transfer("desk" if how == "waits" else "hangup"))

    async def talked(self, info: CallInfo) -> bool:
        """See Calls."""
        await self._done(info)
        return self._after is not None

    async def survey(self, info: CallInfo, leg: Leg, language: str) -> None:
        """See Calls."""
        assert self._after is not None, "as `talked` has told"
        assert isinstance(leg, AudioSocketLeg), "which is how callers by telephone come"
        await self._after.ask(info.call_id, language or info.language, leg)

    async def _done(self, info: CallInfo) -> None:
        """The desk learns that the person is done with the call."""
        if (taken := self._talking.pop(info.call_id, None)) is not None:
            await self._desk.close(taken, ANSWERED)
        await self._book(self._queue_book.over, info.call_id)

    async def over(self, info: CallInfo) -> None:
        """See Calls."""
        if self._recorder is not None:
            self._recorder.over(info.call_id)
        await self._done(info)
        await self._desk.over(info.call_id)
        self._gone(info.call_id)
        await self._parts.dialogue.end(info.call_id)
        for ending in ("", STANDING):
            (self._briefings / f"{info.call_id}{ending}.wav").unlink(missing_ok=True)


def _to(target: str, usual: Next) -> Transfer:
    """To an outside number where the target is one, else to what it usually is."""
    return Transfer("outside" if OUTSIDE.fullmatch(target) else usual, target)

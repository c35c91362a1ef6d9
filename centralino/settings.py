"""What an operator may change, read from centralino.yml; everything has a default."""

from __future__ import annotations

import dataclasses
import os
import typing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from centralino.errors import UserError
from centralino.paths import ROOT
from centralino.training_settings import Training

FILE = Path(os.environ.get("CENTRALINO_SETTINGS", ROOT / "centralino.yml"))


@dataclass(frozen=True)
class DialledNumber:
    """What a number that people dial stands for."""

    language: str = "auto"
    greeting: str | None = None
    """Name of a greeting in data/replies (utter_greeting_<name>), for numbers with a language; None = the usual one."""
    recording: str | None = None
    """Whether calls to it are recorded, as desk.recording; None = as that says."""


@dataclass(frozen=True)
class Webhook:
    """Another system that is told of hand-offs."""

    url: str = ""
    """https://…, or http:// on this machine."""
    events: tuple[str, ...] = ()
    """Of hand_off, callback and voicemail; empty: all."""
    packet: bool = False
    """Whether the whole packet goes with it, with what the caller said."""


@dataclass(frozen=True)
class CustomerRecords:
    """Who keeps the customers."""

    source: str = "own"
    """"own": the desk itself; or the address of an outside CRM, as https://crm.example/api."""
    token_file: str = ""
    """File with the bearer token of the CRM."""
    seconds: float = 3.0
    """For one question to the CRM, with all repetitions."""
    retry_writes: bool = False
    """Whether the CRM keeps to Idempotency-Key, so that writes may be repeated."""
    mapping: dict[str, str] = field(default_factory=dict)
    """Where the CRM has other names and addresses than crm.openapi.yml."""
    fill: bool = True
    """Whether the own records, while they are empty, are filled from the company's files by `centralino serve`."""


@dataclass(frozen=True)
class Desk:
    """The human side."""

    agents_per_department: int = 3
    """People who take calls in a department, for the wait estimate while nobody is enrolled as an agent."""
    database: str = ""
    """postgresql://user:password@host/name, for more than one machine; empty: the file `var/queue.db`."""
    hooks: dict[str, Webhook] = field(default_factory=dict)
    """Name → receiver of webhooks."""
    ring_seconds: float = 30.0
    """An agent who has not answered after so long gets a break, and the call goes back to the head of the queue. More
    than a PBX rings phones (EXTENSION_SECONDS of its dialplan: 25), so that it is the one to tell."""
    away_seconds: float = 30.0
    """An agent whose console is closed, or has lost its connection, for so long is logged out; 0: stays. Agents who
    have a phone (telephone.agents) can be reached without the console, and stay in any case."""
    wrap_up_seconds: float = 0.0
    """Agents are available again so long after a call; 0: when they say so."""
    ageing_seconds: float = 300.0
    """Who has waited so long counts as urgent."""
    overflow_seconds: float = 120.0
    """After so long higher tiers and other departments help."""
    overflow: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Department → departments that help it, [] for none; one that is left out is helped by any."""
    language_overflow: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → languages whose agents take its calls after twice that time, while nobody at work speaks it."""
    after_hours_seconds: float = 0.0
    """Callers who came before closing time are still served so long after it."""
    breaks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Code → name by language, of the breaks that agents choose; empty: the usual ones."""
    dispositions: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same of the outcomes in wrap-up."""
    session_minutes: int = 30
    """Whoever has not used the desk for so long has to log in again, and"""
    session_hours: int = 12
    """so long after the log-in in any case."""
    password_length: int = 15
    """Characters that a password has at least; 8 or more."""
    customers: CustomerRecords = field(default_factory=CustomerRecords)
    survey: bool = False
    """Whether callers with whom a person has talked are asked for a score, once that person has hung up."""
    recording: str = "off"
    """Whether calls are recorded: `off`, `notice` (once the caller has heard so), `consent` (once the caller has said
    yes)."""
    recording_languages: dict[str, str] = field(default_factory=dict)
    """Language → the same for calls in it."""
    talks_written: str = "recorded"
    """Whether what callers and agents say to each other is written down: `recorded` (where the call is recorded),
    `always`, `never`."""
    recording_key_file: str = ""
    """File with the keys of the recordings, one a line; empty: `var/secrets/recording_key`."""


@dataclass(frozen=True)
class Dialogue:
    """The bot's side."""

    numbers: dict[str, DialledNumber] = field(default_factory=dict)
    """Dialled number → language and greeting."""


@dataclass(frozen=True)
class Speech:
    """Engines, best first; the first installed one that has the language is used."""

    recognisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → engine names; languages left out use the default order."""
    synthesisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ahead: dict[str, str] = field(default_factory=dict)
    """Language → engine with which what can be foreseen is rendered ahead, "" for none; languages left out use Kokoro
    where it is installed."""
    recordings: str = ""
    """Folder of prompts that a speaker has recorded, seen from the settings file; empty: none, all are synthesised."""
    beam: int = 5
    """Beam width of whisper: 1 is less accurate and 0.1 s faster, most of it within the pause that ends a turn."""
    favour: dict[str, str] = field(default_factory=dict)
    """Language → "speed" (a beam of 1 and a shorter window of the encoder), "balance" (as `beam` says, and the shorter
    window in open conversation alone) or "accuracy" (as `beam` says, and the longer window). Where a language is left
    out: French "accuracy", the others "balance"."""
    threads: int = 2
    """Processor threads a recogniser uses."""
    result_seconds: float = 8.0
    """A recogniser that takes longer over an utterance counts as dead."""


@dataclass(frozen=True)
class Telephone:
    """The PBX before which Centralino stands, and the address at which it sends the sound of calls."""

    pbx: str = ""
    """Folder that `make pbx` made, or address of an Asterisk's HTTP server such as http://127.0.0.1:8088; empty: the
    PBX in `var/pbx`, if there is one."""
    user: str = "centralino"
    password_file: str = ""
    """File with the ARI password; empty: the one in the PBX's folder."""
    host: str = "127.0.0.1"
    """Where sound is listened for (AudioSocket)."""
    port: int = 9092
    networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks from which sound is accepted."""
    calls: int = 30
    """Calls at a time; more are refused, and the dialplan sends them to people."""
    slow_seconds: float = 1.0
    """While callers wait so long for what they said to be recognised (the median), further calls are refused too; 0:
    never."""
    language: str = "auto"
    """Of dialled numbers that `dialogue.numbers` does not list."""
    people: str = "humans"
    """Queue of the PBX for callers who want any person, or an outside number; "desk": they wait for the desk
    (`centralino queue take`)."""
    agents: dict[str, str] = field(default_factory=dict)
    """Name at the desk → extension on which that person's phone rings, or an outside number."""
    outside: dict[str, str] = field(default_factory=dict)
    """Department, or id of a person → the outside number (+32…) to which their calls go instead."""
    briefing: bool = False
    """Whether a person hears in a sentence who is calling before the caller joins (attended transfer)."""
    briefings: str = ""
    """Folder for these sounds as the PBX sees it, where that differs from `var/briefings`."""
    drain_seconds: float = 120.0
    """How long running calls may go on when Centralino is told to stop."""


@dataclass(frozen=True)
class Privacy:
    """How many days what callers leave is kept. It is deleted once a day."""

    recordings_days: int = 30
    voicemail_days: int = 90
    """The sound of messages."""
    transcripts_days: int = 90
    """What was said on calls that are closed, and the words of messages."""
    packets_days: int = 365
    """Who called and why; then only what is counted is left of a call."""
    calls_days: int = 730
    """That there was a call: department, times, reason."""


@dataclass(frozen=True)
class Web:
    """Pages, API, health, metrics and the packets of calls, over HTTP."""

    host: str = "127.0.0.1"
    port: int = 8080
    networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks that are answered at all."""
    proxies: tuple[str, ...] = ()
    """Networks of proxies, with TLS for example, that tell for whom they ask (X-Forwarded-For and -Proto)."""
    certificate: str = ""
    """PEM file with the certificate, and those of the authorities between after it: for HTTPS instead of HTTP."""
    key: str = ""
    """PEM file with its private key, without password."""

    @property
    def scheme(self) -> str:
        """Of its addresses."""
        return "https" if self.certificate else "http"


@dataclass(frozen=True)
class Board:
    """What supervisors watch."""

    share: float = 0.8
    """The service level that the house promises: this share of calls is answered …"""
    seconds: float = 20.0
    """… within so long."""
    short_seconds: float = 5.0
    """Who hangs up sooner counts nowhere."""
    time_zone: str = ""
    """In which days begin, such as Europe/Paris; empty: that of the main site."""
    review_form: str = ""
    """File with the criteria by which supervisors mark calls; empty: the form of the house."""


@dataclass(frozen=True)
class Settings:
    """The whole of centralino.yml."""

    board: Board = field(default_factory=Board)
    desk: Desk = field(default_factory=Desk)
    dialogue: Dialogue = field(default_factory=Dialogue)
    privacy: Privacy = field(default_factory=Privacy)
    speech: Speech = field(default_factory=Speech)
    telephone: Telephone = field(default_factory=Telephone)
    training: Training = field(default_factory=Training)
    web: Web = field(default_factory=Web)


@lru_cache(maxsize=1)
def load(path: Path | None = None) -> Settings:
    """The settings. Raises UserError naming file, line and remedy."""
    file = path or FILE
    if not file.exists():
        return Settings()
    try:
        data = YAML(typ="rt").load(file.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{file}:{line}: {error.problem}; mend the YAML") from error
    return typing.cast(Settings, _build(Settings, data or {}, file, 1))


def _build(kind: Any, data: Any, file: Path, line: int) -> Any:
    if not isinstance(data, dict):
        raise UserError(f"{file}:{line}: expected a table of settings, found {type(data).__name__}")
    hints, values = typing.get_type_hints(kind), {}
    for name, value in data.items():
        at = data.lc.key(name)[0] + 1 if hasattr(data, "lc") else line
        if name not in hints:
            raise UserError(f"{file}:{at}: unknown setting {name!r}; known here: {', '.join(hints)}")
        values[name] = _value(hints[name], value, file, at)
    return kind(**values)


def _value(hint: Any, value: Any, file: Path, line: int) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, file, line)
    if origin is dict and not isinstance(value, dict):
        raise UserError(f"{file}:{line}: expected a table, found {value!r}")
    if origin is tuple and not isinstance(value, list):
        raise UserError(f"{file}:{line}: expected a list, found {value!r}; write it as [{value}]")
    if origin is dict:
        return {str(key): _value(inner[1], entry, file, line) for key, entry in value.items()}
    if origin is tuple:
        return tuple(_value(inner[0], entry, file, line) for entry in value)
    allowed = tuple(kind for kind in (inner or (hint,)) if isinstance(kind, type))
    if (isinstance(value, bool) and bool not in allowed) or not isinstance(value, allowed):
        if float in allowed and isinstance(value, int):
            return float(value)
        names = " or ".join(kind.__name__ for kind in allowed)
        raise UserError(f"{file}:{line}: expected {names}, found {value!r}")
    return value

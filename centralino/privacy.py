"""Privacy as this installation has it: where recordings lie, how long what is kept, which stores know callers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from centralino import desk, settings
from centralino.errors import UserError
from centralino.paths import VAR

if TYPE_CHECKING:
    from desk.privacy.messages import Messages
    from desk.privacy.recordings import Recordings
    from desk.privacy.registry import Registry
    from desk.privacy.retention import Retention
    from desk.privacy.vault import Vault

KEY_FILE = Path("secrets") / "recording_key"
"""Within `var`."""
RECORDINGS = "recordings"
MESSAGES = "messages"
"""Folders within `var`."""


def key_file(var: Path = VAR) -> Path:
    """Where the keys of the recordings lie."""
    named = settings.load().desk.recording_key_file
    return Path(named) if named else var / KEY_FILE


def open_vault(var: Path = VAR) -> Vault:
    """The recordings on this machine. Raises UserError when the keys cannot be used."""
    return _vault(var / RECORDINGS, var)


def _vault(folder: Path, var: Path) -> Vault:
    from desk.privacy.vault import KeyringError, Vault, load_keyring

    try:
        return Vault(folder, load_keyring(key_file(var)))
    except KeyringError as error:
        raise UserError(str(error)) from error


def open_recordings(var: Path = VAR) -> Recordings:
    """Raises UserError, StoreError."""
    from desk.database import Database
    from desk.privacy.recordings import Recordings

    period = timedelta(days=settings.load().privacy.recordings_days)
    return Recordings(Database(desk.where()), open_vault(var), period)


def open_messages(var: Path = VAR) -> Messages:
    """The sound of voicemail. Raises UserError."""
    from desk.privacy.messages import Messages

    return Messages(_vault(var / MESSAGES, var))


def open_registry(var: Path = VAR) -> Registry:
    """All stores that know callers. Raises UserError, StoreError."""
    from centralino.replays.personal import ReplaysPersonal
    from centralino.replays.state import FOLDER, ReplayFolder
    from desk.database import Database
    from desk.privacy.registry import Registry
    from desk.privacy.stores.calls import CallsPersonal
    from desk.privacy.stores.contexts import TokensPersonal, TransfersPersonal
    from desk.privacy.stores.customers import CustomersPersonal
    from desk.privacy.stores.items import ItemsPersonal
    from desk.privacy.stores.sounds import MessagesPersonal, RecordingsPersonal

    database = Database(desk.where())
    stores = (
        RecordingsPersonal(open_recordings(var)),
        MessagesPersonal(open_messages(var)),
        TokensPersonal(database),
        TransfersPersonal(database),
        ItemsPersonal(database),
        CallsPersonal(database),
        CustomersPersonal(database),
        ReplaysPersonal(ReplayFolder(var / FOLDER)),
    )
    return Registry(database, stores, desk.recorder(database))


def open_retention(var: Path = VAR) -> Retention:
    """What is deleted when. Raises UserError, StoreError."""
    from desk.calls.tables import INTENTS, LINES
    from desk.database import Database
    from desk.privacy import call_rules, left, rules
    from desk.privacy.retention import Retention
    from desk.tables import TRANSFERS
    from desk.training.tables import UTTERANCES

    periods = settings.load().privacy
    for name, days in vars(periods).items():
        if days < 1:
            raise UserError(f"privacy.{name} is {days}; give at least 1 day")
    kept = {name: timedelta(days=days) for name, days in vars(periods).items()}
    database = Database(desk.where())
    return Retention(
        database,
        (
            rules.RecordingsRule(open_vault(var), kept["recordings_days"]),
            rules.MessagesRule(var / MESSAGES, kept["voicemail_days"]),
            left.LeftRule("recordings_left", open_vault(var), left.recordings),
            left.LeftRule("voicemail_left", _vault(var / MESSAGES, var), left.voicemail),
            rules.TranscriptsRule(kept["transcripts_days"]),
            rules.PacketsRule(kept["packets_days"]),
            rules.ItemsRule(kept["calls_days"]),
            call_rules.PartsRule("call_lines", LINES, kept["transcripts_days"]),
            call_rules.PartsRule("training_utterances", UTTERANCES, kept["transcripts_days"]),
            call_rules.CommentsRule(kept["transcripts_days"]),
            call_rules.CallersRule(kept["packets_days"]),
            call_rules.PartsRule("call_intents", INTENTS, kept["calls_days"]),
            call_rules.CallsRule(kept["calls_days"]),
            rules.RowsRule("transfers", TRANSFERS.c.at, kept["calls_days"]),
        ),
        desk.recorder(database),
    )

"""All that the desk's web side answers from, as this installation has it."""

from __future__ import annotations

from bot.directory import company
from bot.messages import LANGUAGES
from centralino import desk, privacy, settings
from centralino.answering import told
from centralino.customers import open_customers
from centralino.errors import UserError
from centralino.heard_lines import open_heard
from centralino.language_data import audited, open_language_data
from centralino.model_bench import Bench
from centralino.paths import DATA, VAR
from centralino.reasons import names, reasons
from centralino.replays.bench import open_replays
from centralino.training_acts import Acts
from centralino.training_acts import audited as audited_acts
from centralino.workbench import open_bench
from desk.calls.surveys import Surveys
from desk.database import Database
from desk.events import Events
from desk.knowledge.article import KnowledgeError, load
from desk.knowledge.shelf import Shelf
from desk.privacy.messages import Messages
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from desk.queue.confirmed import ConfirmedCustomers
from desk.web.settings import Company, Department, Settings
from desk.web.stores import Stores


def open_stores() -> Stores:
    """Of the database of the settings. Raises UserError, StoreError."""
    database, trail = Database(desk.where()), desk.open_trail()
    language_data = open_language_data(audited(database))
    return Stores(
        database=database,
        queue=desk.open_queue(),
        floor=desk.open_floor(),
        accounts=desk.open_accounts(),
        trail=trail,
        customers=open_customers(settings.load().desk.customers, database, trail.record),
        confirmed=ConfirmedCustomers(database, trail.record),
        calls=desk.open_calls(),
        surveys=Surveys(database),
        reviews=desk.open_reviews(),
        board=desk.open_board(),
        contexts=desk.open_contexts(),
        events=Events(database),
        shelf=open_shelf(),
        bench=open_bench(language_data),
        language_data=language_data,
        models=Bench(Acts(audited_acts()), open_heard, lambda: told(VAR)),
        recordings=lambda: Recordings(database, _vault(privacy.RECORDINGS)),
        messages=lambda: Messages(_vault(privacy.MESSAGES)),
        replays=open_replays(desk.open_calls),
    )


def _vault(folder: str) -> Vault:
    """Raises KeyringError."""
    return Vault(VAR / folder, load_keyring(privacy.key_file()))


def open_shelf() -> Shelf:
    """The knowledge articles of this site. Raises UserError."""
    try:
        return Shelf(load(DATA / "knowledge"))
    except KnowledgeError as error:
        raise UserError(str(error)) from error


def web_settings(behind: bool) -> Settings:
    """`behind`: requests come from the front of `centralino serve` alone."""
    ours = company()
    departments = tuple(Department(key, found.names) for key, found in ours.departments.items())
    products = {key: found.names for key, found in ours.products.items()}
    given = settings.load()
    return Settings(
        Company(departments, LANGUAGES, reasons(given.desk), products=products, reason_names=names(given.desk)),
        desk.board_zone(),
        behind,
        away_seconds=given.desk.away_seconds,
        phones=frozenset(given.telephone.agents),
    )

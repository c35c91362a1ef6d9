"""Everything about one caller, out of every store: found, exported, erased."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.database import Database
from desk.privacy.personal import Erased, Personal, Record, Subject
from desk.tables import text


@dataclass(frozen=True)
class Registry:
    """The stores of a site that hold something of callers."""

    database: Database
    stores: Sequence[Personal]
    record: Record

    def find(self, subject: Subject) -> Subject:
        """The same caller with all calls that the stores know of. Raises StoreError."""
        return subject.with_calls(call for store in self.stores for call in store.find(subject))

    def count(self, subject: Subject) -> dict[str, int]:
        """How much each store holds of a caller who was found. Raises StoreError."""
        return {store.name: len(store.export(subject)) for store in self.stores}

    def export(self, subject: Subject, out: Path, who: str, now: datetime) -> dict[str, int]:
        """One zip: a JSON file a store, and the sound. It appears whole or not at all, open to its owner alone. Returns
        how much there was of each store. Raises StoreError, VaultError, OSError."""
        counts = {}
        partial = out.with_name(f".{out.name}.{os.getpid()}")
        try:
            descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                for store in self.stores:
                    rows = store.export(subject)
                    counts[store.name] = len(rows)
                    packed.writestr(f"{store.name}.json", _json(rows))
                    for sound in store.files(subject):
                        with packed.open(f"{store.name}/{sound.name}", "w", force_zip64=True) as entry:
                            for piece in sound.pieces:
                                entry.write(piece)
                about = {"exported": text(now), "phone": subject.phone, "customer": subject.customer, "rows": counts}
                packed.writestr("about.json", _json(about))
            self._record(who, "privacy.export", subject, counts, now)
            os.replace(partial, out)
        finally:
            partial.unlink(missing_ok=True)
        return counts

    def erase(self, subject: Subject, who: str, now: datetime) -> dict[str, Erased]:
        """In every store, each in its own transaction. Stores by which the caller is found come last: whatever stops it
        in the middle, it can be done again. Raises StoreError, VaultError, OSError."""
        by_whom = {store.name: bool(store.find(subject)) for store in self.stores}
        results = {}
        for store in sorted(self.stores, key=lambda store: by_whom[store.name]):
            results[store.name] = store.erase(subject, now)
        self._record(who, "privacy.erase", subject, {name: result.gone for name, result in results.items()}, now)
        return results

    def _record(self, who: str, action: str, subject: Subject, counts: dict[str, int], now: datetime) -> None:
        details = {name: str(count) for name, count in counts.items() if count}
        with self.database.transaction() as connection:
            self.record(connection, who, action, subject.shown, details, now)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)

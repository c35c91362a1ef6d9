"""How an outside CRM calls what the desk knows: addresses, parameters and fields, each changeable by a setting."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from desk.customers.fields import FieldError, is_text, phone
from desk.customers.model import Account, Call, Case, Contact, Contract, Note, Order

T = TypeVar("T")

KINDS: Mapping[str, type] = {
    "account": Account, "contact": Contact, "order": Order, "contract": Contract, "case": Case, "note": Note,
    "call": Call,
}  # fmt: skip
PATHS = {
    "find": "/accounts", "account": "/accounts/{id}", "contacts": "/accounts/{id}/contacts",
    "orders": "/accounts/{id}/orders", "contracts": "/accounts/{id}/contracts", "cases": "/accounts/{id}/cases",
    "notes": "/accounts/{id}/notes", "calls": "/accounts/{id}/calls", "case": "/cases/{id}", "call": "/calls/{id}",
}  # fmt: skip
LONGEST_ID = 128
QUERIES = ("number", "phone", "name", "text", "limit")
DEFAULTS: Mapping[str, str] = {
    **{f"path.{name}": path for name, path in PATHS.items()},
    **{f"query.{name}": name for name in QUERIES},
    "items": "items",
    "why": "why",
    **{f"{kind}.{field.name}": field.name for kind, model in KINDS.items() for field in dataclasses.fields(model)},
}
"""Of a CRM that keeps the contract in crm.openapi.yml."""
MUST: Mapping[str, tuple[str, ...]] = {
    "account": ("id",), "contact": ("id",), "order": ("number",), "contract": ("number",), "case": ("number",),
    "note": ("id",), "call": ("id",),
}  # fmt: skip


class MappingError(ValueError):
    """A setting of the mapping cannot be; the message names it with a remedy."""


class BadAnswerError(ValueError):
    """What the CRM answered is not what it should be. The message names the field, never a value."""


class CrmMapping:
    """The mapping of one CRM."""

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        """`changes`: what differs from DEFAULTS. Raises MappingError."""
        for name, value in (changes or {}).items():
            if name not in DEFAULTS:
                near = difflib.get_close_matches(name, DEFAULTS, n=1)
                remedy = f"did you mean {near[0]}?" if near else "see docs/integrate/crm.md"
                raise MappingError(f"mapping: unknown name {name!r}; {remedy}")
            if name.startswith("path.") and value and not value.startswith("/"):
                raise MappingError(f"mapping: {name} must begin with /, and goes behind the CRM's address")
            if name.startswith("path.") and value and "{id}" in DEFAULTS[name] and "{id}" not in value:
                raise MappingError(f"mapping: {name} needs {{id}} where the id goes")
        self._names = {**DEFAULTS, **(changes or {})}

    def path(self, name: str, of: str | None = None) -> str:
        """Address behind that of the CRM; empty where it has no such thing. Raises KeyError for what is no id."""
        if of is not None and (of in ("", ".", "..") or len(of) > LONGEST_ID or not is_text(of)):
            raise KeyError(of)  # the address would be that of something else
        return self._names[f"path.{name}"].replace("{id}", quote(of or "", safe=""))

    def query(self, values: Mapping[str, str | int | None]) -> dict[str, str]:
        """Parameters, those without value or name left out."""
        named = {self._names[f"query.{name}"]: value for name, value in values.items() if value}
        return {name: str(value) for name, value in named.items() if name}

    def items(self, data: Any) -> list[Any]:
        """The list in an answer, which may also be the whole of it. Raises BadAnswerError."""
        found = data if isinstance(data, list) else _at(data, self._names["items"])
        if not isinstance(found, list):
            raise BadAnswerError(f"a list is missing at {self._names['items']!r}")
        return found

    def why(self, data: Any) -> str:
        """By what the CRM found an account, if it says."""
        return str(_at(data, self._names["why"]) or "")

    def read(self, kind: str, model: type[T], data: Any, **known: str) -> T:
        """A record of the desk from one of the CRM; `known`: what it may leave out. Raises BadAnswerError."""
        values: dict[str, Any] = {}
        for field in dataclasses.fields(model):  # type: ignore[arg-type]
            where = self._names[f"{kind}.{field.name}"]
            value = _at(data, where) if where else None
            if isinstance(value, dict | list):
                raise BadAnswerError(f"{kind}.{field.name} is not a text at {where!r}")
            said = known.get(field.name, "") if value is None else str(value)
            values[field.name] = None if field.default is None and not said else said
        for name in MUST[kind]:
            if not values[name]:
                raise BadAnswerError(f"{kind}.{name} is missing at {self._names[f'{kind}.{name}']!r}")
        return model(**values)

    def account(self, data: Any) -> Account:
        """Phone number, country and language in the desk's form, where they have one. Raises BadAnswerError."""
        found = self.read("account", Account, data)
        country = found.country.upper()
        return dataclasses.replace(
            found,
            number=found.number or found.id,
            country=country,
            language=found.language[:2].lower(),
            phone=international(found.phone, country),
        )

    def write(self, kind: str, values: Mapping[str, str]) -> dict[str, Any]:
        """A record of the CRM from fields of the desk; those that it has no name for are left out."""
        made: dict[str, Any] = {}
        for name, value in values.items():
            *outer, last = self._names[f"{kind}.{name}"].split(".")
            inside = made
            for part in outer:
                inside = inside.setdefault(part, {})
            if last:
                inside[last] = value
        return made

    def field_of(self, kind: str, theirs: str) -> str | None:
        """The desk's name of a CRM's field."""
        ours = (name.partition(".") for name, value in self._names.items() if value == theirs)
        return next((name for of, _, name in ours if of == kind), None)


def international(number: str, country: str) -> str:
    """E.164 where that can be told, else as it is."""
    try:
        return phone(number, country) if number else ""
    except FieldError:
        return number


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(data, dict):
            return None
        data = data.get(part)
    return data

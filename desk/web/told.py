"""What the messages of the API have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

WORDS = frozenset({"title", "description", "example"})


class Message(BaseModel):
    """One that tells of its fields which may be null, which pydantic 1 keeps to itself."""

    class Config:
        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """See pydantic."""
            for field in model.__fields__.values():
                if field.allow_none:
                    schema["properties"][field.alias] = _or_null(schema["properties"][field.alias])


def _or_null(found: dict[str, Any]) -> dict[str, Any]:
    words = {name: part for name, part in found.items() if name in WORDS}
    kind = {name: part for name, part in found.items() if name not in WORDS}
    return {**words, "anyOf": [kind, {"type": "null"}]}

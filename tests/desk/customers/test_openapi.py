"""The contract with outside CRMs, as a file: what it describes is what is sent and understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from desk.database import Database
from tests.desk.customers.conftest import CrmServer, Trail, over_rest
from tests.desk.customers.samples import NOW

pytestmark = pytest.mark.contract
OPENAPI = Path(__file__).parents[3] / "desk" / "customers" / "crm.openapi.yml"


def test_the_openapi_file_is_what_is_sent_and_understood(crm: CrmServer, tmp_path: Path) -> None:
    """Each request and answer of a whole round is looked up in it."""
    customers = over_rest(crm, Database(tmp_path / "queue.db"), Trail())
    customers.find("148845", "+390212340201", "Mancini", "Mancini")
    customers.add_note("148845", "a note", "mette", NOW)
    case = customers.open_case("148845", "billing", "invoice", "mette", NOW, "text")
    customers.change_case(case.number, "solved", "mette", NOW)
    customers.log_call("148845", "call-1", "mette", NOW)
    customers.forget_call("148845", "call-1")
    customers.log_call("148845", "call-1", "mette", NOW)
    customers.update("148845", {"city": "Torino"}, "mette", NOW, "1")
    customers.file("176756")
    customers.file("148845")
    document = YAML(typ="safe").load(OPENAPI.read_text("utf-8"))
    used = {_check(document, request) for request in crm.requests()}
    described = {
        (method, path) for path, methods in document["paths"].items() for method in methods if method != "parameters"
    }
    assert used == described


def _check(document: dict[str, Any], request: dict[str, Any]) -> tuple[str, str]:
    path = next((path for path in document["paths"] if _is(path, request["path"])), None)
    assert path, f"{request['path']} is not described"
    described = document["paths"][path][request["method"].lower()]
    known = {parameter["name"] for parameter in described.get("parameters", ()) if parameter.get("in") == "query"}
    assert request["query"].keys() <= known
    if request["body"] is not None:
        _fits(document, described["requestBody"], request["body"])
    answer = described["responses"][str(request["status"])]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    if request["answer"] is not None:
        _fits(document, answer, request["answer"])
    return request["method"].lower(), path


def _is(path: str, asked: str) -> bool:
    parts, words = path.split("/"), asked.split("/")
    return len(parts) == len(words) and all(a.startswith("{") or a == b for a, b in zip(parts, words, strict=True))


def _fits(document: dict[str, Any], described: dict[str, Any], value: Any) -> None:
    schema = described["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(value)

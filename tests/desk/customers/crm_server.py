"""A CRM that keeps the contract of crm.openapi.yml, on memory, in a process of its own; it fails when told to.

It shares no code with the adapter. Addresses under /_test are the tests': `load` puts data in, `fail` says what goes
wrong next, `log` tells what was asked.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any

from aiohttp import web

TOKEN = "token-of-the-tests"
LISTS = ("contacts", "orders", "contracts", "cases", "notes", "calls")
ID = {"contacts": "id", "orders": "number", "contracts": "number", "cases": "number", "notes": "id", "calls": "id"}


class Crm:
    """What it holds."""

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
        self.failures: list[dict[str, Any]] = []
        self.log: list[dict[str, Any]] = []
        self.done: dict[str, dict[str, Any]] = {}
        """Idempotency key → what was answered."""
        self.names: dict[str, str] = {}
        """Its own names of fields: ours → theirs, with dots; empty: as in the contract."""

    def find(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Generous: whoever may be meant, with the reason where the account itself does not tell it."""
        found: dict[str, str | None] = {}
        if number := re.sub(r"\W", "", query.get("number", "")).upper():
            found |= {number: None} if number in self.accounts else {}
            for name, why in (("orders", "order"), ("contracts", "contract"), ("cases", "case")):
                for row in self.lists[name]:
                    if row["number"].lstrip("CK") == number.lstrip("CK"):
                        found.setdefault(row["account"], why)
        if phone := re.sub(r"\D", "", query.get("phone", "")).lstrip("0"):
            for account in self.accounts.values():
                if phone in account["phone"]:
                    found.setdefault(account["id"], None)
            for row in self.lists["contacts"]:
                if phone in row["phone"]:
                    found.setdefault(row["account"], "contact_phone")
        if query.get("name") or query.get("text"):
            found = dict.fromkeys(self.accounts) | found
        limit = int(query.get("limit", 10))
        return [self.accounts[key] | ({"why": why} if why else {}) for key, why in found.items()][:limit]

    def theirs(self, value: Any) -> Any:
        """With its own names."""
        if isinstance(value, list):
            return [self.theirs(item) for item in value]
        if not isinstance(value, dict):
            return value
        made: dict[str, Any] = {}
        for name, inner in value.items():
            *outer, last = self.names.get(name, name).split(".")
            at = made
            for part in outer:
                at = at.setdefault(part, {})
            at[last] = self.theirs(inner)
        return made

    def ours(self, value: dict[str, Any], before: str = "") -> dict[str, Any]:
        """The reverse, flat."""
        back = {theirs: ours for ours, theirs in self.names.items()}
        made: dict[str, Any] = {}
        for name, inner in value.items():
            if isinstance(inner, dict):
                made |= self.ours(inner, f"{before}{name}.")
            else:
                made[back.get(before + name, name)] = inner
        return made


CRM = Crm()


@web.middleware
async def guarded(request: web.Request, handler: Any) -> web.StreamResponse:
    """Log, fail as told, ask for the token, keep to Idempotency-Key."""
    if request.path.startswith("/_test/"):
        return await handler(request)
    body = await request.json() if request.can_read_body else None
    headers = {name: request.headers.get(name) for name in ("Authorization", "Idempotency-Key", "If-Match")}
    CRM.log.append(
        {"method": request.method, "path": request.path, "query": dict(request.query), "body": body, "headers": headers}
    )
    failure = _failure(request)
    if failure and not failure.get("after") and (answer := await _fail(request, failure)) is not None:
        return answer
    if headers["Authorization"] != f"Bearer {TOKEN}":
        return web.json_response({"error": "unauthorized"}, status=401)
    key = headers["Idempotency-Key"]
    if key and key in CRM.done:
        kept = CRM.done[key]
        return web.json_response(kept["data"], status=kept["status"])
    status, data = await handler(request)
    data = CRM.theirs(data)
    if key and status < 300:
        CRM.done[key] = {"status": status, "data": data}
    if failure and (answer := await _fail(request, failure)) is not None:
        return answer
    CRM.log[-1] |= {"status": status, "answer": data}
    return web.json_response(data, status=status) if data is not None else web.Response(status=status)


def _failure(request: web.Request) -> dict[str, Any] | None:
    for failure in CRM.failures:
        meant = re.fullmatch(failure.get("method", ".*"), request.method)
        if failure["times"] and meant and re.fullmatch(failure.get("path", ".*"), request.path):
            failure["times"] -= 1
            return failure
    return None


async def _fail(request: web.Request, failure: dict[str, Any]) -> web.StreamResponse | None:
    await asyncio.sleep(failure.get("delay", 0))
    if failure.get("drop"):
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    if failure.get("drip"):
        slow = web.StreamResponse()
        await slow.prepare(request)
        for _ in range(200):
            await slow.write(b" ")
            await asyncio.sleep(0.1)
    if failure.get("status"):
        body = failure.get("body", "")
        kind = failure.get("type", "application/json")
        return web.Response(status=failure["status"], text=body, content_type=kind, headers=failure.get("headers"))
    return None


async def find(request: web.Request) -> tuple[int, Any]:
    return 200, {"items": CRM.find(dict(request.query))}


async def account(request: web.Request) -> tuple[int, Any]:
    found = CRM.accounts.get(request.match_info["id"])
    return (200, found) if found else (404, {"error": "not_found"})


async def change(request: web.Request) -> tuple[int, Any]:
    found = CRM.accounts.get(request.match_info["id"])
    if not found:
        return 404, {"error": "not_found"}
    if request.headers.get("If-Match") != found["version"]:
        return 409, {"error": "conflict"}
    changes = CRM.ours(await request.json())
    if "blocked" in changes.get("street", ""):
        return 422, {"errors": {CRM.names.get("street", "street"): "blocked"}}
    found |= changes | {"version": str(int(found["version"]) + 1)}
    return 200, found


async def listed(request: web.Request) -> tuple[int, Any]:
    of, name = request.match_info["id"], request.match_info["list"]
    if of not in CRM.accounts:
        return 404, {"error": "not_found"}
    return 200, {"items": [row for row in CRM.lists[name] if row["account"] == of]}


async def added(request: web.Request) -> tuple[int, Any]:
    of, name = request.match_info["id"], request.match_info["list"]
    if of not in CRM.accounts:
        return 404, {"error": "not_found"}
    row = CRM.ours(await request.json()) | {"account": of}
    row[ID[name]] = f"K{90000000 + len(CRM.lists[name])}" if name == "cases" else f"n{len(CRM.lists[name])}"
    if name == "cases":
        row |= {"status": "open", "promised": None}
    CRM.lists[name].append(row)
    return 201, row


async def change_case(request: web.Request) -> tuple[int, Any]:
    for row in CRM.lists["cases"]:
        if row["number"] == request.match_info["id"]:
            row |= CRM.ours(await request.json())
            return 200, row
    return 404, {"error": "not_found"}


async def log_call(request: web.Request) -> tuple[int, Any]:
    body = CRM.ours(await request.json())
    if body["account"] not in CRM.accounts:
        return 404, {"error": "not_found"}
    call = request.match_info["id"]
    for row in CRM.lists["calls"]:
        if row["id"] == call:
            row |= body | {"at": row["at"]}
            return 204, None
    CRM.lists["calls"].append(body | {"id": call})
    return 204, None


async def forget_call(request: web.Request) -> tuple[int, Any]:
    kept = [row for row in CRM.lists["calls"] if row["id"] != request.match_info["id"]]
    known = len(kept) < len(CRM.lists["calls"])
    CRM.lists["calls"] = kept
    return (204, None) if known else (404, {"error": "not_found"})


async def load(request: web.Request) -> web.Response:
    CRM.__init__()  # type: ignore[misc]
    data = await request.json()
    CRM.names = data.get("names", {})
    for entry in data["files"]:
        CRM.accounts[entry["account"]["id"]] = entry["account"]
        for name in LISTS:
            CRM.lists[name] += entry[name]
    return web.Response()


async def fail(request: web.Request) -> web.Response:
    CRM.failures.append(await request.json())
    return web.Response()


async def told(_request: web.Request) -> web.Response:
    return web.json_response({"log": CRM.log, "calls": CRM.lists["calls"], "notes": CRM.lists["notes"]})


def app() -> web.Application:
    """Everything."""
    made = web.Application(middlewares=[guarded], client_max_size=2**25)
    made.add_routes([
        web.get("/accounts", find), web.get("/accounts/{id}", account), web.patch("/accounts/{id}", change),
        web.get("/accounts/{id}/{list}", listed), web.post("/accounts/{id}/{list}", added),
        web.patch("/cases/{id}", change_case), web.put("/calls/{id}", log_call),
        web.delete("/calls/{id}", forget_call),
        web.post("/_test/load", load), web.post("/_test/fail", fail), web.get("/_test/log", told),
    ])  # fmt: skip
    return made


async def main() -> None:
    """Until its standard input ends, which it does when the tests do."""
    runner = web.AppRunner(app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())

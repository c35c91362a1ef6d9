"""The description of the API (OpenAPI 3.1), made from the addresses themselves."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from desk.queue.packet import schema as packet_schema
from desk.web.guard.principal import COOKIE, CSRF, PEOPLE_ONLY, SAFE, Need
from desk.web.problems import CODES

ADDRESS = "/api/v1/openapi.json"
DESCRIPTION = """The desk of Centralino: the queue, its agents, customers, calls and figures.

A browser logs in with `POST /api/v1/session` and sends the session's `csrf` value in the header `X-CSRF-Token` with
whatever changes something. Other systems send `Authorization: Bearer <token>`; a token has the permissions of its user
and the scopes `read` (look) and `act` (change). Times are ISO 8601 in UTC. Errors are `{"error", "message"}`."""
TAGS = {
    "session": "Log in and out.",
    "me": "The one who is logged in: language, state, current item.",
    "agents": "People who take calls, their skills and states.",
    "queue": "What waits for a person, and what they do with it.",
    "customers": "Accounts, their orders, contracts, cases and notes.",
    "calls": "Records of calls, with what was said.",
    "board": "Figures of the floor, now and over time.",
    "training": "What the bot learns from, and what it misunderstood.",
    "company": "What there is to choose from.",
    "packets": "The context of a call, for who has its token.",
    "events": "What happens, as it happens.",
    "users": "Who may log in.",
    "tokens": "Tokens for other systems.",
    "trail": "Who has changed what.",
}
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Made by `POST /api/v1/session`."},
    "csrf": {"type": "apiKey", "in": "header", "name": CSRF, "description": "The session's `csrf` value."},
    "token": {"type": "http", "scheme": "bearer", "description": "Made by `POST /api/v1/tokens`."},
}
PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
EVERYWHERE = (401, 403, 422, 503)
"""What any address may answer that is not open to all."""


def add(app: FastAPI) -> None:
    """The address of the description, which FastAPI itself would make without a gate."""
    router = APIRouter()

    @router.get(ADDRESS, include_in_schema=False, dependencies=[Depends(Need("company.read"))])
    async def description(request: Request) -> JSONResponse:
        return JSONResponse(describe(request.app))

    app.include_router(router)


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of all addresses under /api/v1."""
    if app.openapi_schema is None:
        app.openapi_schema = _describe(app)
    return app.openapi_schema


def _describe(app: FastAPI) -> dict[str, Any]:
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    made = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=tags,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    made["components"]["securitySchemes"] = SCHEMES
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Packet"] = {name: part for name, part in packet_schema().items() if not name.startswith("$")}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods:
                _complete(made["paths"][route.path][method.lower()], method, route)
    return made


def _complete(operation: dict[str, Any], method: str, route: APIRoute) -> None:
    need = next((found.dependency for found in route.dependencies if isinstance(found.dependency, Need)), None)
    if need is None:
        operation["security"] = []
    else:
        operation["security"] = [{"session": []} if method in SAFE else {"session": [], "csrf": []}]
        if need.permission not in PEOPLE_ONLY:
            operation["security"].append({"token": []})
        operation["x-permission"] = need.permission
    for status in EVERYWHERE:
        answer = {"description": f"{CODES[status][1].capitalize()}.", "content": PROBLEM}
        if status == 422:
            operation["responses"]["422"] = answer  # FastAPI's own has another form
        operation["responses"].setdefault(str(status), answer)
    if method not in SAFE:
        operation["responses"].setdefault("413", {"description": f"{CODES[413][1].capitalize()}.", "content": PROBLEM})

"""The pages' addresses. A shell holds its landmarks and its texts; what it shows comes from the API."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from desk.web.pages import files
from desk.web.pages.texts import LANGUAGES, choose, texts

TEMPLATES = Path(__file__).parents[1] / "templates"
LANGUAGE_COOKIE = "centralino_language"
OWN_NAMES = {"fr": "Français", "nl": "Nederlands", "it": "Italiano", "da": "Dansk", "en": "English"}
HEADERS = {
    # Scripts, styles and sound from here alone; WebSockets of the same host are covered by 'self'.
    "Content-Security-Policy": "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Vary": "Cookie, Accept-Language",
}

router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def shell(request: Request, page: str) -> HTMLResponse:
    """A page in the reader's language."""
    wanted, remembered = request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE)
    language = choose(wanted, remembered, request.headers.get("accept-language", ""))
    said = texts(language)

    def text(key: str) -> Any:
        """An element's text that the page puts into another language when the reader changes it."""
        return Markup('<span data-t="{}">{}</span>').format(key, said[key])

    values = {"page": page, "language": language, "languages": OWN_NAMES, "said": said, "t": text}
    return HTMLResponse(_templates().get_template(f"{page}.html").render(values), headers=HEADERS)


@router.get("/")
def home(request: Request) -> Response:
    """What this is; call us, or log in."""
    return shell(request, "home")


@router.get("/call")
def call(request: Request) -> Response:
    """Anyone calls from the browser."""
    return shell(request, "call")


@router.get("/login")
def login(request: Request) -> Response:
    """Name and password."""
    return shell(request, "login")


@router.get("/desk")
def desk(request: Request) -> Response:
    """The agent's console."""
    return shell(request, "desk")


@router.get("/board")
def board(request: Request) -> Response:
    """The supervisor's board."""
    return shell(request, "board")


@router.get("/train")
def train(request: Request) -> Response:
    """The trainer's workbench."""
    return shell(request, "train")


@router.get("/account")
def account(request: Request) -> Response:
    """One's own password and language."""
    return shell(request, "account")


@router.get("/admin")
def admin(request: Request) -> Response:
    """Users, tokens, audit trail."""
    return shell(request, "admin")


@router.get("/texts/{language}.json")
def words(request: Request, language: str) -> Response:
    """All texts of a language."""
    if language not in LANGUAGES:
        return PlainTextResponse("no such language\n", 404)
    return files.answer(request, _words(language))


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> files.File:
    body = json.dumps(dict(texts(language)), ensure_ascii=False, separators=(",", ":")).encode()
    return files.make(body, "application/json", compress=True)


@router.get("/static/{name:path}")
def static(request: Request, name: str) -> Response:
    """Style, scripts, font, icons."""
    file = files.find(name)
    return files.answer(request, file) if file else PlainTextResponse("no such file\n", 404)


@router.get("/favicon.ico")
def icon(request: Request) -> Response:
    """Browsers ask for it unbidden."""
    return static(request, "mark.svg")

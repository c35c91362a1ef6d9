"""Errors as every address tells them: `{"error": code, "message": one line}`, without what was sent or said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from desk.accounts.accounts import AccountError
from desk.board.groups import TooManyError
from desk.calls.reviews import ReviewError
from desk.customers.protocol import ConflictError, FieldsError
from desk.database import StoreError
from desk.floor.agents import EnrolmentError
from desk.floor.destinations import DestinationError
from desk.queue.store import QueueStateError
from desk.routing.states import StateError
from desk.training.ports import DataError
from desk.web.told import Message

RETRY_SECONDS = "2"
"""After so long a database that was out of reach may be back."""
CODES: Mapping[int, tuple[str, str]] = {
    401: ("unauthorised", "log in, or send a token"),
    403: ("forbidden", "your role or your token does not allow this"),
    404: ("unknown", "there is no such thing"),
    405: ("method", "the address does not know this method"),
    409: ("too_late", "somebody or something was faster; read it anew"),
    413: ("too_large", "the request is too large"),
    416: ("range", "it is not so long; Content-Range tells how many bytes there are"),
    422: ("invalid", "a value does not fit; the message names it"),
    429: ("limited", "too many attempts; wait for the seconds of Retry-After"),
    500: ("internal", "something is broken here; the operator finds the place in the log"),
    503: ("unavailable", "the desk's database is out of reach; try again after the seconds of Retry-After"),
}


class FieldProblem(Message):
    """Why a field cannot be so."""

    code: str = Field(..., description="A word for programs, such as `postcode`.", example="postcode")
    remedy: str = Field(..., description="One line for people, in English.", example="no postcode of DK")


class LineBody(Message):
    """A line of a file of the language data."""

    file: str = Field(..., description="Under the product's tree.", example="data/nlu/da/orders.yml")
    line: int = Field(..., description="Counted from 1; 0: none.", example=239)

    class Config:
        title = "Line"


class ProblemBody(Message):
    """What went wrong."""

    error: str = Field(..., description="A word for programs, such as `too_late`.", example="too_late")
    message: str = Field(..., description="One line for people, in English.", example="item 5b1f8a52 is taken")
    fields: dict[str, FieldProblem] | None = Field(
        None, description="Of a customer's data that cannot be so: field → why."
    )

    other: LineBody | None = Field(None, description="Where the other side of a conflict stands, in the language data.")

    class Config:
        title = "Problem"


class Problem(HTTPException):
    """An answer that is an error."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, Mapping[str, str]] | None = None,
        other: Mapping[str, Any] | None = None,
    ) -> None:
        """What is left out is as in CODES."""
        usual, words = CODES[status]
        super().__init__(status, message or words, dict(headers or {}))
        self.code, self.fields, self.other = code or usual, fields, other

    def response(self) -> JSONResponse:
        """The answer."""
        body: dict[str, Any] = {"error": self.code, "message": self.detail}
        if self.fields is not None:
            body["fields"] = self.fields
        if self.other is not None:
            body["other"] = self.other
        return JSONResponse(body, self.status_code, headers=self.headers)


@contextmanager
def known(noun: str) -> Iterator[None]:
    """What is not found within is told as 404."""
    try:
        yield
    except KeyError:
        raise Problem(404, f"there is no such {noun}") from None


def unavailable() -> Problem:
    """The database cannot be used."""
    return Problem(503, headers={"Retry-After": RETRY_SECONDS})


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of an address."""
    return {status: {"model": ProblemBody, "description": CODES[status][1].capitalize() + "."} for status in statuses}


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error, Problem):
        return error.response()
    if error.status_code == 400:
        # FastAPI's, for a body that is no text.
        return Problem(422, "the body cannot be read").response()
    return Problem(error.status_code if error.status_code in CODES else 404, headers=error.headers).response()


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()[0]
    # Of a mistake in JSON the place is a number, and the words quote nothing.
    where = ".".join(str(part) for part in found["loc"][:6])[:100]
    return Problem(422, f"{where}: {found['msg']}".replace("\n", " ")[:300]).response()


def _refusal(error: Exception) -> Problem:
    """Of what the rooms refuse, in their words: none of them repeats what was sent."""
    match error:
        case StoreError():
            return unavailable()
        case DestinationError():
            return Problem(409, str(error), error.code)
        case QueueStateError():
            return Problem(409, str(error))
        case StateError():
            return Problem(409, str(error), "state")
        case ConflictError():
            return Problem(409, str(error), "conflict")
        case DataError():
            return _of_data(error)
        case AccountError():
            return Problem(409 if error.code == "name_taken" else 422, str(error), error.code)
        case FieldsError():
            fields = {name: {"code": one.code, "remedy": one.remedy} for name, one in error.problems.items()}
            return Problem(422, str(error), fields=fields)
        case _:
            return Problem(422, str(error))


def _of_data(error: DataError) -> Problem:
    """Broken files are for the trainer to mend, with whatever editor they use."""
    status = {"unknown": 404, "invalid": 422}.get(error.code, 409)
    other = {"file": error.other.file, "line": error.other.line} if error.other else None
    return Problem(status, str(error), None if status == 404 else error.code, other=other)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return _refusal(error).response()


REFUSALS = (
    StoreError, QueueStateError, StateError, ConflictError, AccountError, FieldsError, EnrolmentError, ReviewError,
    TooManyError, DataError,
)  # fmt: skip
HANDLERS: Mapping[Any, Any] = {
    HTTPException: _http,
    RequestValidationError: _invalid,
    **dict.fromkeys(REFUSALS, _refused),
}

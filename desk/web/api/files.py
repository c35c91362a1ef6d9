"""Files for spreadsheets."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from desk.board import export
from desk.web.api.calls import Wanted
from desk.web.api.history import Cut, Reported, Worked
from desk.web.api.spans import Asked
from desk.web.forms import EARLIEST, LATEST
from desk.web.guard.principal import Need
from desk.web.stores import Desk, House

router = APIRouter(prefix="/api/v1", tags=["board"])
CSV = "text/csv; charset=utf-8"


class _Csv(StreamingResponse):
    media_type = CSV


def _told(description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {CSV: {"schema": {"type": "string"}}}}}


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


@router.get(
    "/history.csv",
    dependencies=[Depends(Need("history.read"))],
    response_class=_Csv,
    responses=_told("One line each, the total last."),
)
def history_csv(found: Reported, by: Cut = "day") -> _Csv:
    """The history with every figure."""
    return _Csv(export.history(found, by), headers=_named(f"history-{by}"))


@router.get(
    "/history/agents.csv",
    dependencies=[Depends(Need("history.read"))],
    response_class=_Csv,
    responses=_told("One line an agent."),
)
def agents_csv(found: Worked) -> _Csv:
    """What agents did."""
    return _Csv(export.people(found), headers=_named("agents"))


@router.get(
    "/calls.csv",
    dependencies=[Depends(Need("history.read"))],
    response_class=_Csv,
    responses=_told("One line a call, the latest first."),
)
def calls_csv(desk: Desk, house: House, span: Asked, wanted: Wanted) -> _Csv:
    """All calls that began in the time asked for, however many: moments in the time of the head office."""
    begin, end = span.begin or EARLIEST, span.end or LATEST
    return _Csv(export.calls(desk.calls, desk.surveys, begin, end, house.zone, **wanted), headers=_named("calls"))

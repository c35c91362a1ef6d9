"""What there is to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.web.guard.principal import Need
from desk.web.stores import House
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/company", tags=["company"])


class DepartmentBody(Message):
    """A group that calls are routed to."""

    key: str = Field(..., description="Its name for programs.", example="sales")
    names: dict[str, str] = Field(..., description="In mid-sentence, by language.", example={"en": "sales"})

    class Config:
        title = "Department"


class ReasonsBody(Message):
    """Codes of this house."""

    on_break: list[str] = Field(..., description="Of breaks.", example=["lunch", "rest"])
    wrap_up: list[str] = Field(..., description="Outcomes of calls.", example=["resolved"])
    logged_out: list[str] = Field(..., description="Why a supervisor or the desk logs somebody out.")
    names: dict[str, dict[str, dict[str, str]]] = Field(
        ...,
        description="`on_break`, `wrap_up` → code → name by language, of codes that the house has named itself.",
        example={"on_break": {"prayer": {"en": "Prayer"}}, "wrap_up": {}},
    )

    class Config:
        title = "Reasons"


class CompanyBody(Message):
    """The organisation, as far as agents choose from it."""

    departments: list[DepartmentBody] = Field(..., description="In the order of its files.")
    products: dict[str, dict[str, str]] = Field(..., description="Key of a product → its name by language.")
    languages: list[str] = Field(
        ..., description="Of callers, agents and pages.", example=["fr", "nl", "it", "da", "en"]
    )
    reasons: ReasonsBody = Field(..., description="Codes of states.")
    tiers: list[int] = Field(..., description="1: first line.", example=[1, 2, 3])
    zone: str = Field(..., description="Of the head office, in which days begin (IANA).", example="Europe/Copenhagen")

    class Config:
        title = "Company"


@router.get("", dependencies=[Depends(Need("company.read"))])
async def company(house: House) -> CompanyBody:
    """Departments, languages, codes, tiers."""
    found, reasons = house.company, house.company.reasons
    return CompanyBody(
        departments=[DepartmentBody(key=one.key, names=dict(one.names)) for one in found.departments],
        products={key: dict(names) for key, names in found.products.items()},
        languages=list(found.languages),
        reasons=ReasonsBody(
            on_break=_in_order(reasons.on_break, found.reason_names.get("on_break", {})),
            wrap_up=_in_order(reasons.wrap_up, found.reason_names.get("wrap_up", {})),
            logged_out=sorted(reasons.logged_out),
            names={kind: {code: dict(name) for code, name in own.items()} for kind, own in found.reason_names.items()},
        ),
        tiers=list(found.tiers),
        zone=str(house.zone),
    )


def _in_order(codes: Collection[str], own: Iterable[str]) -> list[str]:
    """As the house has written them down, and then the others."""
    written = [code for code in own if code in codes]
    return written + sorted(set(codes) - set(written))

"""What somebody may have to answer for: changes of customers' data with their values, supervisors' interventions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from centralino.paths import ROOT
from desk.audit.trail import Trail
from desk.customers.importing import Importer
from desk.customers.tables import CHANGES
from tests.desk.web.site import Site
from tests.desk.web.test_queue import everybody_on_a_break, offered, post

pytestmark = pytest.mark.contract

ACCOUNT, OTHER = "148845", "160816"


@pytest.fixture(scope="module")
def crm(desk: Site) -> Site:
    """With the customers of the demo company."""
    importer = Importer(desk.database, Trail(desk.database).record)
    importer.bring_into_empty(ROOT / "data" / "company", "tests", datetime.now(UTC), date.today())
    return desk


def edit(desk: Site, who: str, account: str, **fields: str) -> None:
    client = desk.user(who)
    version = client.get(f"/api/v1/customers/{account}").json()["account"]["version"]
    answer = client.patch(f"/api/v1/customers/{account}", json={"version": version, **fields})
    assert answer.status_code == 200, answer.text


def test_a_supervisor_sees_who_changed_what_from_what_to_what(crm: Site) -> None:
    before = crm.user("anna").get(f"/api/v1/customers/{ACCOUNT}").json()["account"]["city"]
    edit(crm, "anna", ACCOUNT, city="Torino")
    supervisor = crm.user("supervisor")
    (change,) = supervisor.get(f"/api/v1/customers/{ACCOUNT}/changes").json()
    told = {name: change[name] for name in ("by", "field", "before", "after", "sealed")}
    assert told == {"by": "anna", "field": "city", "before": before, "after": "Torino", "sealed": True}
    (entry,) = supervisor.get("/api/v1/trail", params={"what": ACCOUNT, "action": "customer.update"}).json()
    assert entry["details"]["change"] == change["id"]
    assert supervisor.get("/api/v1/customers/no-such/changes").status_code == 404
    with crm.database.transaction() as connection:
        connection.execute(CHANGES.update().where(CHANGES.c.id == change["id"]).values(before="Roma"))
    assert supervisor.get(f"/api/v1/customers/{ACCOUNT}/changes").json()[0]["sealed"] is False


def test_an_agent_sees_the_changes_of_the_customer_who_is_with_them_alone(crm: Site) -> None:
    everybody_on_a_break(crm)
    edit(crm, "bob", OTHER, city="Milano")
    anna = crm.free("anna")
    placed = crm.call()
    offered(anna)
    assert post(anna, placed, "accept").status_code == 200
    refused = anna.get(f"/api/v1/customers/{OTHER}/changes")
    assert (refused.status_code, refused.json()["error"]) == (403, "not_yours")
    assert post(anna, placed, "customer", number=OTHER).status_code == 200
    assert anna.get(f"/api/v1/customers/{OTHER}/changes").json()[0]["after"] == "Milano"
    post(anna, placed, "finish", outcome="resolved")
    assert anna.get(f"/api/v1/customers/{OTHER}/changes").status_code == 200, "while it is wrapped up"
    anna.put("/api/v1/me/state", json={"state": "available"})
    assert anna.get(f"/api/v1/customers/{OTHER}/changes").status_code == 403


def test_supervisors_read_of_the_trail_what_is_about_customers(crm: Site) -> None:
    edit(crm, "anna", ACCOUNT, city="Genova")
    read = crm.user("supervisor").get("/api/v1/trail", params={"limit": 1000}).json()
    assert {entry["action"].split(".")[0] for entry in read} == {"customer"}
    assert crm.user("supervisor").get("/api/v1/trail", params={"action": "login"}).json() == []
    assert crm.user("supervisor").get("/api/v1/trail/verify").status_code == 403
    assert crm.user("agent").get("/api/v1/trail").status_code == 403
    assert crm.user("trainer").get("/api/v1/trail").status_code == 403
    assert len(crm.user("admin").get("/api/v1/trail", params={"limit": 1000}).json()) > len(read)


def test_what_supervisors_do_to_agents_is_in_the_trail_once(desk: Site) -> None:
    everybody_on_a_break(desk)
    supervisor, admin = desk.user("supervisor"), desk.user("admin")
    skills = {"languages": ["en", "da"], "departments": ["sales"], "tier": 1}
    assert supervisor.put("/api/v1/agents/carla", json=skills).status_code == 200
    state = {"state": "logged_out", "reason": "shift_end"}
    assert supervisor.put("/api/v1/agents/carla/state", json=state).status_code == 200
    assert supervisor.put("/api/v1/agents/carla/state", json=state).status_code == 409, "nothing changed"
    found = admin.get("/api/v1/trail", params={"who": "supervisor", "what": "carla"}).json()
    assert [(entry["action"], entry["details"]) for entry in found] == [
        ("agent.state", {"state": "logged_out", "reason": "shift_end"}),
        ("agent.skills", {"languages": "da,en", "departments": "sales", "tier": "1"}),
    ]
    assert admin.get("/api/v1/trail/verify").json()["ok"]
    desk.free("carla")
    assert not admin.get("/api/v1/trail", params={"who": "carla", "action": "agent.state"}).json(), "one's own"


def test_only_who_has_the_call_says_who_calls(crm: Site) -> None:
    everybody_on_a_break(crm)
    anna, bob = crm.free("anna"), crm.user("bob")
    placed = crm.call()
    offered(anna)
    post(anna, placed, "accept")
    assert post(anna, placed, "customer", number=ACCOUNT).status_code == 200
    refused = post(bob, placed, "customer", number=OTHER)
    assert (refused.status_code, refused.json()["error"]) == (409, "too_late")
    assert anna.get("/api/v1/me").json()["item"]["customer"]["id"] == ACCOUNT
    assert post(crm.user("supervisor"), placed, "customer", number=OTHER).status_code == 200
    post(anna, placed, "finish")
    assert post(anna, placed, "customer", number=ACCOUNT).status_code == 200, "while it is wrapped up"
    post(anna, placed, "finish")
    anna.put("/api/v1/me/state", json={"state": "wrap_up", "reason": "resolved"})
    anna.put("/api/v1/me/state", json={"state": "available"})
    assert post(anna, placed, "customer", number=OTHER).status_code == 409

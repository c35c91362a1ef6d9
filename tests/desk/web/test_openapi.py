"""Whatever is sent: no answer is a server error, and each is as the OpenAPI says."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis import GenerationMode, checks

from tests.desk.misunderstood import strayed
from tests.desk.web.site import Site

pytestmark = [pytest.mark.contract, pytest.mark.slow]

EXAMPLES = 6
"""Of each address, with valid and with broken values."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
ELSEWHERE = {
    ("GET", "/api/v1/events"),  # does not end: test_events.py
    ("DELETE", "/api/v1/session"),  # would end the session of this test: test_guard.py
}


def described(desk: Site) -> dict[str, Any]:
    found: dict[str, Any] = desk.user("admin").get("/api/v1/openapi.json").json()
    return found


def test_everything_is_described(desk: Site) -> None:
    schema = described(desk)
    assert schema["openapi"].startswith("3.1")
    tags = {tag["name"] for tag in schema["tags"]}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["description"], where
            assert set(operation["tags"]) <= tags, where
            assert "security" in operation, where
            assert {"422", "503"} <= operation["responses"].keys(), where
            assert {"401", "403"} <= operation["responses"].keys(), where
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), f"{where}: {parameter['name']}"
    for name, model in schema["components"]["schemas"].items():
        if name != "Packet":
            for key, field in model["properties"].items():
                assert field.get("description"), f"{name}.{key}"


@pytest.mark.parametrize("who", ["session", "token"])
def test_every_answer_is_as_described(desk: Site, who: str) -> None:
    schema = schemathesis.openapi.from_dict(described(desk))
    client = desk.user("admin") if who == "session" else desk.token("anna", "read", "act")
    headers = {name: client.headers[name] for name in ("X-CSRF-Token", "Authorization") if name in client.headers}
    chance, tried, statuses = random.Random(20261126), 0, set[int]()
    real = real_things(desk)
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in ELSEWHERE:
            continue
        for mode in GenerationMode:

            @settings
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
            def one(case: schemathesis.Case) -> None:
                case.cookies, case.headers = dict(client.cookies), {**case.headers, **headers}
                if case.path_parameters and chance.random() < 0.5:
                    case.path_parameters |= {k: v for k, v in real.items() if k in case.path_parameters}
                answer = case.call(base_url=desk.url, timeout=180)
                case.validate_response(answer, checks=CHECKS)
                statuses.add(answer.status_code)

            one()
            tried += 1
    assert tried > 80
    assert {200, 404, 422} <= statuses
    assert client.get("/api/v1/me").status_code == 200, "it is still the same one"


settings = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def real_things(desk: Site) -> dict[str, str | int]:
    """Ids of what is there, so that not everything ends at "there is no such"."""
    admin, item = desk.user("admin"), desk.call()
    skills = {"languages": ["da"], "departments": ["sales"], "tier": 1}
    assert admin.put("/api/v1/agents/carla", json=skills).status_code == 200
    call = admin.get(f"/api/v1/queue/{item}").json()["call_id"]
    desk.calls.begun(call, "phone", "da", "+4520304050", None, datetime.now(UTC))
    asked = "mi consigli un film" + " divertente" * desk.placed
    desk.calls.write(strayed(f"call-stray-{desk.placed}", datetime.now(UTC), "it", asked))
    assert admin.post("/api/v1/training/gather").status_code == 200
    group = admin.get("/api/v1/training/inbox").json()["groups"][0]
    utterance = admin.get(f"/api/v1/training/inbox/{group['id']}").json()["utterances"][0]
    sent = {"utterances": [utterance["id"]], "to": "rejected"}
    decision = admin.post("/api/v1/training/decisions", json=sent).json()["id"]
    training = {"group": group["id"], "utterance": utterance["id"], "decision": decision}
    return {"item": item, "agent": "carla", "name": "carla", "call": call, **training}

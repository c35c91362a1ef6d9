"""A stranger can reach nothing; everybody else what their role allows, and not too much at once."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from desk.accounts.roles import ROLES, may
from tests.desk.web.site import PASSWORD, Site

pytestmark = pytest.mark.contract

PAGES = ("/desk", "/board", "/account", "/admin", "/no/such/page", "/docs", "/openapi.json", "/api", "/api/v1")
EXAMPLES = {
    "item": "5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93", "agent": "anna", "name": "anna", "customer": "200017",
    "number": "K10234567", "call": "call-1", "token": "0000", "example": "0" * 32, "group": "1",
    "utterance": "1", "decision": "1", "replay": "0" * 32, "candidate": "20261127-100000-0000",
}  # fmt: skip
LOG_IN = ("post", "/api/v1/session")


def addresses(desk: Site) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, address and description of everything in the OpenAPI."""
    described = desk.user("admin").get("/api/v1/openapi.json").json()
    found = [
        (method, path.format(**EXAMPLES), operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    assert len(found) > 30
    return found


def is_problem(answer: httpx.Response, code: str) -> bool:
    return set(answer.json()) == {"error", "message"} and answer.json()["error"] == code


def test_a_stranger_can_reach_nothing(desk: Site) -> None:
    with desk.stranger() as client:
        for method, path, _ in addresses(desk):
            if (method, path) == LOG_IN:
                continue
            for headers in ({}, {"Cookie": "centralino_session=wrong"}, {"Authorization": "Bearer centralino_wrong"}):
                answer = client.request(method, path, headers=headers, content=b"{")
                assert answer.status_code == 401, (method, path, headers)
                assert is_problem(answer, "unauthorised"), path
        for path in (*PAGES, "/api/v1/openapi.json", "/api/v1/session/", "//api/v1/users", "/static/../api/v1/users"):
            assert client.get(path).status_code in (401, 404), path
            assert client.post(path).status_code in (401, 403, 404, 405), path


def test_whoever_opens_a_page_is_asked_to_log_in_and_gets_there_afterwards(desk: Site) -> None:
    with desk.stranger() as client:
        answer = client.get("/desk", headers={"Accept": "text/html,*/*;q=0.8"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/desk")


def test_each_role_reaches_what_it_may_and_no_more(desk: Site) -> None:
    refused = 0
    for method, path, operation in addresses(desk):
        for role in ROLES:
            permission = operation.get("x-permission")
            allowed = permission is None or may(role, permission)
            if allowed and (permission is None or path == "/api/v1/events"):
                continue
            answer = desk.user(role).request(method, path, json=None if method == "get" else {})
            assert (answer.status_code == 403) is not allowed, (role, method, path, answer.text)
            refused += not allowed
    assert refused > 40


def test_nobody_is_allowed_what_the_role_does_not_hold_even_with_a_good_request(desk: Site) -> None:
    new = {"name": "eve", "password": PASSWORD, "role": "admin", "language": "en"}
    for role in ("agent", "supervisor", "trainer"):
        assert desk.user(role).post("/api/v1/users", json=new).status_code == 403
        sent = {"name": "x", "user": "admin", "scopes": ["act"]}
        assert desk.user(role).post("/api/v1/tokens", json=sent).status_code == 403
    skills = {"languages": ["da"], "departments": ["*"], "tier": 1}
    assert desk.user("anna").put("/api/v1/agents/anna", json=skills).status_code == 403
    assert desk.user("anna").put("/api/v1/agents/bob/state", json={"state": "logged_out"}).status_code == 403
    assert "eve" not in desk.user("admin").get("/api/v1/users").text


def test_what_changes_something_needs_the_csrf_value(desk: Site) -> None:
    client = desk.user("anna")
    for method, path, _ in addresses(desk):
        if method == "get" or (method, path) == LOG_IN:
            continue
        for value in ("", "wrong", desk.user("bob").headers["X-CSRF-Token"]):
            answer = client.request(method, path, headers={"X-CSRF-Token": value}, json={})
            assert (answer.status_code, answer.json()["error"]) == (403, "csrf"), (method, path)


def test_pages_of_other_sites_change_nothing(desk: Site) -> None:
    client, host = desk.user("anna"), desk.url.removeprefix("http://")
    for headers in (
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{host}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    ):  # fmt: skip
        answer = client.put("/api/v1/me/language", json={"language": "it"}, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "origin"), headers
        with desk.stranger() as stranger:
            sent = {"name": "anna", "password": PASSWORD}
            assert stranger.post("/api/v1/session", json=sent, headers=headers).status_code == 403
    own = {"Origin": desk.url, "Sec-Fetch-Site": "same-origin"}
    assert client.put("/api/v1/me/language", json={"language": "da"}, headers=own).status_code == 200


def test_every_answer_carries_the_headers(desk: Site) -> None:
    client = desk.user("anna")
    with desk.stranger() as stranger:
        answers = [
            client.get("/api/v1/me"), client.get("/api/v1/queue/x"), stranger.get("/api/v1/me"), stranger.get("/"),
            stranger.post("/api/v1/session", content=b"x" * 400_000), client.get("/no/such/page"),
        ]  # fmt: skip
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "server" not in answer.headers
    for answer in answers[:3]:
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_the_browser_alone(desk: Site) -> None:
    with desk.stranger() as client:
        answer = client.post("/api/v1/session", json={"name": "anna", "password": PASSWORD})
        kept = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("centralino_session="))
        assert "HttpOnly" in kept
        assert "samesite=lax" in kept.lower()
        assert kept.split("=", 1)[1].split(";")[0] not in answer.text, "scripts cannot read it"


def test_logging_out_ends_the_session(desk: Site) -> None:
    with desk.stranger() as client:
        csrf = client.post("/api/v1/session", json={"name": "carla", "password": PASSWORD}).json()["csrf"]
        cookies = {"centralino_session": client.cookies["centralino_session"]}
        assert client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204
        assert httpx.get(f"{desk.url}/api/v1/me", cookies=cookies).status_code == 401


def test_every_refused_log_in_is_told_in_the_same_words(desk: Site) -> None:
    with desk.stranger() as client:
        tries = [("anna", "wrong"), ("nobody", "wrong"), ("anna", PASSWORD + " "), ("ANNA'--", "x")]
        answers = [client.post("/api/v1/session", json={"name": n, "password": p}) for n, p in tries]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}


def test_a_token_opens_what_its_scopes_and_its_user_allow(desk: Site) -> None:
    read, act = desk.token("supervisor", "read"), desk.token("supervisor", "read", "act")
    skills = {"languages": ["da"], "departments": ["sales"], "tier": 1}
    assert read.get("/api/v1/agents").status_code == 200
    assert read.put("/api/v1/agents/bob", json=skills).status_code == 403
    assert act.put("/api/v1/agents/bob", json=skills).status_code == 200
    assert act.get("/api/v1/users").status_code == 403
    assert read.get("/api/v1/session").json()["csrf"] is None
    admin = desk.token("admin", "read", "act")
    new = {"name": "eve", "password": PASSWORD, "role": "admin", "language": "en"}
    assert admin.post("/api/v1/users", json=new).status_code == 403, "a token that leaked makes no more"
    assert admin.get("/api/v1/users").status_code == 200


def test_a_revoked_token_opens_nothing(desk: Site) -> None:
    admin, token = desk.user("admin"), desk.token("anna", "read")
    assert token.get("/api/v1/queue").status_code == 200
    found = next(one for one in admin.get("/api/v1/tokens").json() if one["user"] == "anna")
    assert admin.delete(f"/api/v1/tokens/{found['id']}").status_code == 204
    answer = token.get("/api/v1/queue")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_what_is_too_large_is_refused(desk: Site) -> None:
    client, large = desk.user("anna"), json.dumps({"text": "x" * 400_000})
    address = f"/api/v1/queue/{desk.call()}/notes"
    assert client.post(address, content=large).status_code == 413
    pieces = (large[at : at + 10_000].encode() for at in range(0, len(large), 10_000))
    headers = {"Content-Type": "application/json"}
    assert client.post(address, content=pieces, headers=headers).status_code == 413, "of unknown length"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_nobody_is_believed_to_come_from_elsewhere(desk: Site, header: str) -> None:
    """Without a front, these headers are anybody's: the trail names the real address."""
    with desk.stranger() as client:
        sent = {"name": "anna", "password": PASSWORD}
        assert client.post("/api/v1/session", json=sent, headers={header: "10.9.9.9"}).status_code == 200
    entries = desk.user("admin").get("/api/v1/trail", params={"action": "login", "limit": 1}).json()
    assert entries[0]["details"] == {"address": "127.0.0.1"}


def test_texts_that_no_database_keeps_are_refused(desk: Site) -> None:
    address, client = f"/api/v1/queue/{desk.call()}/notes", desk.user("anna")
    headers = {"Content-Type": "application/json"}
    for text in (r'{"text": "a\u0000b"}', r'{"text": "\ud800"}', r'{"te\u0000xt": "a"}'):
        assert client.post(address, content=text, headers=headers).status_code == 422, text
    assert client.get("/api/v1/queue?department=%00").status_code == 422
    assert client.get("/api/v1/customers/%00").status_code == 422


def test_errors_and_logs_repeat_nothing_that_was_sent(desk: Site) -> None:
    said, client = "my card is 4111111111111111", desk.user("anna")
    item = desk.call()
    answers = [
        client.post(f"/api/v1/queue/{item}/notes", json={"text": said, "other": said}),
        client.post(f"/api/v1/queue/{item}/notes", json={"text": [said]}),
        client.post(f"/api/v1/queue/{item}/notes", content=said.encode(), headers={"Content-Type": "application/json"}),
        client.post(f"/api/v1/queue/{item}/pass_on", json={"department": said, "tier": said}),
        client.get("/api/v1/queue", params={"department": said}),
        client.get("/api/v1/customers", params={"limit": said}),
        client.post("/api/v1/session", json={"name": said, "password": said}),
    ]
    for answer in answers:
        assert answer.status_code in (401, 422), answer.request.url
        assert "4111" not in answer.text
    assert "4111" not in desk.log()

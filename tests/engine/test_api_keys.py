"""Client keys: who gets in, who does not, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from engine.api.keys import make_client_key
from engine.api.models import ClientKey, Scope
from tests.api import PROBLEM, make_client
from tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"


def get(authorization: str) -> object:
    return Client(headers={"Authorization": authorization}).get(URL)


def test_a_key_with_the_scope_gets_in() -> None:
    assert make_client(Scope.COMMENTS_READ).get(URL).status_code == 200


def test_no_key_is_401_and_names_the_scheme() -> None:
    answer = Client().get(URL)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Api-Key"
    assert answer["Content-Type"] == PROBLEM


def test_a_key_without_the_scope_is_403_and_told_which() -> None:
    answer = make_client(Scope.IDEAS_READ).get(URL)
    assert answer.status_code == 403
    assert answer.json()["detail"] == 'The key lacks the scope "comments:read".'


def test_reading_does_not_allow_handing_in() -> None:
    answer = make_client(Scope.COMMENTS_READ).post(URL, [], content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "key",
    ["", "nonsense", "abcdefgh." + "x" * 32, "abcdefgh." + "é" * 32, "a" * 5000, "a.b.c"],
)
def test_an_unknown_key_is_401(key: str) -> None:
    answer = get(f"Api-Key {key}")
    assert answer.status_code == 401
    assert "unknown or was revoked" in answer.json()["detail"]


def test_the_prefix_alone_does_not_open() -> None:
    key, plain = make_client_key("shop", scopes=[Scope.COMMENTS_READ])
    assert get(f"Api-Key {key.prefix}.{'x' * 32}").status_code == 401
    assert get(f"Api-Key {plain}").status_code == 200


def test_another_scheme_is_401() -> None:
    _key, plain = make_client_key("shop", scopes=[Scope.COMMENTS_READ])
    assert get(f"Bearer {plain}").status_code == 401


def test_a_revoked_key_is_401() -> None:
    key, plain = make_client_key("shop", scopes=[Scope.COMMENTS_READ])
    ClientKey.objects.filter(pk=key.pk).update(revoked=True)
    assert get(f"Api-Key {plain}").status_code == 401


def test_an_expired_key_is_401_and_told_so() -> None:
    _key, plain = make_client_key(
        "shop", scopes=[Scope.COMMENTS_READ], expires_at=timezone.now() - timedelta(seconds=1)
    )
    answer = get(f"Api-Key {plain}")
    assert (answer.status_code, answer.json()["detail"]) == (401, "The key has expired.")


def test_the_key_costs_one_query(django_assert_num_queries) -> None:
    client = make_client(Scope.IDEAS_READ)
    with django_assert_num_queries(1):
        client.get(URL)


def test_a_key_is_kept_only_as_its_hash() -> None:
    key, plain = make_client_key("shop", scopes=[Scope.COMMENTS_READ])
    stored = ClientKey.objects.values().get(pk=key.pk)
    assert not any(plain.partition(".")[2] in str(value) for value in stored.values())


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("", ["ideas:read"]), ("x" * 51, ["ideas:read"]), ("shop", []), ("shop", ["ideas:burn"])],
)
def test_a_key_needs_a_name_and_known_scopes(name: str, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match=r"scope|name"):
        make_client_key(name, scopes=scopes)


def test_the_command_prints_a_key_that_works() -> None:
    out = StringIO()
    call_command("make_api_key", "研发", "--scope", "comments:read", stdout=out, stderr=StringIO())
    assert get(f"Api-Key {out.getvalue().strip()}").status_code == 200


def test_the_command_refuses_a_scope_nobody_knows() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("make_api_key", "研发", "--scope", "everything")


def test_a_key_is_made_in_the_admin_and_shown_once(admin_client: Client) -> None:
    answer = admin_client.post(
        "/admin/api/clientkey/add/",
        {"name": "研发", "scopes": ["ideas:read"], "expiry_date_0": "", "expiry_date_1": ""},
        follow=True,
    )
    key = ClientKey.objects.get()
    assert key.scopes == ["ideas:read"]
    assert f"{key.prefix}." in answer.content.decode()
    again = admin_client.get(f"/admin/api/clientkey/{key.pk}/change/")
    assert f"{key.prefix}." not in again.content.decode().replace(key.pk, "")


def test_the_admin_wants_a_scope(admin_client: Client) -> None:
    admin_client.post("/admin/api/clientkey/add/", {"name": "研发"})
    assert not ClientKey.objects.exists()


def test_a_key_that_changes_ideas_acts_for_a_colleague() -> None:
    with pytest.raises(ValueError, match="must act for"):
        make_client_key("desk", scopes=[Scope.IDEAS_WRITE])
    with pytest.raises(CommandError, match="no active colleague"):
        call_command("make_api_key", "desk", "--scope", Scope.IDEAS_WRITE, "--acts-for", "nobody")
    person = make_user("wang")
    out = StringIO()
    call_command(
        "make_api_key", "desk", "--scope", Scope.IDEAS_WRITE, "--acts-for", "wang", stdout=out
    )
    assert ClientKey.objects.get_from_key(out.getvalue().strip()).acts_for == person

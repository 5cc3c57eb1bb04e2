"""A client of the API with a key, and what its tests look at."""

from __future__ import annotations

from typing import Any

from django.test import Client

from engine.api.keys import make_client_key
from engine.api.models import ACTING, Scope

PROBLEM = "application/problem+json"


def make_client(*scopes: str, acts_for: Any = None, **headers: str) -> Client:
    """A client whose key has these scopes; every scope when none is named.

    A key that acts for nobody may change neither ideas nor notes.
    """
    every = set(Scope.values) - (set() if acts_for else ACTING)
    _key, plain = make_client_key("test", scopes=scopes or every, acts_for=acts_for)
    return Client(headers={"Authorization": f"Api-Key {plain}", **headers})


def post_json(client: Client, body: Any, *, url: str = "/api/v1/comments") -> Any:
    return client.post(url, data=body, content_type="application/json")


def all_pages(client: Client, url: str) -> list[Any]:
    """Every row of a list, by following `next`."""
    rows: list[Any] = []
    address: str | None = url
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        rows += answer.json()["results"]
        address = answer.json()["next"]
    return rows

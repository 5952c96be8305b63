"""Every address is declared in `url_matrix.py` and opens for those it says, and for nobody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from ortaq.identity.enums import BACK_OFFICE, Role
from tests.factories.identity import UserFactory, official, sign_in
from tests.integration.url_matrix import PREFIXES, ROUTES, Route, World

pytestmark = pytest.mark.django_db

CLOSED = (403, 404)
_SAMPLES = {"int": "999999", "slug": "none", "str": "none", "path": "none", "uuid": "0" * 32}


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        part = "{lang}/" if isinstance(item.pattern, LocalePrefixPattern) else str(item.pattern)
        if isinstance(item, URLResolver):
            yield from walk(item, before + part)
        else:
            yield before + part, item


def all_routes() -> dict[str, URLPattern]:
    return {route: item for route, item in walk(get_resolver()) if not route.startswith(tuple(PREFIXES))}


def address(route: str, world: World | None = None) -> str:
    """The route filled in: with the world's things where it says how, else with things that do not exist."""
    entry = ROUTES[route]
    args = entry.args(world) if world and entry.args else {}

    def fill(part: re.Match[str]) -> str:
        kind, _colon, name = part[1].rpartition(":")
        return str(args.get(name, _SAMPLES[kind or "str"]))

    path = re.sub(r"<([^>]+)>", fill, re.sub(r"\(\?P<\w+>[^)]*\)", "x", route).replace("^", "").replace("$", ""))
    return "/" + path.replace("{lang}", "kk")


def open_as(client: Client, route: str, world: World | None = None) -> Any:
    return client.generic(ROUTES[route].method, address(route, world))


def routes(access: str, *, scoped: bool | None = None) -> list[str]:
    return [
        route
        for route, entry in ROUTES.items()
        if entry.access == access and (scoped is None or entry.scoped == scoped)
    ]


@pytest.fixture
def world() -> World:
    return World()


def test_every_route_is_declared_and_every_declaration_is_a_route() -> None:
    found = set(all_routes())
    assert found - set(ROUTES) == set(), "declare these in tests/integration/url_matrix.py"
    assert set(ROUTES) - found == set(), "these are no routes any more"


def test_only_declared_routes_are_open_without_signing_in() -> None:
    open_ones = {route for route, item in all_routes().items() if not getattr(item.callback, "login_required", True)}
    assert open_ones == {route for route in all_routes() if ROUTES[route].access == "public"}


def test_an_anonymous_reader_is_led_to_sign_in(client: Client) -> None:
    wrong = []
    for route in [route for route, entry in ROUTES.items() if entry.access != "public"]:
        answer = open_as(client, route)
        if answer.status_code != 302 or not answer["Location"].startswith("/kk/account/login/?next="):
            wrong.append(f"{route}: {answer.status_code}")
    assert wrong == []


def test_a_resident_has_no_desk(client: Client, world: World) -> None:
    sign_in(client, UserFactory(home=world.district))
    statuses = {route: open_as(client, route, world).status_code for route in routes("desk")}
    assert {route: status for route, status in statuses.items() if status not in CLOSED} == {}


@pytest.mark.parametrize("role", Role.values)
def test_desk_pages_open_for_their_roles_only(world: World, role: str) -> None:
    client = sign_in(Client(), official(role, world.district))
    wrong = []
    for route in routes("desk"):
        entry = ROUTES[route]
        if role in entry.roles and "<" in route and not entry.scoped:
            continue  # it would need an object that the world does not have
        status = open_as(client, route, world).status_code
        if (status not in CLOSED) != (role in entry.roles) or status >= 500:
            wrong.append(f"{route}: {status}")
    assert wrong == []


@pytest.mark.parametrize("position", ["beside", "village"])
def test_the_same_roles_beside_or_below_do_not_reach_the_object(world: World, position: str) -> None:
    wrong = []
    for role in BACK_OFFICE:
        client = sign_in(Client(), official(role, getattr(world, position)))
        for route in routes("desk", scoped=True):
            status = open_as(client, route, world).status_code
            if status not in CLOSED:
                wrong.append(f"{role} {route}: {status}")
    assert wrong == []


def test_a_role_above_reaches_the_object(world: World) -> None:
    client = sign_in(Client(), official(Role.ADMINISTRATOR, world.region))
    shut = [route for route in routes("desk", scoped=True) if open_as(client, route, world).status_code in CLOSED]
    assert shut == []


def test_no_desk_page_opens_without_the_second_factor(client: Client, world: World) -> None:
    sign_in(client, official(Role.ADMINISTRATOR, world.district), second_factor=False)
    led = {route: open_as(client, route, world).headers.get("Location") for route in routes("desk")}
    wanted = "/kk/account/2fa/totp/activate/?next="
    assert {route: where for route, where in led.items() if not (where or "").startswith(wanted)} == {}


def test_public_pages_open_or_lead_on(client: Client) -> None:
    statuses = {route: open_as(client, route).status_code for route in routes("public")}
    assert {route: status for route, status in statuses.items() if status >= 500} == {}


def test_the_declared_prefixes_are_for_superusers(client: Client) -> None:
    assert {"admin/": Route("superuser")} == PREFIXES
    sign_in(client, official(Role.ADMINISTRATOR, World().country))
    assert client.get("/admin/identity/user/", follow=True).status_code == 403

"""Every address of the product and who may open it.

`test_url_matrix.py` walks the resolver: a route without a line here fails, and so does a line without a route; then
it opens each address as everybody. To add yours, write one line in ROUTES:

    "{lang}/desk/things/<int:pk>/": desk(A, K, args=lambda world: {"pk": world.thing.pk}),

`args` says how to fill the address in for something in the district where the people of the test work; if `World`
has nothing of the kind yet, give it a cached property that makes one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ortaq.identity.enums import BACK_OFFICE, Role
from ortaq.identity.models import Mandate
from ortaq.participation.models import Cycle
from ortaq.territories.models import Territory
from tests.factories.identity import MandateFactory
from tests.factories.participation import ready_cycle
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

A, K, S, P, U = Role.ADMINISTRATOR, Role.AKIM, Role.STAFF, Role.OPERATOR, Role.AUDITOR
Arguments = Callable[["World"], dict[str, Any]]


class World:
    """A tree with things in its district. People of the tests work in the district, beside it and below it."""

    def __init__(self) -> None:
        self.country = CountryFactory()
        self.region = RegionFactory(parent=self.country)
        self.district = TerritoryFactory(parent=self.region)
        self.village = TerritoryFactory(parent=self.district)
        self.beside: Territory = TerritoryFactory(parent=self.region)

    @cached_property
    def mandate(self) -> Mandate:
        mandate: Mandate = MandateFactory(role=Role.EXPERT, territory=self.district)
        return mandate

    @cached_property
    def cycle(self) -> Cycle:
        return ready_cycle(self.district)


@dataclass(frozen=True)
class Route:
    """Who may open an address.

    Args:
        access: `public` (everybody), `signed_in`, `desk` (the roles), `superuser`.
        roles: for `desk`.
        args: fills the address in; None leaves the test at what needs no object.
        scoped: the address names one object: the same roles beside it or below it meet a refusal.
        method: by which it is opened.
    """

    access: str
    roles: frozenset[Role] = frozenset()
    args: Arguments | None = None
    scoped: bool = False
    method: str = "GET"


PUBLIC = Route("public")
SIGNED_IN = Route("signed_in")
POST_ONLY = Route("signed_in", method="POST")


def desk(*roles: Role, args: Arguments | None = None, method: str = "GET") -> Route:
    """A back-office page for these roles; with `args` it names one object, so it is scoped."""
    return Route("desk", frozenset(roles), args, scoped=args is not None, method=method)


def of_cycle(*roles: Role, name: str = "cycle_id", method: str = "GET", **more: Any) -> Route:
    """A page of the district's cycle."""
    return desk(*roles, args=lambda world: {name: world.cycle.pk, **more}, method=method)


def of_place(*roles: Role, method: str = "GET") -> Route:
    return desk(*roles, args=lambda world: {"code": world.district.code}, method=method)


# Everything under these belongs to one kind.
PREFIXES: dict[str, Route] = {"admin/": Route("superuser")}

_ACCOUNT: dict[str, Route] = {
    "profile/": SIGNED_IN,
    "profile/place/": SIGNED_IN,
    "profile/sessions/": POST_ONLY,
    "demo/": PUBLIC,
    "login/": PUBLIC,
    "login/password/": PUBLIC,
    "login/code/": PUBLIC,
    "login/code/confirm/": PUBLIC,
    "signup/": PUBLIC,
    "logout/": PUBLIC,
    "inactive/": PUBLIC,
    "reauthenticate/": SIGNED_IN,
    "email/": SIGNED_IN,
    "confirm-email/": PUBLIC,
    r"^confirm-email/(?P<key>[-:\w]+)/$": PUBLIC,
    "password/change/": SIGNED_IN,
    "password/set/": SIGNED_IN,
    "password/reset/": PUBLIC,
    "password/reset/done/": PUBLIC,
    "password/reset/key/done/": PUBLIC,
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": PUBLIC,
    "phone/change/": SIGNED_IN,
    "phone/verify/": PUBLIC,
    "2fa/": SIGNED_IN,
    "2fa/authenticate/": PUBLIC,
    "2fa/reauthenticate/": SIGNED_IN,
    "2fa/totp/activate/": SIGNED_IN,
    "2fa/totp/deactivate/": SIGNED_IN,
    "2fa/recovery-codes/": SIGNED_IN,
    "2fa/recovery-codes/generate/": SIGNED_IN,
    "2fa/recovery-codes/download/": SIGNED_IN,
}

_PEOPLE: dict[str, Route] = {
    "": desk(A),
    "new/": desk(A),
    "<int:pk>/": desk(A, args=lambda world: {"pk": world.mandate.person_id}),
    "<int:pk>/appoint/": desk(A, args=lambda world: {"pk": world.mandate.person_id}),
    "mandates/<int:pk>/end/": desk(A, args=lambda world: {"pk": world.mandate.pk}),
}

_PLACES_DESK: dict[str, Route] = {
    "": desk(*BACK_OFFICE),
    "<str:code>/": of_place(A),
    "<str:code>/names/": of_place(A, method="POST"),
    "<str:code>/change/": of_place(A, method="POST"),
    "<str:code>/population/": of_place(A, method="POST"),
    "<str:code>/end/": of_place(A, method="POST"),
}

_CYCLES_DESK: dict[str, Route] = {
    "/": desk(*BACK_OFFICE),
    ".csv": desk(*BACK_OFFICE),
    "/new/": desk(*BACK_OFFICE),
    "/<int:cycle_id>/": of_cycle(*BACK_OFFICE),
    "/<int:cycle_id>/clone/": of_cycle(A, K, S),
    "/<int:cycle_id>/delete/": of_cycle(A, K, S),
    "/<int:cycle_id>/preview/": of_cycle(A, K, S),
    "/<int:cycle_id>/preview/ballot/": of_cycle(A, K, S),
    "/<int:cycle_id>/basics/": of_cycle(A, K, S),
    "/<int:cycle_id>/money/": of_cycle(A, K, S),
    "/<int:cycle_id>/money/categories/": of_cycle(A, K, S),
    "/<int:cycle_id>/projects/": of_cycle(A, K, S),
    "/<int:cycle_id>/projects/new/": of_cycle(A, K, S),
    "/<int:cycle_id>/projects/order/": of_cycle(A, K, S, method="POST"),
    "/<int:cycle_id>/projects/table/": of_cycle(A, K, S),
    "/<int:cycle_id>/projects/table.csv": of_cycle(A, K, S),
    "/<int:cycle_id>/projects/<int:number>/": of_cycle(A, K, S, number=1),
    "/<int:cycle_id>/projects/<int:number>/remove/": of_cycle(A, K, S, number=1),
    "/<int:cycle_id>/ballot/": of_cycle(A, K, S),
    "/<int:cycle_id>/rule/": of_cycle(A, K, S),
    "/<int:cycle_id>/calendar/": of_cycle(A, K, S),
    "/<int:cycle_id>/check/": of_cycle(A, K, S),
    "/<int:cycle_id>/count/": of_cycle(*BACK_OFFICE),
    "/<int:cycle_id>/close-demo/": of_cycle(A, K, method="POST"),
    "/<int:cycle_id>/acts/": of_cycle(*BACK_OFFICE),
    "/<int:cycle_id>/acts/new/<slug:kind>/": of_cycle(A, K, U, kind="annul"),
    "/<int:cycle_id>/acts/<int:act_id>/": desk(A, K, U),
    "/<int:pk>/roll/": of_cycle(A, P, name="pk"),
    "/<int:pk>/roll/add/": of_cycle(A, P, name="pk"),
    "/<int:pk>/roll/list/": of_cycle(A, P, name="pk"),
    "/<int:pk>/roll/export/": of_cycle(A, P, name="pk"),
    "/<int:pk>/roll/<int:entry>/remove/": desk(A, P, method="POST"),
}

_VOTE: dict[str, Route] = {
    "": PUBLIC,
    "<slug:slug>/": PUBLIC,
    "<slug:slug>/frozen/": PUBLIC,
    "<slug:slug>/frozen.txt": PUBLIC,
    "<slug:slug>/projects/<int:number>/": PUBLIC,
    "<slug:slug>/ballot/": SIGNED_IN,
    "<slug:slug>/ballot/confirm/": SIGNED_IN,
    "<slug:slug>/receipt/": SIGNED_IN,
    "<slug:slug>/receipt/text/": SIGNED_IN,
    "<slug:slug>/check/": PUBLIC,
    "<slug:slug>/result/": PUBLIC,
    "<slug:slug>/acts/": PUBLIC,
    "<slug:slug>/result/<str:name>": PUBLIC,
}

ROUTES: dict[str, Route] = {
    "": PUBLIC,
    "health/": PUBLIC,
    "files/<int:pk>/<slug:check>/card/<str:name>": PUBLIC,
    "files/<int:pk>/<slug:check>/<str:name>": PUBLIC,
    "dev/outbox/": PUBLIC,
    "{lang}/": PUBLIC,
    "{lang}/about/": PUBLIC,
    "{lang}/search/": PUBLIC,
    "{lang}/places/": PUBLIC,
    "{lang}/places/<str:code>/": PUBLIC,
    "{lang}/places/<str:code>/mine/": PUBLIC,
    "{lang}/log/": PUBLIC,
    # A role in the whole country: see tests/integration/audit/test_log_page.py.
    "{lang}/desk/log/": desk(),
    "{lang}/norms/": PUBLIC,
    "{lang}/norms/table.csv": PUBLIC,
    "{lang}/norms/<str:code>/": PUBLIC,
    "{lang}/ui/": PUBLIC,
    "{lang}/ui/theme/": PUBLIC,
    "{lang}/ui/sample/<slug:name>/": PUBLIC,
    "{lang}/desk/": desk(*BACK_OFFICE),
    "{lang}/desk/archives/": desk(A),
    "{lang}/desk/archives/new/": desk(A),
    "{lang}/desk/archives/<int:run_id>/": desk(A),
    "{lang}/desk/norms/": desk(*BACK_OFFICE),
    "{lang}/desk/norms/<str:code>/": desk(A),
    **{f"{{lang}}/account/{route}": entry for route, entry in _ACCOUNT.items()},
    **{f"{{lang}}/desk/people/{route}": entry for route, entry in _PEOPLE.items()},
    **{f"{{lang}}/desk/places/{route}": entry for route, entry in _PLACES_DESK.items()},
    **{f"{{lang}}/desk/cycles{route}": entry for route, entry in _CYCLES_DESK.items()},
    **{f"{{lang}}/places/<slug:code>/vote/{route}": entry for route, entry in _VOTE.items()},
}

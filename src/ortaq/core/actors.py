"""Who acts: a person's account, or the installation itself when a command runs."""

from typing import Any, Protocol, runtime_checkable

from ortaq.core.errors import NotAllowed


@runtime_checkable
class Actor(Protocol):
    """Whoever asks for an act: `by` of every verb.

    An actor may also have `at_the_desk`: true while they look at a page that asked this session for the second
    factor (`identity.middleware`). Histories show personal values nowhere else.
    """

    @property
    def pk(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class System:
    """The operator at the machine: commands, scheduled work, the demo. It may do everything and has no id."""

    pk = None
    is_authenticated = True
    at_the_desk = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 -- the interface of a user
        return True

    def __str__(self) -> str:
        return "system"


SYSTEM = System()


def require(by: Actor, perm: str, obj: Any = None) -> None:
    """Stop unless the actor holds the permission on the object.

    Raises:
        NotAllowed: they do not.
    """
    if not by.has_perm(perm, obj):
        raise NotAllowed("not_allowed")

"""Accounts: opening one, its preferences, ending its sessions."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.core.errors import NotAllowed
from ortaq.identity.errors import AccountError
from ortaq.identity.models import User
from ortaq.territories.models import Territory


class Opened(NamedTuple):
    user: User
    new: bool


def find_account(*, phone: str | None = None, email: str | None = None) -> User | None:
    """The account that signs in with this phone number or this e-mail address.

    An address that somebody wrote into their profile and never confirmed finds nobody: else whoever writes down
    a stranger's address would receive that stranger.

    Args:
        phone: E.164.
        email: in any case of letters.
    """
    if phone:
        return User.objects.filter(phone=phone).first()
    if not email:
        return None
    address = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    if address:
        user: User = address.user
        return user
    return User.objects.filter(email=email.lower()).first()


@verb
def open_account(
    *, phone: str | None = None, email: str | None = None, password_hash: str = "", language: str = ""
) -> Opened:
    """The account of whoever has just proven a phone number or an e-mail address; made if there is none.

    Two sign-ups at once with one number end in one account, and both people are signed in to it: both have
    proven the number.

    Args:
        phone: E.164, proven.
        email: proven.
        password_hash: a hash made by `make_password`; used for a new account only.
        language: `kk`, `ru` or `en`; the language of messages.

    Raises:
        AccountError: `contact_missing`.
    """
    if not phone and not email:
        raise AccountError("contact_missing")
    known = find_account(phone=phone, email=email)
    if known:
        return Opened(known, new=False)
    email = email.lower() if email else None
    user = User(phone=phone, phone_verified=bool(phone), email=email, language=language)
    user.password = password_hash or make_password(None)
    try:
        with transaction.atomic():
            user.save()
            if email:
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError:
        # The other one was a moment faster.
        faster = find_account(phone=phone, email=email)
        if faster is None:
            raise
        return Opened(faster, new=False)
    record("account.opened", user, by=user, data={"way": "phone" if phone else "email"})
    return Opened(user, new=True)


@verb
def save_profile(*, user: User, name: str, language: str, by: Actor) -> User:
    """Change the name shown and the language of messages.

    Raises:
        NotAllowed: somebody else's account.
        AccountError: `language_unknown`, `demo_is_shared`.
    """
    _own(user, by)
    _not_shared(user)
    if language not in dict(settings.LANGUAGES):
        raise AccountError("language_unknown")
    user.name, user.language = " ".join(name.split()), language
    user.save(update_fields=["name", "language"])
    record("account.profile_changed", user, by=by, data={"language": language}, name=user.name)
    return user


@verb
def set_home(*, user: User, territory: Territory | None, by: Actor) -> User:
    """Choose the place whose page opens first. It is a preference and never gives a vote.

    Raises:
        NotAllowed: somebody else's account.
    """
    _own(user, by)
    user.home = territory
    user.save(update_fields=["home"])
    record("account.home_chosen", user, by=by, home=territory.code if territory else "")
    return user


@verb
def sign_out_everywhere(*, user: User, by: Actor) -> User:
    """End every session of the account; the view keeps its own by `update_session_auth_hash`.

    Raises:
        NotAllowed: somebody else's account.
        AccountError: `demo_is_shared`.
    """
    _own(user, by)
    _not_shared(user)
    locked = User.objects.select_for_update().get(pk=user.pk)
    user.session_epoch = locked.session_epoch + 1
    user.save(update_fields=["session_epoch"])
    record("account.signed_out_everywhere", user, by=by)
    return user


@verb
def deactivate_account(*, user: User, by: Actor) -> User:
    """Switch an account off: it cannot be signed in to, and its sessions end at once.

    Returns:
        The account; one that is off already stays as it is, and nothing is recorded.

    Raises:
        NotAllowed: the actor does not hold `identity.switch_account`.
    """
    return _switch(user, on=False, by=by)


@verb
def reactivate_account(*, user: User, by: Actor) -> User:
    """Let an account be signed in to again; as `deactivate_account`."""
    return _switch(user, on=True, by=by)


def _switch(user: User, *, on: bool, by: Actor) -> User:
    locked = User.objects.select_for_update().get(pk=user.pk)
    require(by, "identity.switch_account", locked)
    user.is_active = on
    if locked.is_active != on:
        user.save(update_fields=["is_active"])
        record("account.reactivated" if on else "account.deactivated", user, by=by)
    return user


def _own(user: User, by: Actor) -> None:
    if by.pk is None or by.pk != user.pk:
        raise NotAllowed("not_allowed")


def _not_shared(user: User) -> None:
    if user.is_demo:
        raise AccountError("demo_is_shared")

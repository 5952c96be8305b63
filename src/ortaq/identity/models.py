"""Accounts, persons and their dated mandates."""

from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ortaq.identity.enums import Role, TakingOffice
from ortaq.territories.models import Territory


class OptionalEmailField(models.EmailField):
    """An e-mail address or NULL: two accounts without one do not clash, whoever writes the empty string."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, phone: str | None = None, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        """An account that can sign in by phone, by e-mail, or both.

        Args:
            phone: E.164, e.g. `+77010000000`.

        Raises:
            ValueError: neither phone nor e-mail is given.
        """
        if not phone and not email:
            raise ValueError("an account needs a phone number or an e-mail address")
        user = self.model(phone=phone, email=self.normalize_email(email) if email else None, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its home territory is a preference: it opens the right page and never gives a vote."""

    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("phone checked"), default=False)
    email = OptionalEmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("name shown"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    home = models.ForeignKey(
        Territory, verbose_name=_("home place"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the tool of last resort"), default=False)
    is_demo = models.BooleanField(_("demo account"), default=False)
    session_epoch = models.PositiveIntegerField(_("sign-outs everywhere"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    # Set for one request by `identity.middleware.StaffSecondFactor`; see `core.actors.Actor`.
    at_the_desk = False

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or f"№ {self.pk}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the permission's predicate holds; nothing stands above it.

        Django lets a superuser do everything without asking. Here the predicate of each of our permissions says
        itself whether a superuser may, so that none casts another person's ballot.
        """
        if rules.perm_exists(perm):
            return bool(self.is_active and rules.has_perm(perm, self, obj))
        return super().has_perm(perm, obj)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What ties a session to the account: a new password or a new `session_epoch` ends every older session."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("ortaq.identity.session", value, secret=secret, algorithm="sha256").hexdigest()


class Person(models.Model):
    """A human being in public or working life; they may have an account or none."""

    user = models.OneToOneField(
        User, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("full name"), max_length=200)
    search_text = models.TextField(_("search text"), blank=True)
    sort_key = models.CharField(_("sort key"), max_length=400, blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """A person's dated role in a territory and below. `valid_to` is the first day without it."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="mandates"
    )
    taking_office = models.CharField(_("how they took office"), max_length=20, choices=TakingOffice.choices, blank=True)
    basis = models.CharField(_("act"), max_length=300, blank=True)
    # Given by an account of the demo, or by somebody who got their own role that way: real staff has another ground.
    is_demo = models.BooleanField(_("given in the demo"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                name="identity_mandate_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.UniqueConstraint(fields=["person", "role", "territory", "valid_from"], name="identity_mandate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"

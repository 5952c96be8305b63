"""The first administrator of an installation, or of a territory."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.identity.domain.accounts import find_account
from ortaq.identity.domain.mandates import appoint, appoint_newcomer
from ortaq.identity.domain.queries.people import still_or_soon
from ortaq.identity.enums import Role
from ortaq.identity.models import Mandate, Person
from ortaq.identity.phones import reachable_by_sms
from ortaq.territories.models import Territory


class Command(BaseCommand):
    help = "Make a person the administrator of a territory. They sign in with a code and then set up the second factor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--phone", help="mobile number they sign in with, e.g. +77011234567")
        way.add_argument("--email", help="address they sign in with")
        parser.add_argument("--territory", default="KZ", help="KATO code; KZ, the whole country, if not given")
        parser.add_argument("--name", default="", help="full name; the role if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        territory = Territory.objects.filter(code=options["territory"]).first()
        if territory is None:
            raise CommandError(
                f"There is no territory {options['territory']}. Load the territories first: ortaq seed_territories"
            )
        try:
            phone = reachable_by_sms(options["phone"]) if options["phone"] else None
            email = options["email"].strip().lower() if options["email"] else None
            if email:
                validate_email(email)
            mandate, new = self._make(phone, email, territory, options["name"])
        except DomainError as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        done = "is now" if new else "already is"
        self.stdout.write(f"{mandate.person} {done} administrator of {territory.name} ({territory.code}).")
        self.stdout.write(
            "Sign in with the code that is sent, then connect an authenticator app when you are asked to."
        )

    def _make(self, phone: str | None, email: str | None, territory: Territory, name: str) -> tuple[Mandate, bool]:
        account = find_account(phone=phone, email=email)
        person = Person.objects.filter(user=account).first() if account else None
        wanted: dict[str, Any] = {
            "role": Role.ADMINISTRATOR,
            "territory": territory,
            "valid_from": clock.today(),
            "by": SYSTEM,
        }
        if person is None:
            known = name or (account.name if account else "") or str(Role.ADMINISTRATOR.label).capitalize()
            return appoint_newcomer(name=known, phone=phone, email=email, **wanted), True
        held = person.mandates.filter(
            still_or_soon(), role=Role.ADMINISTRATOR, territory=territory, valid_from__lte=clock.today()
        ).first()
        if held:
            return held, False
        return appoint(person=person, **wanted), True

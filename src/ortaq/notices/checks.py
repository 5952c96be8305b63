"""What `ortaq check --deploy` says about messages."""

# ruff: noqa: ARG001 -- the signatures are the library's

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def messages_reach_people(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A real installation whose codes stay in the local outbox lets nobody in."""
    if settings.DEMO or settings.DEBUG:
        return []
    local = {
        "SMS": ("ORTAQ_SMS_BACKEND", settings.SMS_BACKEND, "ortaq.notices.sms.OutboxBackend"),
        "E-mails": ("ORTAQ_EMAIL_BACKEND", settings.EMAIL_BACKEND, "ortaq.notices.mail.OutboxBackend"),
    }
    return [
        Warning(
            f"{what} stay in the local outbox: nobody receives a sign-in code this way.",
            hint=f"Set {name} to the backend of your gateway, see docs/howto/accounts.md.",
            id="notices.W001",
        )
        for what, (name, chosen, outbox) in local.items()
        if chosen == outbox
    ]

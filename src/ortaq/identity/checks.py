"""What `ortaq check` says about people."""

# ruff: noqa: ARG001 -- the signatures are the library's

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import connection
from django.db.utils import Error as DatabaseError


@register("database")
def no_demo_accounts(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts left behind on an installation that is no demo: they cannot sign in, yet should go."""
    from ortaq.identity.models import User  # noqa: PLC0415 -- checks are imported before models are loaded

    if settings.DEMO or not databases:
        return []
    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return []
        left = User.objects.filter(is_demo=True).count()
    except DatabaseError:
        return []
    if not left:
        return []
    return [
        Warning(
            f"{left} demo accounts are in the database, but ORTAQ_DEMO is not set.",
            hint="They cannot sign in. Start from an empty database for real use.",
            id="identity.W001",
        )
    ]

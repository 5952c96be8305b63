"""Messages go to the outbox, and limits start afresh."""

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _local_messages(settings: Any) -> None:
    # pytest-django puts its own e-mail backend in place of the product's.
    settings.EMAIL_BACKEND = "ortaq.notices.mail.OutboxBackend"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()

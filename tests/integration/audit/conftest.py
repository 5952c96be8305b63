from collections.abc import Iterator

import pytest

from tests.factories.audit import clear_log


@pytest.fixture
def committed_log(transactional_db: None) -> Iterator[None]:
    """A test that commits; the log is emptied after it, before the test database is."""
    yield
    clear_log()

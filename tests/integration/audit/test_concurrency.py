"""Many at once, one chain without gaps: threads on PostgreSQL and on a SQLite file."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import connection

from ortaq.audit import chain
from ortaq.audit.models import Entry
from tests.factories.audit import act

THREADS = 8
ACTS = 12

PROGRAM = f"""
import threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from ortaq.audit import chain
from ortaq.audit.models import Entry
from tests.factories.audit import act

def work(who):
    for number in range({ACTS}):
        act(data={{"who": who, "number": number}}, author="A")
    connection.close()

threads = [threading.Thread(target=work, args=(who,)) for who in range({THREADS})]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(connection.settings_dict["NAME"], Entry.objects.count(), len(list(chain.breaks())))
"""


def test_threads_on_a_sqlite_file(tmp_path):
    file = tmp_path / "log.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ORTAQ_DATABASE_URL": f"sqlite:///{file}",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.split()[-3:] == [str(file), str(THREADS * ACTS), "0"], done.stderr[-2000:]
    assert not done.stderr


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_threads_on_postgresql():
    def work(who: int) -> None:
        try:
            for number in range(ACTS):
                act(data={"who": who, "number": number}, author="A")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Entry.objects.values_list("seq", flat=True)) == list(range(1, THREADS * ACTS + 1))
    assert list(chain.breaks()) == []


def test_a_committed_log_can_be_emptied_again(transactional_db):
    act()
    assert Entry.objects.count() == 1

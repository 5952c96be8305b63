"""Many at the same moment."""

import threading
from collections.abc import Callable

from django.db import connections


def together(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment and give what each returned or raised."""
    gate, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            answers.append(act())
        except BaseException as error:  # noqa: BLE001 -- looked at by the test
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers

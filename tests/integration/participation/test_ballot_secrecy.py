"""What a voter chose stands nowhere but in the envelope: not in tables, sessions, the log, the logs or addresses."""

import datetime as dt
import json
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.models import Cast, Project
from tests.factories.participation import open_vote, ready_cycle
from tests.factories.voters import cast_for, opened, signed_in, voter

pytestmark = pytest.mark.django_db


def everything_stored() -> dict[str, str]:
    """Every row of every table as text, by table."""
    found = {}
    for model in apps.get_models():
        rows = [
            {
                name: bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)
                for name, value in row.items()
            }
            for row in model._base_manager.values()
        ]
        found[model._meta.label] = json.dumps(rows, ensure_ascii=False)
    return found


def test_nothing_of_the_choice_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    draft = ready_cycle(projects=3, max_choices=1, starts=clock.now() - dt.timedelta(hours=1))
    # Codes that occur nowhere else.
    marks = {number: f"код-{number}-{'ӘҒҚ'[number - 1]}" for number in (1, 2, 3)}
    for number, code in marks.items():
        Project.objects.filter(cycle=draft, number=number).update(code=code)
    cycle = open_cycle(cycle=draft, by=SYSTEM)
    client = signed_in(voter(cycle))
    paper = reverse("participation:ballot", args=[cycle.territory.code, cycle.slug])
    last = reverse("participation:ballot_confirm", args=[cycle.territory.code, cycle.slug])
    before = everything_stored()
    answers = [
        client.post(paper, {"c": ["2"], "do": "save"}),
        client.post(paper, {"c": ["2"], "do": "update"}),
        client.post(paper, {"c": ["1", "2"], "do": "continue"}),
        client.post(paper, {"c": ["2"], "do": "continue"}),
    ]
    assert everything_stored() == before, "an unfinished ballot must not reach the database"
    page = client.get(last).content.decode()
    request = re.search(r'name="request" value="([^"]+)"', page)
    assert request
    assert marks[2] not in page
    answers.append(client.post(last, {"v": ["2:1"], "request": request[1], "replaces": ""}))
    assert answers[-1].status_code == 303
    found = Cast.objects.get()
    assert opened(cycle, found).pots == {1: ((marks[2], None),)}

    after = everything_stored()
    changed = {name for name in after if after[name] != before[name]}
    log = {"audit.Entry", "audit.Head", "audit.PersonalNote"}
    assert changed == {"participation.Cast", "participation.RollEntry"} | log
    for name in changed | {"sessions.Session"}:
        assert marks[2] not in after[name]
        assert marks[2].encode().hex() not in after[name]
    for session in Session.objects.all():
        assert not re.search("basket|ballot|choice|код", json.dumps(session.get_decoded()))
    for answer in answers:
        assert not re.search(r"[?&](c|v|p\d|r\d)=", answer.headers.get("Location", ""))
    said = "\n".join(record.getMessage() + str(record.__dict__.get("data", "")) for record in caplog.records)
    assert marks[2] not in said
    assert "'v'" not in said


def test_the_envelope_does_not_depend_on_what_is_in_it() -> None:
    cycle = open_vote(projects=5, max_choices=5, amount=10**8)
    sealed = [
        cast_for(cycle, voter(cycle), draft).sealed
        for draft in ({1: 1}, {1: 1}, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, {5: 1})
    ]
    assert len({bytes(each or b"") for each in sealed}) == 4
    assert len({len(each or b"") for each in sealed}) == 1

"""The pages of the electoral roll."""

import io
import re

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ortaq.identity.enums import Role
from ortaq.participation.models import Cycle, RollEntry
from ortaq.participation.views import roll as views
from tests.factories.identity import official, sign_in
from tests.factories.participation import account, open_vote, place, ready_cycle
from tests.integration.participation.test_roll import add, iin, table

pytestmark = pytest.mark.django_db


def operator(cycle: Cycle) -> Client:
    return sign_in(Client(), official(Role.OPERATOR, cycle.territory))


def url(name: str, cycle: Cycle, *more: int) -> str:
    return reverse(f"participation:{name}", args=[cycle.pk, *more])


class TestPages:
    def test_adding_searching_taking_off(self) -> None:
        cycle = ready_cycle(roll=0)
        client = operator(cycle)
        data = {
            "phone": "8 701 000 00 01", "iin": iin(1), "initials": "а. б.", "territory": str(cycle.territory_id),
            "basis_note": "жеке куәлік", "seen": "on",
        }  # fmt: skip
        assert client.post(url("roll_add", cycle), {**data, "seen": ""}).status_code == 422
        assert client.post(url("roll_add", cycle), {**data, "phone": "1"}).status_code == 422
        assert not RollEntry.objects.exists()
        assert client.post(url("roll_add", cycle), data).status_code == 303
        again = client.post(url("roll_add", cycle), {**data, "iin": ""})
        assert again.status_code == 422
        assert b'value="8 701 000 00 01"' in again.content
        entry = RollEntry.objects.get()
        for text in ("+77010000001", iin(1)):
            found = client.post(url("roll", cycle), {"q": text})
            assert [row.pk for row in found.context["page"].object_list] == [entry.pk]
            assert text not in found.content.decode()
        for text in ("87010000002", "1"):
            assert "Nobody with this number" in client.post(url("roll", cycle), {"q": text}).content.decode()
        assert "А. Б." in client.post(url("roll", cycle), {"q": "а."}).content.decode()
        assert "Nobody found" in client.post(url("roll", cycle), {"q": "\0Я."}).content.decode()
        assert client.get(url("roll_remove", cycle, entry.pk)).status_code == 405
        assert client.post(url("roll_remove", cycle, entry.pk)).status_code == 303
        assert not RollEntry.objects.exists()

    def test_a_list_by_its_two_steps(self) -> None:
        cycle = ready_cycle(roll=0)
        client = operator(cycle)

        def send(content: bytes) -> object:
            return client.post(
                url("roll_list", cycle), {"file": SimpleUploadedFile("roll.csv", content), "name": "тізім"}
            )

        wrong = send(table("8 701 000 00 01;;;;", "oops;;;;"))
        assert wrong.status_code == 422
        assert re.search(r'<td class="number">3</td><td>phone</td>', wrong.content.decode())
        assert not RollEntry.everything.exists()
        assert send(table("8 701 000 00 01;;;;")).status_code == 303
        assert not RollEntry.objects.exists()
        assert client.get(url("roll_list", cycle)).status_code == 200
        assert client.post(url("roll_list", cycle), {"do": "add"}).status_code == 303
        assert RollEntry.objects.count() == 1
        assert client.post(url("roll_list", cycle), {"do": "add"}).status_code == 422
        assert client.post(url("roll_list", cycle), {"name": "тізім"}).status_code == 422

    def test_export_holds_no_numbers_and_no_formulas(self) -> None:
        cycle = ready_cycle(roll=0)
        add(cycle, basis_note="=1+1", iin=iin(1))
        answer = operator(cycle).get(url("roll_export", cycle))
        text = io.BytesIO(b"".join(answer.streaming_content)).read().decode("utf-8-sig")  # type: ignore[attr-defined]
        entry = RollEntry.objects.get()
        assert "А. Б." in text
        assert ";'=1+1;" in text
        for secret in (entry.phone_key, entry.iin_key, iin(1), "7010000001"):
            assert str(secret) not in text

    def test_strangers_stay_outside(self) -> None:
        cycle = ready_cycle(roll=0)
        entry = add(cycle)
        for user in (official(Role.OPERATOR, place("Басқа")), official(Role.STAFF, cycle.territory), account()):
            client = sign_in(Client(), user)
            for name in ("roll", "roll_add", "roll_list", "roll_export"):
                assert client.get(url(name, cycle)).status_code == 403
            assert client.post(url("roll_remove", cycle, entry.pk)).status_code == 403
        assert Client().get(url("roll", cycle)).status_code == 302
        assert operator(cycle).get(url("roll", cycle).replace(str(cycle.pk), "999999")).status_code == 404

    def test_an_entry_of_another_vote_is_not_touched(self) -> None:
        cycle, other = ready_cycle(roll=0), ready_cycle(roll=0)
        entry = add(other)
        assert operator(cycle).post(url("roll_remove", cycle, entry.pk)).status_code == 404
        assert RollEntry.objects.filter(pk=entry.pk).exists()

    def test_an_opened_roll_offers_acts_only(self) -> None:
        cycle = open_vote()
        client = operator(cycle)
        page = client.get(url("roll", cycle)).content.decode()
        assert url("roll_add", cycle) not in page
        assert client.get(url("roll_add", cycle)).status_code == 422
        assert client.post(url("roll_list", cycle), {"name": "x"}).status_code == 422

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, count: int, django_assert_num_queries: object) -> None:
        cycle = ready_cycle(roll=0)
        for number in range(count):
            add(cycle, phone=f"8 701 000 00 0{number}")
        client = operator(cycle)
        client.get(url("roll", cycle))
        with django_assert_num_queries(9):  # type: ignore[operator]
            client.get(url("roll", cycle))

    def test_what_was_looked_for_never_stands_in_an_address(self) -> None:
        cycle = ready_cycle(roll=0)
        for number in range(views.PAGE + 2):
            add(cycle, phone=f"+770100001{number:02d}")
        client = operator(cycle)
        for text in ("А.", "+77010000101", "+77010000999"):
            answer = client.post(url("roll", cycle), {"q": text})
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]
            assert "?" not in "".join(re.findall(r'href="([^"]*/roll/[^"]*)"', answer.content.decode()))
        answer = client.post(url("roll", cycle), {"q": "А."})
        assert "And 2 more." in answer.content.decode()
        assert client.get(url("roll", cycle), {"initials": "Я", "entry": "0"}).context["page"].paginator.count == 52

    def test_a_file_never_touches_the_disk(self, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
        cycle = ready_cycle(roll=0)
        seen = []
        monkeypatch.setattr(views, "read", lambda content, cycle: seen.append(len(content)) or views.Reading())
        checked = Client(enforce_csrf_checks=True)
        sign_in(checked, official(Role.OPERATOR, cycle.territory))
        page = checked.get(url("roll_list", cycle)).content.decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)
        big = b"phone\n" + b"87010000001\n" * 400_000  # 5 MB: twice of what Django holds in memory by itself
        data = {"name": "тізім", "csrfmiddlewaretoken": token[1] if token else ""}
        answer = checked.post(url("roll_list", cycle), {**data, "file": SimpleUploadedFile("roll.csv", big)})
        assert isinstance(answer.context["form"].files["file"] if answer.context else None, InMemoryUploadedFile | None)
        assert seen == [len(big)]
        refused = checked.post(url("roll_list", cycle), {"name": "x", "file": SimpleUploadedFile("roll.csv", b"phone")})
        assert refused.status_code == 403
        monkeypatch.setattr(views, "MEGABYTES", 0)
        answer = checked.post(url("roll_list", cycle), {**data, "file": SimpleUploadedFile("roll.csv", big)})
        assert answer.status_code == 422
        assert "larger than" in answer.content.decode()
        assert len(seen) == 1

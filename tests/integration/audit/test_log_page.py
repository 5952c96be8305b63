"""The log as people read it: sentences, filters, and nothing shown that is not meant to be."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.audit import presenters, queries
from ortaq.audit.models import Entry
from ortaq.audit.verbs import record_by_day, verb
from ortaq.core.actors import SYSTEM
from ortaq.files.models import StoredFile
from ortaq.identity.enums import Role
from tests.factories.audit import act, acts
from tests.factories.identity import UserFactory, official, sign_in
from tests.factories.territories import CountryFactory

pytestmark = pytest.mark.django_db


class Visitor:
    pk = None

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


class Official:
    pk = 7
    at_the_desk = True

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    """Sentences and names that two apps above might register."""
    monkeypatch.setattr(presenters, "_presenters", dict(presenters._presenters))
    monkeypatch.setattr(presenters, "names_of", lambda ids: {pk: f"Person {pk}" for pk in ids})
    monkeypatch.setattr(presenters, "public_names_of", lambda ids: {pk: "The akim" for pk in ids if pk == 7})
    presenters.register(
        "file.made", lambda entry, _names: f"Made {entry.data['size']} by {entry.personal['author']}", title="made"
    )
    presenters.register("file.given", lambda entry, names: f"Given to {names[entry.data['user']]}")
    presenters.register("thing.done", lambda _entry, _names: "A thing was done")
    presenters.register("file.hidden", lambda _entry, _names: "A file was hidden", public=False)
    presenters.register("paper.dropped", lambda _entry, _names: "A paper was dropped", title="dropped", by_day=True)


class Person:
    def __init__(self, pk: int) -> None:
        self.pk = pk

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True


def file() -> StoredFile:
    return StoredFile.objects.create(name="a", content_type="x", size=1, sha256="0")


@verb
def drop(*, on: StoredFile, receipt: str = "AAAA-BBBB") -> None:
    record_by_day("paper.dropped", on, receipt=receipt)


@pytest.fixture
def watcher(client):
    """Somebody with `audit.view` in the whole country, the second factor proven."""
    return sign_in(client, official(Role.AUDITOR, CountryFactory()))


def texts(rows: list[queries.Told]) -> list[str]:
    return [row["text"] for row in rows]


def test_a_history_reads_as_sentences_newest_first():
    on = file()
    act(name="file.made", on=on, by=Person(7), data={"size": 3}, author="Айгүл")
    act(name="file.given", on=on, by=Person(8), data={"user": 9})
    act(name="file.made", on=file(), data={"size": 4})

    rows = queries.history(on, Official())

    assert texts(rows) == ["Given to Person 9", "Made 3 by Айгүл"]
    assert [row["who"] for row in rows] == ["Person 8", "Person 7"]
    assert rows[1]["at"] == Entry.objects.get(seq=1).at


def test_a_visitor_sees_offices_and_no_personal_values():
    on = file()
    act(name="file.made", on=on, by=Person(7), data={"size": 3}, author="Айгүл")
    act(name="file.given", on=on, by=Person(8), data={"user": 9})
    act(name="file.made", on=on, by=SYSTEM, data={"size": 5})
    act(name="file.hidden", on=on, by=Person(8))

    rows = queries.history(on, Visitor())

    assert texts(rows) == ["Made 5 by [not shown]", "Given to a registered person", "Made 3 by [not shown]"]
    assert [row["who"] for row in rows] == ["the platform", "a registered person", "The akim"]


def test_an_act_without_a_sentence_or_with_older_data_is_told_by_its_code():
    on = file()
    act(name="file.melted", on=on)
    act(name="file.made", on=on, data={})
    assert texts(queries.history(on, Official())) == ["file.made", "file.melted"]


def test_the_same_verb_cannot_have_two_sentences():
    with pytest.raises(ValueError, match=r"file\.made"):
        presenters.register("file.made", lambda _entry, _names: "")


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_of_any_length_takes_two_queries(count, django_assert_num_queries):
    on = file()
    for number in range(count):
        act(name="file.made", on=on, by=Person(number), data={"size": number}, author="A")
    with django_assert_num_queries(2):
        assert len(queries.history(on, Official())) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_acts(client, count, django_assert_num_queries):
    acts(count, author="A")
    with django_assert_num_queries(3):
        response = client.get("/en/log/")
    assert response.status_code == 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_opens_in_every_language_and_shows_the_head(client, language):
    acts(2)
    page = client.get(f"/{language}/log/").content.decode()
    assert f'lang="{language}"' in page
    with time_machine.travel(dt.timedelta(days=1)):
        assert Entry.objects.get(seq=2).hash in client.get(f"/{language}/log/").content.decode()


def test_an_empty_log_has_a_page(client):
    assert client.get("/en/log/").status_code == 200


def test_a_visitors_page_shows_nothing_of_what_is_not_public(client):
    with time_machine.travel("2026-03-12T05:06:07Z", tick=False):
        act(name="file.hidden", on=file(), by=Person(8), data={"code": "SECRET-DATA"}, author="Айгүл")
        act(name="file.unknown_to_all_apps", on=file())
        page = client.get("/en/log/").content.decode()
    for secret in ("hidden", "unknown_to", "Айгүл", "files.storedfile", "10:06", "Person 8", "March"):
        assert secret not in page.split("<main")[1].split("</main")[0], secret


def test_the_public_page_is_the_same_whatever_happens_unseen(client):
    """Nobody can follow a vote by the log: rows, numbers, the end, pages and counts stand still."""
    addresses = ["", "?page=1", "?page=2", "?page=3", "?object=files.storedfile", "?verb=paper.dropped",
                 "?verb=file.hidden", "?since=2026-03-12", "?since=2026-03-11&until=2026-03-12"]  # fmt: skip

    def seen() -> list[str]:
        return [client.get(f"/en/log/{query}").content.decode() for query in addresses]

    on = file()
    with time_machine.travel("2026-03-11T06:00:00Z", tick=False):
        acts(60)
    with time_machine.travel("2026-03-12T06:00:00Z", tick=False):
        act()
        before = seen()
        for number in range(3):
            drop(on=on, receipt=str(number))
            act(name="file.hidden", on=on)
        assert seen() == before
        act()
        after = client.get("/en/log/").context
        assert [row["at"].day for row in after["rows"][:3]] == [12, 12, 11]
        assert after["page"].paginator.count == 62
        assert not any("seq" in row or row["hash"] for row in after["rows"][:2])


def test_the_end_shown_is_that_of_yesterday_in_kazakhstan(client):
    with time_machine.travel("2026-03-11T18:59:00Z", tick=False):  # 23:59 of the 11th in Kazakhstan
        act()
        drop(on=file())
        assert client.get("/en/log/").context["head"].seq == 0
    with time_machine.travel("2026-03-11T19:01:00Z", tick=False):  # the 12th has begun
        drop(on=file())
        act()
        head = client.get("/en/log/").context["head"]
    assert (head.day, head.seq, head.hash) == (dt.date(2026, 3, 11), 2, Entry.objects.get(seq=2).hash)


def test_the_log_at_the_desk_has_names_and_what_is_not_public(watcher):
    on, office = file(), Person(7)
    act(name="file.made", on=on, by=office, data={"size": 3}, author="Айгүл")
    act(name="file.hidden", on=on, by=office)
    assert texts(watcher.get("/en/desk/log/").context["rows"]) == ["A file was hidden", "Made 3 by Айгүл"]
    assert texts(watcher.get("/en/desk/log/?verb=file.hidden").context["rows"]) == ["A file was hidden"]
    public = watcher.get("/en/log/")
    assert texts(public.context["rows"]) == ["Made 3 by [not shown]"], "the same page for everybody"
    assert 'href="/en/desk/log/"' in public.content.decode()


def test_acts_known_by_their_day_are_shown_at_the_desk_when_asked_for_and_the_day_is_over(watcher):
    on = file()
    drop(on=on)
    act(name="file.hidden", on=on)
    address = "/en/desk/log/?verb=paper.dropped"
    assert watcher.get(address).context["page"].paginator.count == 0
    assert texts(queries.history(on, Official())) == ["A file was hidden"]
    with time_machine.travel(dt.timedelta(days=1)):
        (row,) = watcher.get(address).context["rows"]
        assert (row["at"], row["who"], row["text"]) == (None, "", "A paper was dropped")
        assert texts(watcher.get("/en/desk/log/").context["rows"])[-1] == "A file was hidden"


def test_the_log_at_the_desk_asks_for_the_role_everywhere_and_for_the_second_factor(client):
    address, country = "/en/desk/log/", CountryFactory()
    assert client.get(address).status_code == 302
    sign_in(client, UserFactory())
    assert client.get(address).status_code == 403
    sign_in(client, official(Role.STAFF, country))
    assert client.get(address).status_code == 403
    sign_in(client, official(Role.AUDITOR, country), second_factor=False)
    assert client.get(address)["Location"].startswith("/en/account/2fa/totp/activate/")


def test_personal_values_open_with_the_second_factor_only(client):
    """A session that has not proven it reads the log, and any history, as a visitor does."""
    on = file()
    act(name="file.made", on=on, by=Person(7), data={"size": 3}, author="Айгүл")
    auditor = official(Role.AUDITOR, CountryFactory())
    sign_in(client, auditor, second_factor=False)
    assert "Айгүл" not in client.get("/en/log/").content.decode()
    assert texts(queries.history(on, auditor)) == ["Made 3 by [not shown]"]
    auditor.at_the_desk = True
    assert texts(queries.history(on, auditor)) == ["Made 3 by Айгүл"]


def test_filters(client):
    on = file()
    with time_machine.travel("2026-03-11T18:59:00Z", tick=False):  # 23:59 of the 11th in Kazakhstan
        act(name="file.made", on=on, data={"size": 1})
    with time_machine.travel("2026-03-11T19:00:00Z", tick=False):  # the 12th begins
        act(name="file.given", on=on, data={"user": 1})
        act(name="file.made", data={"size": 2})

    def shown(query: str) -> list[str]:
        return [row["text"].split(" by")[0] for row in client.get(f"/en/log/?{query}").context["rows"]]

    given = "Given to a registered person"
    assert shown("") == ["Made 2", given, "Made 1"]
    assert shown("verb=file.made") == ["Made 2", "Made 1"]
    assert shown(f"object=files.storedfile:{on.pk}") == [given, "Made 1"]
    assert shown("since=2026-03-12") == ["Made 2", given]
    assert shown("until=2026-03-11") == ["Made 1"]
    assert shown("until=2026-03-12&verb=file.given") == [given]
    assert shown("verb=nothing.like_it") == []


@pytest.mark.parametrize(
    "query",
    ["since=12.45", "since=2026-03-12&until=2026-03-01", "object=<script>", "verb='; drop table", "page=x", "page=-1"],
)
def test_a_filter_that_makes_no_sense_never_breaks_the_page(client, query):
    acts(2)
    response = client.get("/en/log/", {pair.split("=")[0]: pair.split("=")[1] for pair in query.split("&")})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1].split("</main")[0]


def test_pages_of_fifty(client):
    acts(51)
    assert [len(client.get(f"/en/log/?page={number}").context["rows"]) for number in (1, 2)] == [50, 1]


def test_reading_the_log_writes_nothing(client):
    acts(1)
    with CaptureQueriesContext(connection) as caught:
        client.get("/en/log/")
    assert {query["sql"].split()[0] for query in caught} == {"SELECT"}

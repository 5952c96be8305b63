"""The log as people read it: sentences, filters, and nothing shown that is not meant to be."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.audit import presenters, queries
from ortaq.audit.models import Entry, Head
from ortaq.core.actors import SYSTEM
from ortaq.files.models import StoredFile
from tests.factories.audit import act, acts

pytestmark = pytest.mark.django_db


class Visitor:
    pk = None

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


class Official:
    pk = 7

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
    presenters.register("ballot.cast", lambda _entry, _names: "A ballot was cast", public=False)


class Person:
    def __init__(self, pk: int) -> None:
        self.pk = pk

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True


def file() -> StoredFile:
    return StoredFile.objects.create(name="a", content_type="x", size=1, sha256="0")


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
    act(name="ballot.cast", on=on, by=Person(8))

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
    assert Head.objects.get().hash in page
    assert f'lang="{language}"' in page


def test_an_empty_log_has_a_page(client):
    assert client.get("/en/log/").status_code == 200


def test_a_visitors_page_hides_what_is_not_public(client):
    with time_machine.travel("2026-03-12T05:06:07Z", tick=False):
        act(name="ballot.cast", on=file(), by=Person(8), data={"code": "SECRET-DATA"}, author="Айгүл")
    page = client.get("/en/log/").content.decode()
    assert "An act whose details are not public." in page
    for secret in ("ballot.cast", "A ballot was cast", "Айгүл", "files.storedfile", "10:06", "Person 8"):
        assert secret not in page


def test_hidden_acts_cannot_be_found_by_what_they_are(client):
    on = file()
    act(name="ballot.cast", on=on)
    for query in ("verb=ballot.cast", f"object=files.storedfile:{on.pk}", "object=files.storedfile"):
        response = client.get(f"/en/log/?{query}")
        assert response.context["rows"] == [], query


def test_filters(client):
    on = file()
    with time_machine.travel("2026-03-11T18:59:00Z", tick=False):  # 23:59 of the 11th in Kazakhstan
        act(name="file.made", on=on, data={"size": 1})
    with time_machine.travel("2026-03-11T19:00:00Z", tick=False):  # the 12th begins
        act(name="file.given", on=on, data={"user": 1})
        act(name="file.made", data={"size": 2})

    def seqs(query: str) -> list[int]:
        return [row["seq"] for row in client.get(f"/en/log/?{query}").context["rows"]]

    assert seqs("") == [3, 2, 1]
    assert seqs("verb=file.made") == [3, 1]
    assert seqs(f"object=files.storedfile:{on.pk}") == [2, 1]
    assert seqs("since=2026-03-12") == [3, 2]
    assert seqs("until=2026-03-11") == [1]
    assert seqs("until=2026-03-12&verb=file.given") == [2]
    assert seqs("verb=nothing.like_it") == []


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

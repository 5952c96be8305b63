"""Gallery, samples, theme, language links and the pages for failures."""

import datetime as dt
import gzip
import re
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.shortcuts import render
from django.test import Client, RequestFactory

from ortaq.ui import context, failures, gallery
from ortaq.ui.http import see_other
from ortaq.ui.theme import COOKIE

pytestmark = pytest.mark.django_db
LANGUAGES = ["kk", "ru", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_gallery(client, language):
    answer = client.get(f"/{language}/ui/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    for _heading, names in gallery.SECTIONS:
        for name in names:
            assert f'id="{name}"' in text
    assert "c-vars" not in text.replace("&lt;c-vars", "")


def test_gallery_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/kk/ui/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(gallery.SAMPLES))
def test_samples(client, language, name):
    answer = client.get(f"/{language}/ui/sample/{name}/")
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 14_000


def test_unknown_sample(client):
    assert client.get("/en/ui/sample/nothing/").status_code == 404


def test_language_links_keep_page_and_query(client):
    text = client.get("/ru/ui/?page=2&q=1").content.decode()
    links = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="(\w+)"[^>]*?( aria-current="true")?>', text)
    assert [(url, lang, bool(here)) for url, lang, _same, here in links] == [
        ("/kk/ui/?page=2&amp;q=1", "kk", False),
        ("/ru/ui/?page=2&amp;q=1", "ru", True),
        ("/en/ui/?page=2&amp;q=1", "en", False),
    ]


def test_providers_add_to_every_page(client, monkeypatch):
    place = SimpleNamespace(name="Көкөзен", url="/kk/places/1/")
    monkeypatch.setattr(context, "providers", [lambda request: {"home_place": place}])
    assert 'href="/kk/places/1/"' in client.get("/kk/ui/").content.decode()


def test_see_other():
    answer = see_other("/kk/")
    assert (answer.status_code, answer["Location"]) == (303, "/kk/")


class TestTheme:
    def test_device_decides_at_first(self, client):
        assert "data-theme" not in client.get("/en/ui/").content.decode()

    @pytest.mark.parametrize("wish", ["light", "dark"])
    def test_choice_is_kept(self, client, wish):
        answer = client.post("/en/ui/theme/", {"theme": wish, "next": "/en/ui/"})
        assert (answer.status_code, answer["Location"]) == (303, "/en/ui/")
        assert f'data-theme="{wish}"' in client.get("/en/ui/").content.decode()

    def test_choice_can_be_given_up(self, client):
        client.post("/en/ui/theme/", {"theme": "dark"})
        client.post("/en/ui/theme/", {"theme": ""})
        assert "data-theme" not in client.get("/en/ui/").content.decode()

    def test_invented_choice_is_ignored(self, client):
        client.cookies[COOKIE] = '"><script>'
        assert "data-theme" not in client.get("/en/ui/").content.decode()

    @pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, client, away):
        answer = client.post("/en/ui/theme/", {"theme": "dark", "next": away})
        assert answer["Location"] == "/en/"

    def test_reading_changes_nothing(self, client):
        assert COOKIE not in client.get("/en/ui/theme/?theme=dark").cookies


class TestFailures:
    def test_missing_page_speaks_the_language_of_the_address(self, client):
        answer = client.get("/ru/nowhere/")
        assert answer.status_code == 404
        assert '<html lang="ru"' in answer.content.decode()

    def test_form_without_its_token(self):
        answer = Client(enforce_csrf_checks=True).post("/en/ui/theme/", {"theme": "dark"})
        assert answer.status_code == 403
        assert "We did not save what you sent" in answer.content.decode()

    def test_too_many_says_how_long(self, rf):
        request = rf.get("/en/")
        answer = failures.too_many(request, dt.timedelta(seconds=130))
        assert (answer.status_code, answer["Retry-After"]) == (429, "130")
        assert "3 minutes" in answer.content.decode()

    def test_forbidden_and_bad(self, rf):
        assert failures.forbidden(rf.get("/kk/")).status_code == 403
        assert failures.bad_request(rf.get("/kk/")).status_code == 400

    def test_refusal_by_a_rule(self, rf):
        text = render(
            rf.get("/en/"), "422.html", {"error": SimpleNamespace(message="The <vote> has ended.")}
        ).content.decode()
        assert "The &lt;vote&gt; has ended." in text


class TestServerError:
    """The page that must come whatever broke."""

    def test_in_three_languages(self):
        answer = failures.server_error(RequestFactory().get("/kk/"))
        text = answer.content.decode()
        assert answer.status_code == 500
        assert 'lang="kk"' in text
        assert 'lang="ru"' in text
        assert 'lang="en"' in text
        assert "ui/ortaq.css" in text

    def test_asks_no_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            failures.server_error(RequestFactory().get("/kk/"))

    def test_without_static_files(self, monkeypatch):
        def missing(name):
            raise ValueError("Missing staticfiles manifest entry")

        monkeypatch.setattr(staticfiles_storage, "url", missing)
        text = failures.server_error(RequestFactory().get("/kk/")).content.decode()
        assert "stylesheet" not in text
        assert "Ошибка на нашей стороне" in text

    def test_without_templates(self, monkeypatch, caplog):
        def broken(name):
            raise OSError("the disk is gone")

        monkeypatch.setattr(failures, "get_template", broken)
        answer = failures.server_error(RequestFactory().get("/kk/"))
        assert answer.status_code == 500
        assert "Try again in a few minutes" in answer.content.decode()
        assert "the error page itself failed" in caplog.text

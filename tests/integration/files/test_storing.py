"""Storing and serving files: checked, audited, addressed by content, never run by a browser."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command

from ortaq.audit import chain
from ortaq.audit.models import Entry, PersonalNote
from ortaq.audit.queries import history
from ortaq.audit.verbs import verb
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.files import verbs
from ortaq.files.errors import FileError
from ortaq.files.models import StoredFile
from ortaq.files.verbs import DOCUMENT, IMAGE, store_bytes, store_upload
from tests.factories.files import office, photo_with_secrets, picture, upload

pytestmark = pytest.mark.django_db


class Nobody:
    pk = 7

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def read(field) -> bytes:
    with default_storage.open(field.name) as file:
        return file.read()


def kept(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_photo_is_kept_in_two_sizes_without_its_secrets(folder):
    stored = store_upload(upload=upload(photo_with_secrets(), "Айгүл үйі.JPG"), by=SYSTEM, kind=IMAGE)

    content = read(stored.file)
    assert (stored.name, stored.content_type) == ("Айгүл үйі.jpg", "image/jpeg")
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (stored.width, stored.height, stored.card_width, stored.card_height) == (600, 800, 600, 800)
    assert b"SECRET" not in content + read(stored.card)
    assert stored.is_image
    # Nothing of the person's file name reaches the storage.
    assert len(kept(folder)) == 2
    assert not any("Айгүл" in name for name in kept(folder))


def test_a_document_is_kept_byte_for_byte():
    content = office("word")
    stored = store_upload(upload=upload(content, "Шешім.docx", "text/html"), by=SYSTEM, kind=DOCUMENT, language="kk")
    assert read(stored.file) == content
    assert stored.content_type.endswith("wordprocessingml.document")
    assert (stored.language, stored.width, stored.is_image, stored.card_url) == ("kk", None, False, "")
    assert stored.format == "DOCX"


def test_storing_is_an_act_and_the_name_is_erasable():
    stored = store_bytes(name="a.csv", content=b"x", content_type="text/csv", by=SYSTEM)
    entry = Entry.objects.get()
    assert (entry.verb, entry.object_id) == ("file.stored", str(stored.pk))
    assert entry.data == {"sha256": hashlib.sha256(b"x").hexdigest(), "size": 1, "type": "text/csv"}
    assert PersonalNote.objects.get().values == {"name": "a.csv"}
    assert not list(chain.breaks())


@pytest.mark.parametrize(
    ("content", "name", "kind", "code"),
    [
        (b"", "a.jpg", IMAGE, "empty"),
        (b"not a picture", "a.jpg", IMAGE, "not_a_photo"),
        (b"%PDF-1.7", "a.jpg", IMAGE, "not_a_photo"),
        (b"<svg/>", "a.svg", IMAGE, "not_a_photo"),
        (picture(), "a.exe", DOCUMENT, "wrong_kind"),
        (b"<html>", "a.pdf", DOCUMENT, "wrong_content"),
        (b"", "a.pdf", DOCUMENT, "empty"),
    ],
)
def test_what_is_not_taken_leaves_nothing(folder, content, name, kind, code):
    with pytest.raises(FileError) as refusal:
        store_upload(upload=upload(content, name), by=SYSTEM, kind=kind)
    assert refusal.value.code == code
    assert kept(folder) == []
    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("kind", [IMAGE, DOCUMENT])
def test_too_large_a_file_is_refused_before_it_is_looked_at(monkeypatch, kind):
    monkeypatch.setattr(verbs, "LIMITS", {IMAGE: 0, DOCUMENT: 0})
    for looks in ("ortaq.files.images.clean", "ortaq.files.documents.check"):
        monkeypatch.setattr(looks, lambda *_args, **_named: pytest.fail("looked at it"))
    with pytest.raises(FileError) as refusal:
        store_upload(upload=upload(b"x", "a.pdf"), by=SYSTEM, kind=kind)
    assert refusal.value.code == "too_large"


def test_a_size_that_lies_is_found_out(monkeypatch):
    monkeypatch.setattr(verbs, "LIMITS", {DOCUMENT: 1})
    sent = upload(b"x" * (1024 * 1024 + 1), "a.txt")
    sent.size = 5
    with pytest.raises(FileError) as refusal:
        store_upload(upload=sent, by=SYSTEM, kind=DOCUMENT)
    assert refusal.value.code == "too_large"


def test_whoever_may_not_is_refused_first(folder):
    with pytest.raises(NotAllowed):
        store_upload(upload=upload(b"not a picture"), by=Nobody(), kind=IMAGE)
    assert kept(folder) == []


def test_a_row_that_cannot_be_written_takes_its_files_away(folder, monkeypatch):
    def fail(**_named):
        raise RuntimeError("no disk")

    monkeypatch.setattr(verbs, "_insert", fail)
    with pytest.raises(RuntimeError):
        store_upload(upload=upload(picture()), by=SYSTEM, kind=IMAGE)
    assert kept(folder) == []


def test_what_a_failing_outer_act_leaves_is_swept_after_a_day(folder, capsys):
    staying = store_upload(upload=upload(picture()), by=SYSTEM, kind=IMAGE)

    @verb
    def outer():
        store_upload(upload=upload(picture()), by=SYSTEM, kind=IMAGE)
        raise FileError("empty", name="x")

    with pytest.raises(FileError):
        outer()
    assert len(kept(folder)) == 4
    call_command("sweep_files")
    assert len(kept(folder)) == 4
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        call_command("sweep_files", dry_run=True)
        assert len(kept(folder)) == 4
        call_command("sweep_files")
    assert kept(folder) == sorted([staying.file.name, staying.card.name])
    assert default_storage.exists(staying.file.name)
    assert "files: 2 deleted" in capsys.readouterr().out


def test_sweeping_an_empty_storage(capsys):
    call_command("sweep_files")
    assert capsys.readouterr().out == "files: 0 deleted\n"


def test_a_photo_is_shown_and_kept_by_browsers_for_ever(client):
    stored = store_upload(upload=upload(picture(), "Үй.jpg"), by=SYSTEM, kind=IMAGE)
    for address, size in ((stored.url, stored.size), (stored.card_url, None)):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"].startswith("inline")
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        content = b"".join(response.streaming_content)
        assert content[:3] == b"\xff\xd8\xff"
        assert size in (len(content), None)
    assert client.get(stored.url, headers={"If-None-Match": f'"{stored.sha256}"'}).status_code == 304
    head = client.head(stored.url)
    assert head["Content-Length"] == str(stored.size)
    head.close()
    assert client.post(stored.url).status_code == 405


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.html", "text/html"), ("a.svg", "image/svg+xml"), ("a.js", "text/javascript"), ("a.pdf", "application/pdf")],
)
def test_everything_else_is_only_downloaded(client, name, content_type):
    stored = store_bytes(name=name, content=b"<script>alert(1)</script>", content_type=content_type, by=SYSTEM)
    response = client.get(stored.url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] or "'none'" in response["Content-Security-Policy"]
    response.close()


def test_a_kazakh_name_survives_the_download(client):
    stored = store_bytes(name="Шешім № 5.pdf", content=b"%PDF-", content_type="application/pdf", by=SYSTEM)
    response = client.get(stored.url)
    assert "filename*=utf-8''%D0%A8%D0%B5%D1%88%D1%96%D0%BC" in response["Content-Disposition"]
    response.close()


def test_a_file_is_found_only_by_its_whole_address(client):
    stored = store_upload(upload=upload(picture(), "a.jpg"), by=SYSTEM, kind=IMAGE)
    document = store_bytes(name="a.txt", content=b"x", content_type="text/plain", by=SYSTEM)
    wrong = [
        stored.url.replace(stored.sha256[:20], "0" * 20),
        stored.url.replace("a.jpg", "b.exe"),
        stored.url.replace(f"/{stored.pk}/", "/999999/"),
        document.url.replace("/a.txt", "/card/a.txt"),
    ]
    assert [client.get(address).status_code for address in wrong] == [404] * 4


def test_a_file_lost_from_the_storage_is_not_found(client):
    stored = store_bytes(name="a.txt", content=b"x", content_type="text/plain", by=SYSTEM)
    default_storage.delete(stored.file.name)
    assert client.get(stored.url).status_code == 404


def test_serving_takes_one_query(client, django_assert_num_queries):
    stored = store_bytes(name="a.txt", content=b"x", content_type="text/plain", by=SYSTEM)
    with django_assert_num_queries(1):
        client.get(stored.url).close()


def test_the_log_tells_of_a_stored_file():
    stored = store_bytes(name="a.txt", content=b"x", content_type="text/plain", by=SYSTEM)
    assert history(stored, SYSTEM)[0]["text"] == "The file a.txt was stored."
    assert history(stored, Nobody())[0]["text"] == "The file [not shown] was stored."

"""Pages are sent compressed; what is compressed already is left alone."""

import gzip
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from ortaq.core.middleware import CompressText


def test_a_page_is_compressed_for_who_can_read_it(client: Client, db: None) -> None:
    packed = client.get("/en/account/login/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(packed.content)
    assert "Accept-Encoding" in packed["Vary"]
    assert b"<html" in client.get("/en/account/login/").content


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(b"x" * 5000, content_type="image/jpeg"),
        FileResponse(BytesIO(b"x" * 5000), as_attachment=True, filename="act.pdf"),
        FileResponse(BytesIO(b"x" * 5000), as_attachment=True, filename="list.txt"),
    ],
)
def test_files_are_left_alone(answer: HttpResponse) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    assert not CompressText(lambda _: answer)(request).has_header("Content-Encoding")

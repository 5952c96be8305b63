"""Documents are what their names say; names are safe to show, to store and to download."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.files.documents import check, clean_name
from ortaq.files.errors import FileError
from tests.factories.files import office, picture


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", b"%PDF-1.7\n...", "application/pdf"),
        ("a.docx", office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.csv", "аты;құны\n".encode(), "text/csv; charset=utf-8"),
        ("a.txt", b"\xef\xbb\xbftext", "text/plain; charset=utf-8"),
        ("a.pb", b"META\nkey;value\n", "text/plain; charset=utf-8"),
    ],
)
def test_the_kinds_that_are_taken(name, content, content_type):
    assert check(content, name=name) == content_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "wrong_kind"), ("a.html", b"<html>", "wrong_kind"), ("a.svg", b"<svg/>", "wrong_kind"),
        ("a.docm", office("word"), "wrong_kind"), ("a", b"x", "wrong_kind"), ("a.pdf.exe", b"%PDF-", "wrong_kind"),
        ("a.js", b"x", "wrong_kind"), ("a.zip", office("word"), "wrong_kind"),
        ("a.pdf", b"<html>", "wrong_content"), ("a.docx", b"PK\x03\x04", "wrong_content"),
        ("a.docx", office("xl"), "wrong_content"), ("a.xlsx", office("word"), "wrong_content"),
        ("a.docx", b"%PDF-1.7", "wrong_content"), ("a.csv", picture(), "wrong_content"),
        ("a.txt", b"a\0b", "wrong_content"), ("a.csv", b"MZ\x90\x00\xff", "wrong_content"),
        ("a.docx", office("word", "word/vbaProject.bin"), "has_macros"),
    ],
)  # fmt: skip
def test_what_is_refused(name, content, code):
    with pytest.raises(FileError) as refusal:
        check(content, name=name)
    assert refusal.value.code == code
    assert name in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Шешім №5.PDF", "Шешім №5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\photo.JPG", "photo.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('a";<b>.pdf', "a_b_.pdf"),
        ("", "file"),
        ("...", "file"),
        (".pdf", "file.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("жоба 😀.pdf", "жоба 😀.pdf"),
        ("x" * 10_000 + ".pdf", "x" * 120 + ".pdf"),
        ("no ending", "no ending"),
    ],
)
def test_names_become_safe(typed, kept):
    assert clean_name(typed) == kept


@given(st.text(max_size=300))
def test_no_name_is_dangerous(typed):
    name = clean_name(typed)
    assert 0 < len(name) <= 126
    assert not set(name) & set('/\\:*?"<>|;%\r\n\t\0\u202e')
    assert not name.startswith(".")
    assert clean_name(name) == name

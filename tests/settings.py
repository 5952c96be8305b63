"""Settings of the test suite: the product's own, with secrets of no value and storage of its own."""

import os
import tempfile

for name, value in {
    "ORTAQ_SECRET_KEY": "tests-only-" + "x" * 50,
    "ORTAQ_IDENTITY_KEY": "tests-only-identity-key",
    "ORTAQ_DATA_DIR": tempfile.mkdtemp(prefix="ortaq-tests-"),
    "ORTAQ_DEBUG": "false",
    "ORTAQ_DEMO": "false",
    "ORTAQ_HTTPS": "false",
}.items():
    os.environ[name] = value

from ortaq.config.settings import *  # noqa: E402, F403 -- the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A real file: threads wait for each other as they do in the product.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}  # noqa: F405

"""All addresses. Pages carry their language; the root leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("ortaq.portal.root_urls")),
    *i18n_patterns(
        path("", include("ortaq.portal.urls")),
    ),
]

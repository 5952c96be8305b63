"""All addresses. Pages carry their language; the root leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from ortaq.identity.admin import site as admin

urlpatterns = [
    path("", include("ortaq.portal.root_urls")),
    path("", include("ortaq.files.urls")),
    path("dev/", include("ortaq.notices.urls")),
    path("admin/", admin.urls),
    *i18n_patterns(
        path("ui/", include("ortaq.ui.urls")),
        path("", include("ortaq.identity.urls")),
        path("", include("ortaq.audit.urls")),
        path("", include("ortaq.norms.urls")),
        path("", include("ortaq.participation.urls")),
        path("", include("ortaq.portal.urls")),
    ),
]

handler400 = "ortaq.ui.failures.bad_request"
handler403 = "ortaq.ui.failures.forbidden"
handler404 = "ortaq.ui.failures.not_found"
handler500 = "ortaq.ui.failures.server_error"

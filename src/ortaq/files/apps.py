from django.apps import AppConfig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class FilesConfig(AppConfig):
    name = "ortaq.files"
    label = "files"

    def ready(self) -> None:
        from ortaq.audit.presenters import register

        register(
            "file.stored",
            lambda entry, _names: _("The file %(name)s was stored.") % {"name": entry.personal["name"]},
            title=gettext_lazy("file stored"),
        )

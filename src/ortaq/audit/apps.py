from django.apps import AppConfig
from django.utils.translation import gettext_lazy, ngettext


class AuditConfig(AppConfig):
    name = "ortaq.audit"
    label = "audit"

    def ready(self) -> None:
        from ortaq.audit.chain import ERASED
        from ortaq.audit.presenters import register

        register(
            ERASED,
            lambda entry, _names: (
                ngettext(
                    "Personal values of %(count)d entry of this log were erased.",
                    "Personal values of %(count)d entries of this log were erased.",
                    len(entry.data["seqs"]),
                )
                % {"count": len(entry.data["seqs"])}
            ),
            title=gettext_lazy("personal values erased"),
        )

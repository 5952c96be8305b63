from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ortaq.notices"
    label = "notices"

    def ready(self) -> None:
        from ortaq.notices import checks  # noqa: F401 -- registers itself

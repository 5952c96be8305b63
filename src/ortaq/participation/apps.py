from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "ortaq.participation"
    label = "participation"

    def ready(self) -> None:
        from ortaq.participation import rules  # noqa: F401 -- registers the permissions once models are loaded

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "ortaq.identity"
    label = "identity"

    def ready(self) -> None:
        from ortaq.identity import rules  # noqa: F401 -- registers the permissions once models are loaded

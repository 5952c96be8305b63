from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "ortaq.identity"
    label = "identity"

    def ready(self) -> None:
        from ortaq.identity import checks, presenters, rules  # noqa: F401 -- registers once models are loaded

        presenters.register()

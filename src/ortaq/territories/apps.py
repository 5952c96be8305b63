from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "ortaq.territories"
    label = "territories"

    def ready(self) -> None:
        from ortaq.territories import presenters

        presenters.register()

from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "ortaq.norms"
    label = "norms"

    def ready(self) -> None:
        from ortaq.norms.presenters import register_all

        register_all()

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ortaq.core"
    label = "core"

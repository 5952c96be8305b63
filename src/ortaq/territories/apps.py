from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "ortaq.territories"
    label = "territories"

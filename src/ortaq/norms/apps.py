from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "ortaq.norms"
    label = "norms"

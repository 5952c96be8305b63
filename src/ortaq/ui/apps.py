from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ortaq.ui"
    label = "ui"

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ortaq.notices"
    label = "notices"

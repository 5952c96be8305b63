from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ortaq.portal"
    label = "portal"

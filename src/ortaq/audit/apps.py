from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ortaq.audit"
    label = "audit"

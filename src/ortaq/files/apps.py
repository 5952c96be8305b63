from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ortaq.files"
    label = "files"

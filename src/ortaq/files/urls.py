"""Addresses of stored files: outside the languages, so that one file is cached once."""

from django.urls import path

from ortaq.files import views

app_name = "files"
urlpatterns = [
    path("files/<int:pk>/<slug:check>/card/<str:name>", views.card, name="card"),
    path("files/<int:pk>/<slug:check>/<str:name>", views.file, name="file"),
]

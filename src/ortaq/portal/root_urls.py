"""Addresses without a language."""

from django.urls import path

from ortaq.portal.views import home

urlpatterns = [
    path("", home.root, name="root"),
    path("health/", home.health, name="health"),
]

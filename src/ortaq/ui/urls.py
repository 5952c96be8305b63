"""The gallery of the design system, and the choice of light or dark."""

from django.urls import path

from ortaq.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("theme/", views.theme, name="theme"),
    path("sample/<slug:name>/", views.sample, name="sample"),
]

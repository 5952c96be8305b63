from django.urls import path

from ortaq.portal import views

urlpatterns = [path("", views.home, name="home")]

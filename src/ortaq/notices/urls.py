from django.urls import path

from ortaq.notices import views

urlpatterns = [path("outbox/", views.outbox, name="outbox")]

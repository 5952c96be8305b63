from django.urls import path

from ortaq.audit import views

app_name = "audit"
urlpatterns = [path("log/", views.log, name="log"), path("desk/log/", views.desk_log, name="desk_log")]

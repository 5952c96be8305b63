from django.urls import path

from ortaq.norms import views

app_name = "norms"
urlpatterns = [
    path("norms/", views.parameters, name="list"),
    path("norms/table.csv", views.table, name="csv"),
    path("norms/<str:code>/", views.parameter, name="detail"),
    path("desk/norms/", views.desk, name="desk"),
    path("desk/norms/<str:code>/", views.edit, name="edit"),
]

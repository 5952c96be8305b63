"""Addresses of the portal; other apps hang their rooms under `places/<code>/`."""

from django.urls import path

from ortaq.portal.views import desk, home, places, upkeep

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("places/", places.places, name="places"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/mine/", places.choose, name="place_choose"),
    path("search/", places.search, name="search"),
    path("desk/", desk.desk, name="desk"),
    path("desk/places/", upkeep.names, name="desk_places"),
    path("desk/places/<str:code>/", upkeep.place, name="desk_place"),
    path("desk/places/<str:code>/names/", upkeep.save_names, name="desk_place_names"),
    path("desk/places/<str:code>/change/", upkeep.add_change, name="desk_place_change"),
    path("desk/places/<str:code>/population/", upkeep.add_population, name="desk_place_population"),
    path("desk/places/<str:code>/end/", upkeep.end, name="desk_place_end"),
]

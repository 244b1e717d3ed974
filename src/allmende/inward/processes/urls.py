from django.urls import path

from .views import process_map

app_name = "processes"
#: Pages about one model stand below "modelle/", so that other pages of this app may take any other word.
urlpatterns = [
    path("", process_map.process_map, name="map"),
]

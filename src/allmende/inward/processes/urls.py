from django.urls import path

from .views import documents, process_map

app_name = "processes"
_ONE = "modelle/<slug:key>/"
#: Pages about one model stand below "modelle/", so that other pages of this app may take any other word.
urlpatterns = [
    path("", process_map.process_map, name="map"),
    path("neu/", process_map.new, name="new"),
    path(_ONE, documents.model, name="model"),
    path(f"{_ONE}datei/", documents.file, name="file"),
    path(f"{_ONE}angaben/", documents.facts, name="facts"),
]

from django.urls import path

from .views import inventory, model, waves

app_name = "servers"
urlpatterns = [
    path("", inventory.listed, name="list"),
    path("<uuid:server_id>/", inventory.one, name="one"),
    path("annahmen/", model.assumptions, name="assumptions"),
    path("kapazitaet/", model.capacity, name="capacity"),
    path("wellen/<uuid:measure_id>/", waves.waves, name="waves"),
    path("wellen/<uuid:measure_id>/aemter/", waves.stage, name="stage"),
]

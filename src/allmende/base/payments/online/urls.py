from __future__ import annotations

from django.urls import URLPattern, path

from .views import payer, services, treasury

app_name = "online_payments"
urlpatterns: list[URLPattern] = [
    path("bezahlen/online/meldung/<slug:way>/", payer.notified, name="notified"),
    path("bezahlen/online/<slug:token>/", payer.returned, name="returned"),
    path("bezahlen/online/<slug:token>/weiter/", payer.onward, name="onward"),
    path("bezahlen/online/<slug:token>/verwerfen/", payer.abandon, name="abandon"),
    path("arbeitsplatz/kasse/online/", treasury.listing, name="list"),
    path("arbeitsplatz/kasse/online/<uuid:key>/", treasury.one, name="one"),
    path("arbeitsplatz/kasse/bezahldienste/", services.listing, name="services"),
    path("arbeitsplatz/kasse/bezahldienste/<slug:provider>/", services.edit, name="service"),
]

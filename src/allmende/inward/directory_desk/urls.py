from django.urls import path

from .views import buildings, services, start, units

app_name = "directory_desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("aemter/<slug:key>/", units.unit, name="unit"),
    path("aemter/<slug:key>/zeiten/", units.hours, name="hours"),
    path("gebaeude/<slug:key>/", buildings.building, name="building"),
    path("leistungen/<slug:slug>/", services.service, name="service"),
    path("leistungen/<slug:slug>/zustaendig/", services.responsibilities, name="responsibilities"),
]

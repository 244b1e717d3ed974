from django.urls import path

from .views import buildings, calendar, ending, services, start, units

app_name = "directory_desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("neues-amt/", units.new, name="new_unit"),
    path("neues-gebaeude/", buildings.new, name="new_building"),
    path("neue-leistung/", services.new, name="new_service"),
    path("aemter/<slug:key>/", units.unit, name="unit"),
    path("aemter/<slug:key>/zeiten/", units.hours, name="hours"),
    path("aemter/<slug:key>/ende/", ending.end, {"kind": "unit"}, name="end_unit"),
    path("gebaeude/<slug:key>/ende/", ending.end, {"kind": "building"}, name="end_building"),
    path("leistungen/<slug:key>/ende/", ending.end, {"kind": "service"}, name="end_service"),
    path("gebaeude/<slug:key>/", buildings.building, name="building"),
    path("leistungen/<slug:slug>/", services.service, name="service"),
    path("leistungen/<slug:slug>/zustaendig/", services.responsibilities, name="responsibilities"),
]

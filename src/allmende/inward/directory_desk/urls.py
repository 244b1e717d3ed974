from django.urls import path

from .views import buildings, calendar, ending, services, start, topics, units

app_name = "directory_desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("neues-amt/", units.new, name="new_unit"),
    path("neues-gebaeude/", buildings.new, name="new_building"),
    path("neue-leistung/", services.new, name="new_service"),
    path("themen/", topics.topics, name="topics"),
    path("neue-lebenslage/", topics.new, {"kind": "situation"}, name="new_situation"),
    path("neues-thema/", topics.new, {"kind": "subject"}, name="new_subject"),
    path("lebenslagen/<slug:key>/", topics.topic, {"kind": "situation"}, name="situation"),
    path("lebenslagen/<slug:key>/ende/", ending.end, {"kind": "situation"}, name="end_situation"),
    path("themen/<slug:key>/", topics.topic, {"kind": "subject"}, name="subject"),
    path("themen/<slug:key>/ende/", ending.end, {"kind": "subject"}, name="end_subject"),
    path("aemter/<slug:key>/", units.unit, name="unit"),
    path("aemter/<slug:key>/zeiten/", units.hours, name="hours"),
    path("aemter/<slug:key>/ende/", ending.end, {"kind": "unit"}, name="end_unit"),
    path("gebaeude/<slug:key>/ende/", ending.end, {"kind": "building"}, name="end_building"),
    path("leistungen/<slug:key>/ende/", ending.end, {"kind": "service"}, name="end_service"),
    path("gebaeude/<slug:key>/", buildings.building, name="building"),
    path("leistungen/<slug:slug>/", services.service, name="service"),
    path("leistungen/<slug:slug>/zustaendig/", services.responsibilities, name="responsibilities"),
]

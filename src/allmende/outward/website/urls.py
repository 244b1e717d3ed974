"""The public pages' addresses: German words, because people read and dictate them."""

from django.urls import path

from .views import businesses, legal, machines, offices, search, services, start, topics

app_name = "website"
urlpatterns = [
    path("", start.start, name="start"),
    path("suche/", search.search, name="search"),
    path("suche/vorschlaege/", search.suggestions, name="suggestions"),
    path("leistungen/<slug:slug>/", services.service, name="service"),
    path("lebenslagen/", topics.situations, name="situations"),
    path("lebenslagen/<slug:key>/", topics.situation, name="situation"),
    path("unternehmen/", businesses.businesses, name="businesses"),
    path("themen/", topics.subjects, name="subjects"),
    path("themen/<slug:key>/", topics.subject, name="subject"),
    path("aemter/", offices.offices, name="offices"),
    path("aemter/<slug:key>/", offices.office, name="office"),
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

app_name = "invoices"
urlpatterns: list[URLPattern] = [
    path("arbeitsplatz/kasse/rechnungen/neu/<uuid:claim_id>/", views.new, name="new"),
    path("arbeitsplatz/kasse/rechnungen/<uuid:invoice_id>/", views.one, name="one"),
    path("arbeitsplatz/kasse/rechnungen/<uuid:invoice_id>/<slug:form>/", views.file, name="file"),
    path("arbeitsplatz/kasse/rechnungssteller/", views.issuer, name="issuer"),
]

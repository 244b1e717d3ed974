from __future__ import annotations

from django.urls import URLPattern, path

from .views import claim, mandate, mine

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("konto/zahlungen/", mine.mine, name="mine"),
    path("zahlen/<str:key>/", claim.claim, name="claim"),
    path("zahlen/<str:key>/quittung/", claim.receipt, name="receipt"),
    path("zahlen/<str:key>/lastschrift/", mandate.mandate, name="mandate"),
    path("zahlen/<str:key>/<slug:way>/", claim.begin, name="begin"),
]

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .checking import views as checking
from .cosigning.urls import urlpatterns as cosigning
from .seals import views as seals
from .verify import views as verify

app_name = "signatures"
urlpatterns: list[URLPattern | URLResolver] = [
    *cosigning,
    path("pruefen/", verify.verify, name="verify"),
    path("arbeitsplatz/siegel/", seals.seal, name="seal"),
    path("arbeitsplatz/siegel/aus/", seals.stop, name="seal_stop"),
    path("arbeitsplatz/siegel/vertrauen/", checking.add, name="trust"),
    path("arbeitsplatz/siegel/vertrauen/<uuid:list_id>/", checking.change, name="trust_change"),
]

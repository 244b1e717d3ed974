from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .cosigning.urls import urlpatterns as cosigning
from .verify import views as verify

app_name = "signatures"
urlpatterns: list[URLPattern | URLResolver] = [
    *cosigning,
    path("pruefen/", verify.verify, name="verify"),
]

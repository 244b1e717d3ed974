from __future__ import annotations

from django.urls import URLPattern, URLResolver

from .cosigning.urls import urlpatterns as cosigning

app_name = "signatures"
urlpatterns: list[URLPattern | URLResolver] = [*cosigning]

"""The language switch, and in debug the gallery of components."""

from django.conf import settings
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from . import views

urlpatterns: list[URLPattern] = [
    # Exempt so that plain pages need no cookie; the worst a foreign page can do is to change the language.
    path("language/", csrf_exempt(set_language), name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("_components/", views.gallery, name="components"))

from django.urls import path

from . import views

app_name = "addresses"
urlpatterns = [path("vorschlaege/", views.suggestions, name="suggestions")]

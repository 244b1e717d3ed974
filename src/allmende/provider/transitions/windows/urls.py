from django.urls import URLPattern

app_name = "windows"
urlpatterns: list[URLPattern] = []

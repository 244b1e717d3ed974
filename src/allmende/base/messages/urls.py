from django.urls import path

from . import views

app_name = "correspondence"
urlpatterns = [
    path("demo/post/", views.post_room, name="post_room"),
    path("demo/post/<uuid:key>/", views.posted_email, name="posted_email"),
]

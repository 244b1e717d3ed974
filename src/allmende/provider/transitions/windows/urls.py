from django.urls import URLPattern, path

from .views import advance, feeds, following, placements, planning, public, wishes

app_name = "windows"
ONE = "arbeitsplatz/umstellungen/<uuid:programme_id>/"
PLAN, PROGRESS, PUBLIC = f"{ONE}zeitfenster/", f"{ONE}fortschritt/", "umstellungen/"
urlpatterns: list[URLPattern] = [
    path(PLAN, planning.windows, name="windows"),
    path(f"{PLAN}regeln/", planning.rules, name="rules"),
    path(f"{PLAN}berechnen/", planning.start, name="start"),
    path(f"{PLAN}berechnung/<uuid:run_id>/", planning.run, name="run"),
    path(f"{PLAN}einteilung/", placements.placements, name="placements"),
    path(f"{PLAN}einteilung/<uuid:effect_id>/", placements.placement, name="placement"),
    path(PROGRESS, advance.progress, name="progress"),
    path(f"{PROGRESS}einrichtungen/", advance.progress_list, name="progress_list"),
    path(f"{PROGRESS}tabelle.csv", advance.progress_csv, name="progress_csv"),
    path("u/<str:token>/zeitfenster/<uuid:effect_id>/", wishes.wish_by_link, name="wish_by_link"),
    path("einrichtung/zeitfenster/<uuid:effect_id>/", wishes.wish, name="wish"),
    path(PUBLIC, public.programmes, name="programmes"),
    path(f"{PUBLIC}abo/<str:token>/", following.follower, name="follower"),
    path(f"{PUBLIC}<slug:key>/", public.programme, name="programme"),
    path(f"{PUBLIC}<slug:key>/abo/", following.follow, name="follow"),
    path(f"{PUBLIC}<slug:key>/neues.atom", feeds.news, name="feed"),
    path(f"{PUBLIC}<slug:key>/termine.ics", feeds.calendar, name="calendar"),
]

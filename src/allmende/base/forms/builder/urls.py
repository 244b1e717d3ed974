from django.urls import path

from .views import code_lists, editor, lists, parts, publish, reviews, tryout

app_name = "form_builder"
urlpatterns = [
    path("formulare/", lists.all_forms, name="forms"),
    path("bausteine/", lists.all_blocks, name="blocks"),
    path("listen/", code_lists.all_lists, name="lists"),
    path("listen/<uuid:pk>/", code_lists.one_list, name="list"),
]
for kind, word in (("form", "formulare"), ("block", "bausteine")):
    piece, about = f"{word}/<str:key>/", {"kind": kind}
    urlpatterns += [
        path(piece, editor.editor, about, name="editor"),
        path(f"{piece}aendern/", editor.change, about, name="change"),
        path(f"{piece}einstellungen/", parts.settings, about, name="settings"),
        path(f"{piece}seite/<str:page>/", parts.form_page, about, name="page"),
        path(f"{piece}teil/<str:path>/", parts.part, about, name="part"),
        path(f"{piece}regel/", parts.check, about, name="check"),
        path(f"{piece}probe/<str:page>/", tryout.tryout, about, name="tryout"),
        path(f"{piece}probe/<str:page>/liste/", tryout.search, about, name="tryout_search"),
        path(f"{piece}veroeffentlichen/", publish.publish, about, name="publish"),
        path(f"{piece}vergleich/", publish.versions, about, name="versions"),
        path(f"{piece}pruefliste/", reviews.reviews, about, name="reviews"),
        path(f"{piece}pruefliste/<uuid:review>/", reviews.review, about, name="review"),
    ]

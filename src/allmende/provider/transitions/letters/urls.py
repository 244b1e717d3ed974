from django.urls import URLPattern, path

from .views import choosing, page, papers

app_name = "letters"
urlpatterns: list[URLPattern] = [
    path("u/<str:token>/", page.page, name="page"),
    path("u/<str:token>/nachfolge/<slug:measure>/", choosing.choose, name="choose"),
    path("u/<str:token>/leitung/", papers.head, name="head"),
    path("u/<str:token>/leitung.pdf", papers.head_pdf, name="head_pdf"),
    path("u/<str:token>/brief.pdf", papers.letter, name="letter_pdf"),
    path("u/<str:token>/nachweis/<uuid:step>/", papers.proof, name="proof"),
]

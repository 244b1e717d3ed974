from django.urls import URLPattern, path

from .views import choosing, page, papers, portal, recipients, staff

app_name = "letters"
LINK = "u/<str:token>/"
MINE = "einrichtung/<uuid:institution_id>/"
LETTERS = "arbeitsplatz/umstellungen/<uuid:programme_id>/briefe/"
urlpatterns: list[URLPattern] = [
    path(LINK, page.page, name="page"),
    path(f"{LINK}nachfolge/<slug:measure>/", choosing.choose, name="choose"),
    path(f"{LINK}leitung/", papers.head, name="head"),
    path(f"{LINK}leitung.pdf", papers.head_pdf, name="head_pdf"),
    path(f"{LINK}brief.pdf", papers.letter, name="letter_pdf"),
    path(f"{LINK}nachweis/<uuid:step>/", papers.proof, name="proof"),
    path(f"{MINE}brief/<uuid:letter_id>/", portal.letter, name="portal_letter"),
    path(f"{MINE}aufgabe/", portal.step, name="portal_step"),
    path(f"{MINE}nachweis/<uuid:step>/", portal.proof, name="portal_proof"),
    path(f"{MINE}umstellung/<uuid:programme_id>/", portal.open_own, name="portal_open"),
    path(f"{MINE}umstellung/<uuid:programme_id>/leitung.pdf", portal.sheet, name="portal_sheet"),
    path(LETTERS, staff.notices, name="notices"),
    path(f"{LETTERS}vorschau/", recipients.previews, name="previews"),
    path(f"{LETTERS}vorschau/<uuid:institution_id>/", recipients.preview_page, name="preview"),
    path(f"{LETTERS}vorschau/<uuid:institution_id>/brief.pdf", recipients.preview_pdf, name="preview_pdf"),
    path(f"{LETTERS}vorschau/<uuid:institution_id>/sperren/", recipients.revoke, name="revoke"),
    path(f"{LETTERS}brief/<uuid:letter_id>/", recipients.pdf, name="letter"),
    path(f"{LETTERS}brief/<uuid:letter_id>/noch-einmal/", recipients.again, name="again"),
    path(f"{LETTERS}<uuid:notice_id>/", staff.notice, name="notice"),
    path(f"{LETTERS}<uuid:notice_id>/tun/", staff.act, name="act"),
]

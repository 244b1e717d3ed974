"""Addresses of the pages for people who sign."""

from __future__ import annotations

from django.urls import path

from .views import ACCOUNT, LINK, invitations

urlpatterns = [
    path("unterschreiben/", invitations, name="invitations"),
    path("unterschreiben/konto/<uuid:signer_id>/", ACCOUNT["page"], name="sign_account"),
    path("unterschreiben/konto/<uuid:signer_id>/antrag.pdf", ACCOUNT["document"], name="document_account"),
    path("unterschreiben/konto/<uuid:signer_id>/beleg.pdf", ACCOUNT["receipt"], name="receipt_account"),
    path("unterschreiben/konto/<uuid:signer_id>/<uuid:file_id>/", ACCOUNT["file"], name="file_account"),
    path("unterschreiben/<str:token>/", LINK["page"], name="sign"),
    path("unterschreiben/<str:token>/antrag.pdf", LINK["document"], name="document"),
    path("unterschreiben/<str:token>/beleg.pdf", LINK["receipt"], name="receipt"),
    path("unterschreiben/<str:token>/<uuid:file_id>/", LINK["file"], name="file"),
]

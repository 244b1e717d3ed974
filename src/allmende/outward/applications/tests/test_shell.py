"""Frames are shared by all who see the same; what is one person's own never is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from ..shell import render_framed
from .factories import make_citizen


@pytest.mark.parametrize("logged_in", [False, True])
def test_what_a_frame_says_of_one_person_is_not_shown_to_another(rf, tenant, logged_in):
    def shown(whose: object) -> str:
        request = rf.get("/")
        request.user = make_citizen(f"{len(str(whose))}@example.org") if logged_in else AnonymousUser()
        request.COOKIES = {"sessionid": "x"} if logged_in else {}
        request._messages = []
        frame = {"procedure": {"name": whose}, "has_account": True}
        holes = {"reference": "R", "code": "C"}
        return render_framed(
            request, "applications/thanks.html", key="same", frame=frame, holes=holes
        ).content.decode()

    assert "Erika" in shown("Erika Beispiel")
    second = shown("Otto Normal")
    assert "Otto" in second
    assert "Erika" not in second

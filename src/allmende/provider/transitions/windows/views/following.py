"""Following a programme by e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from .. import actions
from ..forms import FollowForm
from ..links import follower_of
from .public import get_public

#: From one place, within an hour: so that nobody fills strangers' mailboxes.
MOST, SECONDS = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for news by e-mail; the answer says nothing about who follows already."""
    found = get_public(key)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spend("windows.follow", client_of(request), limit=MOST, seconds=SECONDS)
        except TooOftenError as error:
            form.add_error(
                None,
                _("Too many requests. Please try again in %(minutes)s minutes.")
                % {"minutes": max(1, error.retry_after // 60)},
            )
        else:
            actions.follow(programme=found.programme, email=form.cleaned_data["email"])
            messages.success(request, _("Please look into your mailbox: we have sent you a link to confirm."))
            return redirect("windows:programme", key)
    status = 422 if form.errors else 200
    return render(request, "windows/follow.html", {"found": found, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follower(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or end: by a button, since mail programmes open links by themselves."""
    row = follower_of(token)
    if row is None:
        return render(request, "windows/follower.html", {"row": None}, status=404)
    if request.method == "POST":
        if request.POST.get("do") == "end":
            actions.unfollow(follower=row)
            messages.success(request, _("You get no more news. Your address is deleted."))
        else:
            actions.confirm_follower(follower=row)
            messages.success(request, _("Thank you. We write to you when there is news."))
        return redirect("windows:programme", row.programme.key)
    return render(request, "windows/follower.html", {"row": row})

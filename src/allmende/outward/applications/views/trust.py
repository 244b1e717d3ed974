"""What a page of a draft says about trust: what is confirmed, what is said to be wrong, what asks for more."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.forms.engine import CompiledForm, Evaluation
from allmende.base.forms.engine.kinds import KINDS, Context
from allmende.base.forms.paths import without_numbers
from allmende.base.forms.schema import text_in
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.identity.queries import service_label
from allmende.base.procedures.models import ProcedureVersion

from ..access import user_of
from ..actions import DraftGoneError, StaleDraftError, bring_up_to_date, let_follow
from ..content import DraftContent
from ..levels import ACCOUNT, PERSON, Way, address_of, audiences_of, level_of, ways_to
from ..models import Draft
from ..origins import field_of, fillings_of, is_news, locked
from ..rendering import confirmed_html, disputed_html, needs_html


def bring_along(request: HttpRequest, draft: Draft, content: DraftContent) -> DraftContent:
    """The draft's content, after it followed the person into her account and took over what a service confirmed."""
    user = user_of(request)
    mine = user is not None and (draft.user_id == user.pk or (draft.user_id is None and content.follows))
    if user is None or user.is_staff or not mine or draft.sent_at is not None or not is_news(content, user):
        return content
    try:
        bring_up_to_date(draft=draft, content=content, user=user)
    except (StaleDraftError, DraftGoneError):  # another window of hers was quicker, and did it
        draft.refresh_from_db()
        return DraftContent.read(draft.content)
    if content.confirmed and user.identified is not None:
        label = service_label(user.identified.service)
        messages.success(request, _("We have filled in what %(service)s confirmed.") % {"service": label})
    else:
        messages.success(request, _("You are logged in. Your draft is now in your account."))
    return content


def leave(
    request: HttpRequest, draft: Draft, content: DraftContent, *, way: str, level: TrustLevel, back: str
) -> HttpResponse | None:
    """Save that she comes back with an account, and lead to the log-in or service ``way``; None where there is none."""
    wanted = [
        name
        for filling in fillings_of(draft.version)
        if filling.origin != "account"
        for name in filling.parts.values()
    ]
    if way not in {one.key for one in ways_to(level, back, audiences=audiences_of(draft.version))}:
        return None
    try:
        let_follow(draft=draft, content=content)
    except (
        StaleDraftError,
        DraftGoneError,
    ):  # written or sent in another window in this moment: show what is now
        return None
    return redirect(address_of(way, level, back, [*PERSON, *wanted]))


def words_of(way: Way) -> str:
    """What the button says."""
    return _("Log in") if way.key == ACCOUNT else _("Identify with %(service)s") % {"service": way.label}


# -- what stands in and below the fields


def locked_texts(form: CompiledForm, content: DraftContent) -> dict[str, str]:
    """What is confirmed and not to be changed, as people read it."""
    return {leaf: _text(form, leaf, value) for leaf, value in locked(content, form).items()}


def _text(form: CompiledForm, leaf: str, value: Any) -> str:
    language = get_language() or "de"
    field = field_of(form, leaf)
    item = form.items.get(field)
    part = leaf.removeprefix(field).lstrip(".")
    kind = "date" if part == "birth_date" else "text" if part else item.type if item is not None else "text"
    return KINDS[kind].show(item, value, Context("", form.code_lists, language=language))


def below(
    form: CompiledForm,
    content: DraftContent,
    evaluation: Evaluation,
    levels: Mapping[str, str],
    user: User | None,
    version: ProcedureVersion,
) -> dict[str, str]:
    """The HTML that stands below fields, by instance path; ``levels`` are those that the page's fields ask for."""
    found = {**_confirmed(form, content), **_asking(form, evaluation, levels, user, version)}
    return {path: html for path, html in found.items() if path in evaluation.visible}


def _confirmed(form: CompiledForm, content: DraftContent) -> dict[str, str]:
    found = {}
    fields: dict[str, list[str]] = {}
    for leaf in content.confirmed:
        fields.setdefault(field_of(form, leaf), []).append(leaf)
    for field, leaves in fields.items():
        label, service = _label(form, field), service_label(content.confirmed[leaves[0]][0])
        if field in content.disputed:
            said = " ".join(_text(form, leaf, content.confirmed[leaf][1]) for leaf in leaves)
            found[field] = disputed_html(field, label, service, said, content.disputed[field])
        else:
            typed = [str(content.replaced[leaf]) for leaf in leaves if leaf in content.replaced]
            found[field] = confirmed_html(field, label, service, typed)
    return found


def _asking(
    form: CompiledForm,
    evaluation: Evaluation,
    levels: Mapping[str, str],
    user: User | None,
    version: ProcedureVersion,
) -> dict[str, str]:
    has, found = level_of(user), {}
    for path in evaluation.visible if levels else ():
        wanted = levels.get(without_numbers(path))
        if wanted and not has.reaches(wanted):
            level = TrustLevel(wanted)
            ways = [(way.key, words_of(way)) for way in ways_to(level, "/", audiences=audiences_of(version))]
            found[path] = needs_html(path, _label(form, path), level, ways)
    return found


def _label(form: CompiledForm, path: str) -> str:
    return escape(text_in(form.items[without_numbers(path)].label, get_language() or "de"))


def marks(form: CompiledForm, content: DraftContent) -> dict[str, tuple[str, str]]:
    """What the overview says below an answer that a service confirmed, by field: (class, words in the clear)."""
    found: dict[str, tuple[str, str]] = {}
    for leaf, (service, *_rest) in content.confirmed.items():
        field = field_of(form, leaf)
        if field in content.disputed:
            said = _("You say that what %(service)s confirmed is not right: %(reason)s") % {
                "service": service_label(service), "reason": content.disputed[field],
            }  # fmt: skip
            found[field] = ("ap-note-line", said)
        else:
            found[field] = ("ap-mark", _("Confirmed by %(service)s") % {"service": service_label(service)})
    return found

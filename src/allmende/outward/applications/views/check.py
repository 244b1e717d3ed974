"""Check your answers, send, thank you."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.cases import errors as cases
from allmende.base.cases.errors import AnswersRefusedError, CaseError
from allmende.base.cases.fees import cost_of
from allmende.base.cases.signing import invited
from allmende.base.payments.queries import claims_of
from allmende.base.procedures.queries import manifest_of
from allmende.base.signatures.cosigning.queries import missing

from ..access import get_draft_for, user_of
from ..actions import DraftGoneError, LevelTooLowError, send_draft, touch_draft
from ..forms import form_of
from ..holders import let_in
from ..levels import audiences_of, level_for_sending, level_of, ways_to
from ..models import Draft
from ..origins import reasons_missing, whose
from ..queries import uploads_of
from ..rendering import summary_html
from ..shell import render_framed
from .desk import error_links, in_register, read_content
from .trust import bring_along, leave, marks, words_of


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """All answers with a way to change each; the button sends them, once."""
    draft = get_draft_for(request, draft_id)
    if draft.sent_at is not None:
        return redirect("applications:thanks", draft_id=draft_id)
    if request.method == "GET":
        touch_draft(draft=draft)
        return _show(request, draft, None)
    step, _colon, way = request.POST.get("_do", "").partition(":")
    if step == "identify":
        return _identify(request, draft, way)
    try:
        send_draft(draft=draft, by=request.user)
    except AnswersRefusedError as error:
        return _show(request, draft, error.errors)
    except cases.LevelTooLowError:
        return _show(request, draft, None)
    except CaseError as error:
        messages.error(request, str(error))
        return _show(request, draft, None)
    except LevelTooLowError:
        return _show(request, draft, None)
    except DraftGoneError:
        raise Http404 from None
    return redirect("applications:thanks", draft_id=draft_id)


def _show(request: HttpRequest, draft: Draft, refused: Mapping[str, Sequence[str]] | None) -> HttpResponse:
    form = form_of(draft.version)
    content = bring_along(request, draft, read_content(draft))
    answers = content.answers
    kinds = {item.type for item in form.items.values()}
    evaluation = form.evaluate(answers)
    sections = evaluation.summary(get_language() or "de")
    errors = {**evaluation.errors, **reasons_missing(content, evaluation.visible), **(refused or {})}
    wanted = level_for_sending(draft.version, evaluation)
    shown = list(dict.fromkeys(section.page for section in sections)) or [form.pages[0].key]
    rows = [row for section in sections for row in section.rows]
    doubtful = [row.path for row in rows if row.kind == "address" and not in_register(row.raw)]

    def page_url(key: str) -> str:
        return reverse("applications:page", args=[draft.pk, key]) + "?aendern=1"

    html = summary_html(
        sections, page_url=page_url, item_at=form.item_at, unknown_addresses=doubtful,
        marks=marks(form, content) if content.confirmed else {},
        files=uploads_of(draft, answers) if "file" in kinds else {},
    )  # fmt: skip
    cost = cost_of(draft.version, answers)
    costs = {"cost": cost, "signing": cost is not None and _others_sign(draft, answers)}
    fee = render_to_string("applications/parts/fee.html", costs, request) if cost else ""
    frame: dict[str, Any] = {
        "whose": whose(content, user_of(request)), "counter": content.counter,
        "draft": draft, "procedure": draft.version.procedure, "total": len(shown) + 1, "last": shown[-1],
    }  # fmt: skip
    if not content.counter and not level_of(user_of(request)).reaches(wanted):
        ways = ways_to(wanted, request.path, audiences=audiences_of(draft.version))
        frame |= {"wanted": wanted, "ways": [(way.key, words_of(way)) for way in ways]}
        frame |= {"answers": html, "summary": error_links(form, errors, page_url)}
        return render(
            request, "applications/check.html", frame, status=403 if request.method == "POST" else 200
        )
    if errors or request.method == "POST":
        frame |= {"answers": html, "fee": fee, "summary": error_links(form, errors, page_url)}
        return render(request, "applications/check.html", frame, status=422 if refused else 200)
    return render_framed(
        request, "applications/check.html", key=(draft.version_id, len(shown), shown[-1]),
        frame=frame, holes={"answers": html, "fee": fee}, own=str(draft.pk),
    )  # fmt: skip


def _others_sign(draft: Draft, answers: Mapping[str, Any]) -> bool:
    """Whether somebody besides the applicant will be asked to sign."""
    wanted = manifest_of(draft.version).signatures
    return any(invited(rule, answers) for rule in wanted.people)


def _identify(request: HttpRequest, draft: Draft, way: str) -> HttpResponse:
    """Leave for the log-in or a service that reaches what the answers ask for, and come back to this page."""
    content = read_content(draft)
    wanted = level_for_sending(draft.version, form_of(draft.version).evaluate(content.answers))
    response = leave(request, draft, content, way=way, level=wanted, back=request.path)
    return response or redirect("applications:check", draft_id=draft.pk)


def _to_pay(request: HttpRequest, draft: Draft) -> str:
    """What is to be paid now, with the way to do it; empty where nothing was demanded."""
    if draft.case_id is None or manifest_of(draft.version).fee is None:
        return ""
    claims = [claim for claim in claims_of(f"case:{draft.case_id}") if claim.is_payable]
    if not claims:
        return ""
    return render_to_string("payments/parts/claims.html", {"claims": claims}, request)


def _to_sign(request: HttpRequest, draft: Draft) -> str:
    """Whose signature the office waits for, where the procedure asks for any."""
    if draft.case_id is None or not manifest_of(draft.version).signatures.people:
        return ""
    names = [signer.name for signer in missing(f"case:{draft.case_id}")]
    return (
        render_to_string("applications/parts/still_to_sign.html", {"names": names}, request) if names else ""
    )


@require_GET
def thanks(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The application has arrived: reference, code, what happens next."""
    draft = get_draft_for(request, draft_id)
    if draft.sent_at is None:
        return redirect("applications:check", draft_id=draft_id)
    content = read_content(draft)
    has_account = not content.counter and (draft.user_id is not None or request.user.is_authenticated)
    response = render_framed(
        request, "applications/thanks.html", key=(draft.version_id, has_account),
        frame={"procedure": draft.version.procedure, "has_account": has_account},
        holes={
            "reference": content.reference, "code": f"{content.code[:4]}-{content.code[4:]}",
            "to_pay": _to_pay(request, draft), "to_sign": _to_sign(request, draft),
        },
        own=str(draft.pk),
    )  # fmt: skip
    if draft.case_id is not None and not has_account and not content.counter:
        let_in(response, draft.case_id)  # the page itself shows the code
    return response

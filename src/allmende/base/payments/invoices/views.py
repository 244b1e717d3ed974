"""Invoices for those who work on a claim's subject; who issues, for administrators."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, role_required, staff_required
from allmende.base.identity.models import Role
from allmende.foundation.files.views import serve_file

from ..errors import PaymentError
from ..subjects import claim_for_staff, page_of
from .actions import Buyer, cancel_invoice, issue_invoice, save_issuer
from .content import Content
from .forms import BuyerForm, IssuerForm, ReasonForm, buyer_of
from .models import Invoice, Issuer


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Write the invoice of a claim."""
    claim = claim_for_staff(request.user, claim_id)
    form = BuyerForm(request.POST or None, initial=buyer_of(claim.customer))
    if form.is_valid():
        given = dict(form.cleaned_data)
        leitweg = given.pop("leitweg_id")
        buyer = Buyer(**{**given, "reference": leitweg or given["reference"]})
        try:
            invoice = issue_invoice(claim=claim, buyer=buyer, actor=actor_of(request))
        except PaymentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invoice has its number; its files are made in a moment."))
            return redirect("invoices:one", invoice_id=invoice.pk)
    status = 422 if form.errors else 200
    context = {"claim": claim, "form": form, "back": page_of(claim.subject)}
    return render(request, "invoices/new.html", context, status=status)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, invoice_id: uuid.UUID) -> HttpResponse:
    """An invoice with its files; cancelled here."""
    invoice = _invoice(request, invoice_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            note = cancel_invoice(
                invoice=invoice, reason=form.cleaned_data["reason"], actor=actor_of(request)
            )
        except PaymentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invoice was cancelled by this credit note."))
            return redirect("invoices:one", invoice_id=note.pk)
    context = {
        "invoice": invoice, "content": Content.model_validate(invoice.content), "form": form,
        "back": page_of(invoice.claim.subject),
    }  # fmt: skip
    return render(request, "invoices/one.html", context, status=422 if form.errors else 200)


@staff_required
@require_safe
def file(request: HttpRequest, invoice_id: uuid.UUID, form: str) -> HttpResponseBase:
    """The page (pdf) or the data (xml)."""
    invoice = _invoice(request, invoice_id)
    found = {"pdf": invoice.pdf, "xml": invoice.xml}.get(form)
    if found is None:
        raise Http404("no such file")
    return serve_file(found)


@role_required(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues the invoices of this municipality."""
    known = Issuer.objects.first()
    initial = {name: getattr(known, name) for name in IssuerForm.base_fields} if known else {}
    form = IssuerForm(request.POST or None, initial=initial)
    if form.is_valid():
        save_issuer(actor=actor_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("invoices:issuer")
    return render(request, "invoices/issuer.html", {"form": form}, status=422 if form.errors else 200)


def _invoice(request: HttpRequest, invoice_id: uuid.UUID) -> Invoice:
    found = Invoice.objects.select_related("claim", "pdf", "xml", "corrects").filter(pk=invoice_id).first()
    if found is None:
        raise Http404("no such invoice")
    claim_for_staff(request.user, found.claim_id)
    return found

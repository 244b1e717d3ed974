"""Make a document from a template, file it, and send it where wanted."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.correspondence import to_customer
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.cases.document_data import document_data, is_certificate, template_of_kind
from allmende.base.cases.filing import record_for
from allmende.base.records.actions import file_document
from allmende.base.records.models import Document
from allmende.base.records.rendering import render_document
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown
from allmende.foundation.events.types import SYSTEM

_KEY = gettext_lazy("Its key in the procedure, under templates")


class Parameters(BaseModel):
    """``template`` is a key of the procedure's templates; with ``send`` the customer gets it, with ``text``."""

    template: Annotated[str, Shown(gettext_lazy("Which template"), _KEY, names="letter")]
    send: Annotated[
        bool,
        Shown(
            gettext_lazy("Who gets it"),
            choices=(
                ("false", gettext_lazy("nobody: it is only filed")),
                ("true", gettext_lazy("the customer")),
            ),
        ),
    ] = False
    text: Annotated[
        str, Shown(gettext_lazy("Words that go with it"), gettext_lazy("Only where the customer gets it"))
    ] = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    case = case_of(context)
    wanted = context.parameters
    language = case.customer.language if case.customer else "de"
    template = template_of_kind(case, "letter", language, key=wanted.template)
    if template is None:
        raise LookupError(_("There is no letter template %(key)s.") % {"key": wanted.template})
    with translation.override(language):
        file = render_document(
            template=template, data=document_data(case, language), title=template.name, language=language,
            kind="certificate" if is_certificate(case, wanted.template) else "letter",
        )  # fmt: skip
        body = wanted.text or _("You find a document attached.")
    document = file_document(
        record=record_for(case), file=file, kind=Document.Kind.OTHER, title=template.name, actor=SYSTEM,
        origin=Document.Origin.OUTGOING if wanted.send else Document.Origin.INTERNAL,
        once=f"service:{context.key}",
    )  # fmt: skip
    if wanted.send:
        to_customer(case=case, body=body, by=PROCESS, files=[document.file], once=str(context.key))
    return {"document": str(document.pk)}


ACTION = ServiceAction("create_document", gettext_lazy("Make a document"), Parameters, run)

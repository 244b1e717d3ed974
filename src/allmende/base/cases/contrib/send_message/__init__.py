"""Write to the customer: a text, or one of the procedure's message templates."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.correspondence import to_customer
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.cases.document_data import document_data, template_of_kind
from allmende.base.records.placeholders import fill
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown


class Parameters(BaseModel):
    """Either ``text`` or ``template``, a key of the procedure's templates."""

    text: Annotated[
        str, Shown(gettext_lazy("Text of the message"), gettext_lazy("Or choose a template below"))
    ] = ""
    template: Annotated[
        str,
        Shown(
            gettext_lazy("Which template"),
            gettext_lazy("Its key in the procedure, under templates"),
            names="message",
        ),
    ] = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    case = case_of(context)
    language = case.customer.language if case.customer else "de"
    text = context.parameters.text
    if context.parameters.template:
        template = template_of_kind(case, "message", language, key=context.parameters.template)
        if template is None:
            raise LookupError(
                _("There is no message template %(key)s.") % {"key": context.parameters.template}
            )
        with translation.override(language):
            text = fill(template.body, document_data(case, language))
    if not text.strip():
        raise ValueError(_("The message has no text."))
    to_customer(case=case, body=text, by=PROCESS, once=str(context.key))
    return None


ACTION = ServiceAction("send_message", gettext_lazy("Write to the customer"), Parameters, run)

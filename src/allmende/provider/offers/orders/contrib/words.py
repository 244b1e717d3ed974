"""What the kinds of case are called."""

from django.utils.translation import gettext_lazy as _

ORDER_LABEL = _("Order of an IT service")
QUESTION_LABEL = _("Question to support")

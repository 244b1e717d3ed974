"""What stands below a field: who confirmed it and how to say that it is wrong, or what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from allmende.base.identity.levels import TrustLevel

from .state import ident


def confirmed_html(path: str, label: str, service: str, replaced: Sequence[str] = ()) -> str:
    """Who confirmed the answer of the field ``label`` (escaped), and the button to say that it is wrong."""
    by = escape(_("Confirmed by %(service)s") % {"service": service})
    typed = ", ".join(replaced)
    before = f"<p>{escape(_('You had typed: %(text)s') % {'text': typed})}</p>" if typed else ""
    button = escape(_("This is not right"))
    return (
        f'<div class="ap-confirmed"><p><span class="kern-icon kern-icon--check" aria-hidden="true"></span>{by}</p>'
        f'{before}<button class="kern-btn kern-btn--tertiary kern-btn--x-small" name="_do" value="dispute:{path}">'
        f'<span class="kern-label">{button}<span class="kern-sr-only">: {label}</span></span></button></div>'
    )


def disputed_html(path: str, label: str, service: str, said: str, reason: str) -> str:
    """The box for the reason, what the service says, and the way back."""
    name = ident(path)
    says = escape(_("%(service)s says: %(text)s") % {"service": service, "text": said})
    explain = escape(_("Please write the right answer above. The office sees both and checks it."))
    question = escape(_("What is not right?"))
    example = escape(_("For example: “I have married; my name has changed.”"))
    button = escape(_("Keep what %(service)s says") % {"service": service})
    return (
        f'<div class="ap-confirmed ap-confirmed--disputed"><p><strong>{says}</strong></p><p>{explain}</p>'
        f'<div class="kern-form-input"><label class="kern-label" for="r-{name}">{question}'
        f'<span class="kern-sr-only"> ({label})</span></label><div class="kern-hint" id="rh-{name}">{example}</div>'
        f'<textarea class="kern-form-input__input ap-textarea" id="r-{name}" name="_reason.{path}" rows="2" '
        f'maxlength="1000" aria-describedby="rh-{name}">\n{escape(reason)}</textarea></div>'
        f'<button class="kern-btn kern-btn--tertiary kern-btn--x-small" name="_do" value="agree:{path}">'
        f'<span class="kern-label">{button}<span class="kern-sr-only">: {label}</span></span></button></div>'
    )


def needs_html(path: str, label: str, level: TrustLevel, ways: Sequence[tuple[str, str]]) -> str:
    """What the field asks for, with a button for each way (key, words) that reaches it."""
    buttons = "".join(
        f'<button class="kern-btn kern-btn--secondary" name="_do" value="identify:{escape(key)}:{path}">'
        f'<span class="kern-label">{escape(words)}<span class="kern-sr-only"> ({label})</span></span></button>'
        for key, words in ways
    )
    kept = escape(_("What you have typed is kept. You come back to this question."))
    more = f'<p>{kept}</p><div class="ap-buttons">{buttons}</div>' if ways else f"<p>{escape(no_way())}</p>"
    return f'<div class="ap-needs"><p><strong>{escape(what_is_needed(level))}</strong></p>{more}</div>'


def what_is_needed(level: TrustLevel) -> str:
    """The level in a sentence that people understand."""
    if level == TrustLevel.LOW:
        return _("For this answer you need an account with a confirmed e-mail address.")
    if level == TrustLevel.HIGH:
        return _("For this answer we must know for certain who you are: with the electronic ID card.")
    return _("For this answer we must know for certain who you are.")


def no_way() -> str:
    """Where the municipality has no service that reaches the level."""
    return _(
        "That is not possible online here at the moment. "
        "Please save your draft and ask the office how else you can apply."
    )

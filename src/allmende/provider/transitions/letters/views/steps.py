"""Ticking off, by a link and in the portal: an institution's own steps only, never those of the provider."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from allmende.foundation.files.actions import receive_file
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.limits.actions import spend
from allmende.provider.transitions.access import By, actor
from allmende.provider.transitions.actions import tick_step, untick_step
from allmende.provider.transitions.models import Step


def posted_step(request: HttpRequest, steps: QuerySet[Step]) -> Step:
    """Which of ``steps`` the form was about (``step``); 404 where it is none that the institution does itself."""
    own = steps.exclude(owner=Step.PROVIDER)
    found = own.filter(pk=read_key(request.POST.get("step", "")) or NO_KEY).first()
    if found is None:
        raise Http404
    return found


def turn(request: HttpRequest, step: Step, by: By, *, sender: str, files: int) -> str:
    """Tick off with note and proof, or open again (``_do``: untick); returns what is said then.

    So many ``files`` are taken from one ``sender`` in an hour. Raises ``TransitionError``, ``FileRefusedError``,
    ``TooOftenError``.
    """
    if request.POST.get("_do") == "untick":
        untick_step(step=step, by=by)
        return _("The step is open again: %(step)s") % {"step": step.text}
    proof = None
    if upload := request.FILES.get("proof"):
        spend("letters-proof", sender, limit=files, seconds=3600)
        name = upload.name or ""
        proof = receive_file(upload=upload, name=name, actor=actor(by), owner=f"step:{step.pk}")
    tick_step(step=step, by=by, note=request.POST.get("note", "")[:300], proof=proof)
    return _("Done: %(step)s") % {"step": step.text}

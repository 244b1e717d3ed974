"""Reading seals."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from allmende.base.signatures.models import IssuedDocument

#: After so long nobody waits for a service any more; the page of the seal tells.
GIVE_UP = timedelta(days=90)


def issued_of(files: Iterable[uuid.UUID]) -> dict[uuid.UUID, IssuedDocument]:
    """What we issued among these files, by the file's key."""
    found = IssuedDocument.objects.filter(file_id__in=list(files)).select_related("sealer")
    return {issued.file_id: issued for issued in found}


def incomplete_seals() -> QuerySet[IssuedDocument]:
    """Documents whose seal has not reached the level wanted, newest first."""
    recent = IssuedDocument.objects.filter(issued_at__gt=timezone.now() - GIVE_UP, original=None)
    weak = recent.filter(sealer__isnull=False).exclude(wanted="").exclude(reached=F("wanted"))
    done = IssuedDocument.objects.filter(original=OuterRef("pk"), reached=OuterRef("wanted"))
    return weak.filter(~Exists(done)).select_related("sealer", "file").order_by("-issued_at")

from __future__ import annotations

from django.db import models

from allmende.foundation.tenants.models import TenantModel


class Event(TenantModel):
    """One fact in the append-only log; its hash covers its content and the hash before it in its stream."""

    id = None  # type: ignore[assignment]
    position = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    commitment = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 over salt and personal side payload"
    )
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "stream", "seq"], name="event_stream_seq")]
        indexes = [models.Index(fields=["tenant", "position"], name="event_position")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.type}"


class PersonalPayload(TenantModel):
    """The personal part of an event: salted, so that it can be erased while the chain still verifies."""

    id = None  # type: ignore[assignment]
    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="personal")
    salt = models.CharField(max_length=32)
    data = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"personal payload of {self.event_id}"


class StreamHead(TenantModel):
    """The last event of a stream: the lock for appending, and the witness against a cut-off tail."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("tenant", "stream")
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class Checkpoint(TenantModel):
    """A Merkle root over the heads of all streams up to a position, chained to the checkpoint before."""

    position = models.BigIntegerField()
    streams = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "position"], name="checkpoint_position")]

    def __str__(self) -> str:
        return f"checkpoint at {self.position}"

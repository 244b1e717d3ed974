from django.db import models


class Attempts(models.Model):
    """How often one client tried one thing in one window; the key is a keyed hash and names the tenant within it."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.expires_at}"

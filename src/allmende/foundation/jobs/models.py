from django.db import models


class PeriodicRun(models.Model):
    """When a piece of periodic work last ran; the row is the lock between workers."""

    key = models.CharField(max_length=200, primary_key=True)
    last_run = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

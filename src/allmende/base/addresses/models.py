from __future__ import annotations

from django.db import models

from allmende.foundation.tenants.models import TenantModel


class Street(TenantModel):
    """A street of the register; ``folded`` is its name as it is compared (see ``folding``)."""

    key = models.CharField(max_length=20, help_text="Street key of the municipality")
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="street_key")]
        indexes = [
            models.Index(fields=["tenant", "folded"], name="street_folded"),
            models.Index(fields=["tenant", "changed_at"], name="street_changed"),
        ]

    def __str__(self) -> str:
        return self.name


class HouseNumber(TenantModel):
    """A house number: ``x``/``y`` in metres (EPSG:25832), ``lat``/``lon`` in degrees (WGS 84)."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="house_numbers")
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=10, blank=True, help_text="Such as A")
    postcode = models.CharField(max_length=10, blank=True)
    x = models.FloatField(help_text="Easting without zone prefix")
    y = models.FloatField(help_text="Northing")
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["street", "number", "suffix"], name="house_number")]
        indexes = [models.Index(fields=["tenant", "street", "number"], name="house_number_order")]

    def __str__(self) -> str:
        return f"{self.street_id} {self.label}"

    @property
    def label(self) -> str:
        """Number and suffix as people write them: "5 A"."""
        return f"{self.number} {self.suffix}".strip()


class Area(TenantModel):
    """A part of the municipality: a district, a parking zone, a school district.

    ``polygon`` is a GeoJSON geometry (Polygon or MultiPolygon) whose positions are [x, y] in EPSG:25832.
    """

    kind = models.SlugField(max_length=40, help_text="Such as district, parking-zone")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    polygon = models.JSONField()
    data = models.JSONField(default=dict, blank=True, help_text="What else is known of the area")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="area_key")]
        indexes = [models.Index(fields=["tenant", "kind", "changed_at"], name="area_changed")]

    def __str__(self) -> str:
        return self.name

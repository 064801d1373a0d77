"""How many articles were published on each day, for the archive's pages."""

from django.db import models
from django.db.models import F


class ArchiveDay(models.Model):
    """Articles published on one day, for one city or (city empty) for the network: differences, to be summed.

    A trigger on articles adds a row for each statement, day and city; the worker replaces a day's rows by one.
    """

    day = models.DateField()
    city = models.ForeignKey("zones.City", models.CASCADE, null=True, related_name="+")
    articles = models.IntegerField()

    class Meta:
        verbose_name = "归档计数"
        verbose_name_plural = "归档计数"
        indexes = [
            # Read by the archive.
            models.Index("city", F("day").desc(), name="archive_of_city"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.articles:+d}"

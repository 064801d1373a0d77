"""How many articles were published on each day, for the archive's pages."""

from django.db import models
from django.db.models import F

#: The years the archive has pages for; what is beyond fits no calendar of PostgreSQL's or Python's at its ends.
YEARS = range(1990, 2201)


class ArchiveDay(models.Model):
    """Articles published on one day: differences to be summed, for one city or (city empty) for the network.

    A trigger on the articles adds a row a statement, day and city; the worker puts the day's rows together.
    """

    day = models.DateField()
    city = models.ForeignKey("zones.City", models.CASCADE, null=True, related_name="+")
    articles = models.IntegerField()

    class Meta:
        verbose_name = "归档计数"
        verbose_name_plural = "归档计数"
        indexes = [
            # Read by the archive: the days of one city, or of the network.
            models.Index("city", F("day").desc(), name="archive_of_city"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.articles:+d}"

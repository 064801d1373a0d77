"""The salts under which visitors are hashed, one for each day, kept while the day lasts."""

from django.db import models


class VisitorSalt(models.Model):
    """A day's random salt (64 hex digits), without which nobody can compute that day's hashes.

    It is deleted when the day is over, and is in no backup.
    """

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = "访客盐值"
        verbose_name_plural = "访客盐值"

    def __str__(self) -> str:
        return str(self.day)

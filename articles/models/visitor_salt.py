"""The salts under which visitors are hashed, a day's each, for as long as the day lasts."""

from django.db import models


class VisitorSalt(models.Model):
    """One day's salt (64 hex digits), made by chance; without it the hashes of that day can be computed no more.

    Deleted when the day is over, and left out of backups.
    """

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = "访客盐值"
        verbose_name_plural = "访客盐值"

    def __str__(self) -> str:
        return str(self.day)

"""The embedded PostgreSQL server used when DATABASE_URL is unset."""

from urllib.parse import quote


def url(data):
    """The database URL of the embedded server whose cluster lives in directory `data`."""
    return f"postgresql://parkinfo@{quote(str(data.parent / 'run'), safe='')}:5432/parkinfo"

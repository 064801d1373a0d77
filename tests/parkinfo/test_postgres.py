"""The embedded PostgreSQL: found, started once for all its users, stopped by the last."""

from parkinfo import postgres


def test_the_url_is_known_before_anything_exists(tmp_path):
    assert postgres.url(tmp_path / "园区") == (
        f"postgresql://parkinfo@{str(tmp_path).replace('/', '%2F')}%2F%E5%9B%AD%E5%8C%BA:5432/parkinfo"
    )
    assert list(tmp_path.iterdir()) == []

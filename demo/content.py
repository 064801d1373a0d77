"""The files the demo content is kept in: TOML for words, WebP for pictures."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """What `<name>.toml` holds, read anew: the caller may change it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))

"""What a condition is, and how ages and sizes in it are written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """One thing: its name, its state in words, whether somebody should act, where at the desk, and what to do."""

    name: str
    text: str
    is_bad: bool = False
    address: str = ""
    advice: str = ""


def age(seconds: float) -> str:
    """A duration, rounded down to one unit."""
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} 秒"

"""Power that is said in kW, as the kVA in which transformers are rated.

A supply is reckoned with a power factor of 0.9, below which industry from 100 kVA on pays more for its power
(《功率因数调整电费办法》).
"""

from decimal import ROUND_CEILING, Decimal

from plumbing.quantities.reading import Quantity

POWER_FACTOR = Decimal("0.9")
IN_WORDS = f"按功率因数 {POWER_FACTOR} 折合"


def is_in_kw(quantity: Quantity | None) -> bool:
    """Whether a power was said in kW."""
    return quantity is not None and quantity.unit == "kW"


def in_kva(kilowatts: Decimal) -> Decimal:
    """The kVA that so many kW take, whole, rounded up."""
    return (kilowatts / POWER_FACTOR).to_integral_value(ROUND_CEILING)

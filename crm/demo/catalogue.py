"""What the demo company sells: 40 products in families."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """A product: price and cost per unit, and how many units an ordinary order holds."""

    number: str
    name: str
    family: str
    unit: str
    price: Decimal
    cost: Decimal
    usual: int


_ROWS = (
    ("Diesel", "litre", (("Diesel EN 590", "1.18", "1.09", 2400), ("Diesel EN 590 winter grade", "1.22", "1.125", 2400),
                         ("Diesel red, farm use", "0.94", "0.87", 3000), ("HVO 100", "1.52", "1.39", 1500))),
    ("Heating oil", "litre", (("Heating oil, low sulphur", "0.88", "0.805", 3000), ("Heating oil premium", "0.93", "0.84", 2600),
                              ("Heating oil with 10% bio", "0.97", "0.885", 2200))),
    ("AdBlue", "litre", (("AdBlue, bulk", "0.42", "0.31", 1200), ("AdBlue, 1000 l container", "0.55", "0.41", 1000),
                         ("AdBlue, 10 l canister", "0.98", "0.66", 160))),
    ("Engine oils", "drum 208 l", (("Truck engine oil 10W-40", "612", "455", 2), ("Truck engine oil 5W-30 low SAPS", "786", "590", 2),
                                   ("Car engine oil 5W-30", "684", "498", 2), ("Car engine oil 0W-20", "792", "585", 1),
                                   ("Engine oil 15W-40 universal", "548", "409", 2))),
    ("Tractor oils", "drum 208 l", (("STOU 10W-40", "655", "486", 2), ("UTTO", "598", "445", 2), ("Tractor gear and brake oil", "642", "480", 1))),
    ("Hydraulic oils", "drum 208 l", (("Hydraulic oil HLP 32", "398", "289", 3), ("Hydraulic oil HLP 46", "402", "292", 3),
                                      ("Hydraulic oil HVLP 46", "486", "355", 2), ("Biodegradable hydraulic oil HEES 46", "985", "742", 1))),
    ("Gear oils", "pail 20 l", (("Gear oil 75W-90", "132", "92", 4), ("Gear oil 80W-90", "98", "68", 4), ("ATF III", "104", "73", 4))),
    ("Greases", "box", (("Multi-purpose grease EP 2, 24 cartridges", "86", "55", 5), ("Grease EP 00 for central lubrication, 18 kg", "124", "83", 3),
                        ("High-temperature grease, 18 kg", "212", "146", 2))),
    ("Cutting fluids", "drum 208 l", (("Cutting fluid, mineral", "892", "655", 2), ("Cutting fluid, synthetic", "1120", "815", 1),
                                      ("Neat cutting oil ISO 22", "545", "396", 2))),
    ("Food-grade lubricants", "pail 20 l", (("Food-grade hydraulic oil H1 46", "198", "138", 4), ("Food-grade grease H1", "176", "119", 4),
                                            ("Food-grade chain oil H1", "214", "150", 3))),
    ("Screen wash and antifreeze", "drum 208 l", (("Screen wash −20 °C", "228", "151", 2), ("Screen wash, summer", "176", "115", 2),
                                                  ("Antifreeze concentrate", "468", "338", 1), ("Antifreeze, ready mixed", "322", "230", 1))),
    ("Tanks and service", "piece", (("Tank inspection", "145", "70", 1), ("Diesel pump with meter", "690", "478", 1))),
)  # fmt: skip


def items() -> list[Item]:
    """Return the catalogue, numbered family by family."""
    found = []
    for position, (family, unit, products) in enumerate(_ROWS, 1):
        for count, (name, price, cost, usual) in enumerate(products, 1):
            found.append(
                Item(f"P{position:02}{count:02}", name, family, unit, Decimal(price), Decimal(cost), usual)
            )
    return found

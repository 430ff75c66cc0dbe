"""Names of people and firms that somebody from the region would believe."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_NAMES = (
    "Anna", "Lena", "Katrin", "Sabine", "Julia", "Monika", "Petra", "Claudia", "Heike", "Birgit", "Annette",
    "Nicole", "Silke", "Ulrike", "Martina", "Marie", "Sarah", "Carina", "Jutta", "Gisela", "Thomas", "Stefan",
    "Michael", "Andreas", "Jürgen", "Bernd", "Heinz", "Ludger", "Markus", "Frank", "Dirk", "Christian", "Jan",
    "Tobias", "Florian", "Sebastian", "Hendrik", "Georg", "Heiner", "Norbert", "Matthias", "Carsten", "Uwe",
    "Mehmet", "Ayşe", "Piotr", "Agnieszka", "Marco", "Elena", "Sven",
)  # fmt: skip

SURNAMES = (
    "Brinkmann", "Hölscher", "Wessels", "Niehaus", "Austermann", "Determann", "Schulze Althoff", "Kortmann",
    "Lammers", "Överesch", "Averbeck", "Rotthowe", "Grothues", "Hagemann", "Kuhlmann", "Meyer zu Bexten",
    "Pohlmann", "Stegemann", "Terhorst", "Ueding", "Vennemann", "Wiesmann", "Ahlert", "Beckmann", "Dierkes",
    "Eilers", "Feldhaus", "Gausmann", "Heitkamp", "Imholte", "Jostmeier", "Kemper", "Lütke Wöstmann", "Middendorf",
    "Nienaber", "Ostendorf", "Plogmann", "Quante", "Rehage", "Sandkühler", "Tönsmeyer", "Unland", "Vorwerk",
    "Westerheide", "Zurborg", "Altemöller", "Bergmeyer", "Cordes", "Dreyer", "Enneking", "Fischer", "Gerding",
    "Hüffmeier", "Kleine-Kracht", "Krüger", "Linnemann", "Möllers", "Nolte", "Obermeyer", "Pieper", "Rethmann",
    "Schürmann", "Strothmann", "Thiemann", "Wellmeyer", "Yıldız", "Kowalski", "Bäumer", "Frerichs", "Homann",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of business: how its firms are called, what they buy and how much of it.

    *size* is a typical order in units of money beside the others; *families* are what they buy, the first
    most of all; *season* names the months (1 to 12) in which they buy half as much again.
    """

    industry: str
    patterns: tuple[str, ...]
    size: float
    families: tuple[str, ...]
    season: tuple[int, ...] = ()
    share: int = 4


TRADES = (
    Trade(
        "Road haulage",
        ("Spedition {n}", "{n} Transporte GmbH", "{n} Logistik GmbH & Co. KG", "Kühltransporte {n}"),
        3.4,
        ("Diesel", "AdBlue", "Engine oils", "Screen wash and antifreeze"),
        share=7,
    ),
    Trade(
        "Farming",
        ("Hof {n}", "Landwirtschaft {n} GbR", "{n} Agrar KG"),
        1.3,
        ("Diesel", "Tractor oils", "Greases", "AdBlue"),
        (3, 4, 7, 8, 9),
        share=8,
    ),
    Trade(
        "Agricultural contracting",
        ("Lohnunternehmen {n}", "{n} Agrarservice GmbH"),
        2.6,
        ("Diesel", "Tractor oils", "Hydraulic oils", "AdBlue"),
        (4, 5, 7, 8, 9, 10),
        share=4,
    ),
    Trade(
        "Civil engineering",
        ("Tiefbau {n} GmbH", "{n} Straßenbau GmbH & Co. KG", "Erdbau {n}"),
        2.4,
        ("Diesel", "Hydraulic oils", "Greases", "AdBlue"),
        (4, 5, 6, 9, 10),
        share=5,
    ),
    Trade("Car workshops", ("Autohaus {n}", "Kfz-Werkstatt {n}", "{n} Automobile GmbH"), 0.8,
          ("Engine oils", "Gear oils", "Screen wash and antifreeze"), (10, 11), share=8),
    Trade("Coach travel", ("{n} Reisen", "Omnibusbetrieb {n} GmbH"), 1.9, ("Diesel", "AdBlue", "Engine oils"),
          (5, 6, 9), share=3),
    Trade("Metalworking", ("Metallbau {n} GmbH", "{n} Zerspanungstechnik GmbH", "Maschinenbau {n} GmbH & Co. KG"), 1.1,
          ("Cutting fluids", "Hydraulic oils", "Greases"), share=7),
    Trade("Timber and furniture", ("Sägewerk {n}", "{n} Möbelwerke GmbH", "Holzbau {n}"), 0.9,
          ("Hydraulic oils", "Heating oil", "Greases"), share=4),
    Trade("Food production", ("Molkerei {n} eG", "{n} Fleischwaren GmbH", "Großbäckerei {n}"), 1.6,
          ("Food-grade lubricants", "Heating oil", "Diesel"), share=4),
    Trade("Gardening and landscaping", ("Garten- und Landschaftsbau {n}", "Baumschule {n}"), 0.6,
          ("Diesel", "Engine oils", "Greases"), (3, 4, 5), share=4),
    Trade("Hotels and restaurants", ("Hotel {n}", "Gasthof {n}", "Landhaus {n}"), 0.7, ("Heating oil",), (10, 11, 12, 1, 2), share=4),
    Trade("Property management", ("{n} Hausverwaltung GmbH", "Wohnbau {n} eG"), 1.5, ("Heating oil",), (9, 10, 11, 12, 1), share=3),
    Trade("Waste and recycling", ("{n} Entsorgung GmbH", "Recyclinghof {n}"), 2.2, ("Diesel", "AdBlue", "Hydraulic oils"), share=3),
    Trade("Quarrying and building materials", ("Kieswerk {n}", "{n} Baustoffe GmbH", "Betonwerk {n}"), 2.3,
          ("Diesel", "Hydraulic oils", "Greases"), (4, 5, 6, 7, 9), share=3),
    Trade("Filling stations", ("Tankstelle {n}", "Autohof {n}"), 3.0,
          ("Diesel", "Screen wash and antifreeze", "Engine oils"), share=2),
)  # fmt: skip

TITLES = (
    "Managing director",
    "Owner",
    "Purchasing",
    "Fleet manager",
    "Workshop manager",
    "Head of production",
    "Accounts",
)
INTERESTS = ("football", "hunting", "riding", "sailing", "handball", "shooting club", "volunteer fire brigade", "old tractors",
             "cycling", "choir", "gardening", "classic cars")  # fmt: skip
PERSONALITIES = (
    "to the point",
    "likes a chat first",
    "wants figures",
    "careful, decides late",
    "quick to decide",
    "reserved",
)
RIVALS = ("Westfalen Oil", "Raiffeisen Energie", "Nordsee Mineralöl", "Hoyer", "a wholesaler in Bremen")

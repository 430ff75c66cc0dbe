"""Where the demo company works: three offices in neighbouring towns and the towns around each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A real town; degrees north and east. *weight* is how many customers it draws beside the others."""

    name: str
    postcode: str
    latitude: float
    longitude: float
    weight: int = 2


@dataclass(frozen=True, slots=True)
class Office:
    """One office, which is also a team, and the towns its reps visit."""

    team: str
    street: str
    town: Town
    around: tuple[Town, ...]

    @property
    def towns(self) -> tuple[Town, ...]:
        return (self.town, *self.around)


OFFICES = (
    Office(
        "Münster",
        "Industrieweg 48",
        Town("Münster", "48155", 51.9607, 7.6261, 12),
        (
            Town("Greven", "48268", 52.0917, 7.6083, 3),
            Town("Telgte", "48291", 51.9820, 7.7853),
            Town("Warendorf", "48231", 51.9539, 7.9933, 3),
            Town("Coesfeld", "48653", 51.9458, 7.1675, 3),
            Town("Dülmen", "48249", 51.8311, 7.2781, 3),
            Town("Lüdinghausen", "59348", 51.7683, 7.4447),
            Town("Ahlen", "59227", 51.7633, 7.8911, 3),
            Town("Beckum", "59269", 51.7556, 8.0406, 3),
            Town("Emsdetten", "48282", 52.1728, 7.5278),
            Town("Steinfurt", "48565", 52.1475, 7.3367),
            Town("Senden", "48308", 51.8569, 7.4828),
            Town("Drensteinfurt", "48317", 51.7944, 7.7392, 1),
        ),
    ),
    Office(
        "Osnabrück",
        "Hafenringstraße 12",
        Town("Osnabrück", "49090", 52.2799, 8.0472, 11),
        (
            Town("Georgsmarienhütte", "49124", 52.2031, 8.0447, 3),
            Town("Bramsche", "49565", 52.4089, 7.9728, 3),
            Town("Melle", "49324", 52.2031, 8.3361, 4),
            Town("Wallenhorst", "49134", 52.3500, 8.0167),
            Town("Belm", "49191", 52.3000, 8.1333),
            Town("Ibbenbüren", "49477", 52.2778, 7.7172, 4),
            Town("Lengerich", "49525", 52.1753, 7.8564),
            Town("Bad Iburg", "49186", 52.1592, 8.0472, 1),
            Town("Dissen", "49201", 52.1167, 8.2000),
            Town("Bohmte", "49163", 52.3667, 8.3167),
            Town("Westerkappeln", "49492", 52.2825, 7.8783, 1),
            Town("Hilter", "49176", 52.1358, 8.1467, 1),
        ),
    ),
    Office(
        "Bielefeld",
        "Eckendorfer Straße 131",
        Town("Bielefeld", "33609", 52.0302, 8.5325, 12),
        (
            Town("Gütersloh", "33330", 51.9069, 8.3785, 5),
            Town("Herford", "32051", 52.1146, 8.6734, 4),
            Town("Bünde", "32257", 52.1983, 8.5858, 3),
            Town("Halle", "33790", 52.0608, 8.3597),
            Town("Detmold", "32756", 51.9378, 8.8833, 3),
            Town("Lemgo", "32657", 52.0277, 8.9011),
            Town("Bad Salzuflen", "32105", 52.0862, 8.7443),
            Town("Verl", "33415", 51.8833, 8.5167),
            Town("Rietberg", "33397", 51.8094, 8.4283),
            Town("Harsewinkel", "33428", 51.9647, 8.2314),
            Town("Versmold", "33775", 52.0403, 8.1525),
            Town("Löhne", "32584", 52.1889, 8.6917),
            Town("Oerlinghausen", "33813", 51.9578, 8.6669, 1),
        ),
    ),
)

STREETS = (
    "Industriestraße", "Gewerbepark", "Bahnhofstraße", "Hauptstraße", "Münsterstraße", "Am Hafen", "Dorfstraße",
    "Werkstraße", "Raiffeisenstraße", "Otto-Hahn-Straße", "Siemensstraße", "Robert-Bosch-Straße", "Lindenallee",
    "Mühlenweg", "Zum Steinbruch", "Kirchweg", "Feldkamp", "Esch", "Heideweg", "Daimlerring", "Am Güterbahnhof",
    "Osnabrücker Straße", "Warendorfer Straße", "Bielefelder Straße", "Nordring", "Südring", "Im Gewerbegebiet",
)  # fmt: skip

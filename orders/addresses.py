"""Where a parcel goes: one shape for drafts, orders and saved addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from babel import Locale
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is a two-letter ISO 3166 code."""

    name: str = ""
    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Address:
        """Read a stored address; keys it does not know are left out."""
        known = {column.name for column in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})

    def to_json(self) -> dict[str, str]:
        """Return what is stored."""
        return asdict(self)

    @property
    def is_complete(self) -> bool:
        """Whether a parcel could find its way."""
        return all((self.name, self.line1, self.city, self.country))

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on a parcel, without empty lines."""
        place = " ".join(part for part in (self.postcode, self.city) if part)
        written = (self.name, self.line1, self.line2, place, self.region, self.country_name)
        return tuple(line for line in written if line)

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_names().get(self.country, self.country)


def country_names() -> dict[str, str]:
    """Return the names of all countries by code, in the reader's language."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    territories: Mapping[str, str] = locale.territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2
        and code.isalpha()
        and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    }

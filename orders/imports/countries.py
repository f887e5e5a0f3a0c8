"""Country names of other systems as two-letter codes."""

from __future__ import annotations

from functools import cache

from babel import Locale

_ALSO = {
    "eire": "IE", "usa": "US", "u.s.a.": "US", "uk": "GB", "great britain": "GB", "england": "GB",
    "rsa": "ZA", "holland": "NL", "czech republic": "CZ", "korea": "KR", "russia": "RU",
    "hong kong": "HK", "uae": "AE", "turkey": "TR", "macedonia": "MK",
}  # fmt: skip


@cache
def country_code(name: str) -> str:
    """Return the ISO 3166 code of a country's English name or code; the empty text if it is none."""
    plain = name.strip().casefold()
    return _codes().get(plain, "")


@cache
def _codes() -> dict[str, str]:
    named = {
        spelt.casefold(): code
        for code, spelt in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
    }
    return named | {code.casefold(): code for code in named.values()} | _ALSO

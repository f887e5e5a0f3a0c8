"""The language that products are written in: which stems and stop words their search documents are made with.

PostgreSQL holds the truth: the configuration ``shop_search`` maps words to one Snowball stemmer, and the documents of all
products are written with it. ``SEARCH_LANGUAGE`` says which one is wanted; ``migrate`` brings the two together.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from catalog.search.question import CONFIGURATION
from catalog.search.spelling import refresh_words

logger = logging.getLogger(__name__)

SIMPLE = "simple"
"""Any language: words as they are, no stems and no stop words."""
LANGUAGES = (
    "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek",
    "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese",
    "romanian", "russian", "serbian", SIMPLE, "spanish", "swedish", "tamil", "turkish", "yiddish",
)  # fmt: skip
"""The stemmers of PostgreSQL 15 and later."""


class UnknownLanguage(ValueError):
    """PostgreSQL has no stemmer of that name."""


def indexed() -> str | None:
    """Return the language of the index; nothing before the migration that made it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXED, [CONFIGURATION])
        row = cursor.fetchone()
    return None if row is None else str(row[0]).removesuffix("_stem")


def index_as(language: str) -> int:
    """Write the search documents of all products in a language; return how many there are.

    One transaction: until it commits the old index answers, and products can be read but not saved.

    Raises: UnknownLanguage: if there is no stemmer for it.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(
            f"{language!r} is no language of the search index: choose {', '.join(LANGUAGES)}."
        )
    stemmer = language if language == SIMPLE else f"{language}_stem"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR asciiword, asciihword, "
            f"hword_asciipart, word, hword, hword_part WITH unaccent, {stemmer}"
        )
        cursor.execute("SELECT FROM catalog_product ORDER BY id FOR NO KEY UPDATE")
        cursor.execute("UPDATE catalog_product SET search_text = NULL")
        count = int(cursor.rowcount)
        refresh_words()
    return count


def follow_setting(**_: Any) -> None:
    """Index products in ``SEARCH_LANGUAGE`` where they are not yet. One query where they are."""
    known = indexed()
    if known is None or known == settings.SEARCH_LANGUAGE:
        return
    count = index_as(settings.SEARCH_LANGUAGE)
    logger.info("search_indexed", extra={"language": settings.SEARCH_LANGUAGE, "products": count})


_INDEXED = """
SELECT dictionary.dictname
FROM pg_ts_config AS configuration
JOIN pg_ts_config_map AS map ON map.mapcfg = configuration.oid
JOIN pg_ts_dict AS dictionary ON dictionary.oid = map.mapdict
WHERE configuration.cfgname = %s AND dictionary.dictname <> 'unaccent'
  AND map.maptokentype = (SELECT tokid FROM ts_token_type(configuration.cfgparser) WHERE alias = 'word')
"""

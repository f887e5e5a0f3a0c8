"""What search keeps beside the products: its vocabulary, their meaning, and what staff taught it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """One word of product titles, brands, types or attribute values, as written there but without accents.

    :func:`catalog.search.refresh_words` writes the table; correction and completion of what is typed read it.
    """

    word = models.CharField(_("word"), max_length=60, primary_key=True)
    product_count = models.PositiveIntegerField(_("products"))
    shortened = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    """The word, and the word without each one of its signs: two words one mistake apart share an entry."""

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [
            # The words most like a mistyped one.
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="catalog_searchword_like"),
            # The words one mistake away from a mistyped one.
            GinIndex(fields=["shortened"], name="catalog_searchword_near"),
            # The words that begin as somebody has begun to type.
            models.Index(
                fields=["word"], opclasses=["varchar_pattern_ops"], name="catalog_searchword_begin"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class SearchLexeme(models.Model):
    """One entry of the search documents and how many products have it, from which its weight follows."""

    lexeme = models.CharField(max_length=255, primary_key=True)
    product_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme


class SearchStatistics(models.Model):
    """What ranking must know of the catalogue as a whole: one row."""

    product_count = models.PositiveIntegerField()
    title_bytes = models.FloatField(help_text="Mean size of a title.")
    description_bytes = models.FloatField(help_text="Mean size of a description as stored.")

    def __str__(self) -> str:
        return f"{self.product_count} products"

    @property
    def lengths(self) -> tuple[float, float]:
        """The mean sizes of titles and descriptions as scores divide by them: never 0."""
        return max(self.title_bytes, 1.0), max(self.description_bytes, 1.0)


class SearchPosting(models.Model):
    """The products of one frequent word with their scores: what search would otherwise work out in every process.

    :mod:`catalog.search.written` writes and reads it.
    """

    condition = models.CharField(
        max_length=520, primary_key=True, help_text="The word as a tsquery spells it."
    )
    seen = models.TextField(help_text="What of PostgreSQL's transactions is in it (pg_snapshot).")
    title_bytes = models.FloatField(help_text="The mean size of a title that scores rest on.")
    description_bytes = models.FloatField(help_text="The same of descriptions.")
    written_at = models.DateTimeField()
    product_ids = models.BinaryField(help_text="Eight bytes a product.")
    scores = models.BinaryField(help_text="Eight bytes a product.")

    def __str__(self) -> str:
        return self.condition


class SearchBeginnings(models.Model):
    """Every word that products are called by, and which products those are: what suggestions are made from. One row.

    :mod:`catalog.search.beginnings_sql` writes it and says what the columns hold.
    """

    seen = models.TextField(help_text="What of PostgreSQL's transactions is in it (pg_snapshot).")
    words = models.TextField()
    product_counts = models.BinaryField()
    lexemes = models.BinaryField()
    place_counts = models.BinaryField()
    places = models.BinaryField()
    product_ids = models.BinaryField()

    def __str__(self) -> str:
        return f"beginnings {self.pk}"


class SearchVector(models.Model):
    """What a product means, as a sentence vector of unit length.

    Where PostgreSQL has pgvector, a column ``meaning halfvec(384)`` with an HNSW index stands beside it.
    """

    product = models.OneToOneField(
        "catalog.Product", models.CASCADE, primary_key=True, related_name="search_vector"
    )
    encoder = models.CharField(max_length=32)
    """Vectors of different encoders must never be compared."""
    text_hash = models.CharField(max_length=32)
    vector = models.BinaryField()
    """384 half-precision numbers."""
    encoded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.product_id}"


class SearchSynonym(models.Model):
    """Words that find products which call themselves otherwise."""

    words = models.CharField(
        _("when somebody searches for"), max_length=120, help_text=_("One or more words: laptop")
    )
    meant = models.CharField(
        _("also find"), max_length=255, help_text=_("Separated by commas: notebook, ultrabook")
    )
    is_two_way = models.BooleanField(
        _("both ways"), default=True, help_text=_("Searching for those also finds these words.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["words"],
                name="catalog_searchsynonym_once",
                violation_error_message=_("There is a row for these words already: add to it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} = {self.meant}"


class SearchRule(models.Model):
    """What staff decided about the answer to one question: first places, last places, another page."""

    query = models.CharField(
        _("when somebody searches for"),
        max_length=200,
        unique=True,
        help_text=_("In small letters, words with one blank between."),
    )
    redirect_to = models.CharField(
        _("show this page instead"),
        max_length=255,
        blank=True,
        help_text=_("An address of this shop, such as /d/lighting/. Pins are then not shown."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("search rule")
        verbose_name_plural = _("search rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(redirect_to="") | models.Q(redirect_to__regex=r"^/([^/\\]|$)"),
                name="catalog_searchrule_own_page",
                violation_error_message=_("Name a page of this shop, beginning with one slash."),
            ),
        ]

    def __str__(self) -> str:
        return self.query


class SearchPlace(models.Model):
    """One product that a rule puts first or last."""

    rule = models.ForeignKey(SearchRule, models.CASCADE, related_name="places")
    product = models.ForeignKey("catalog.Product", models.CASCADE, verbose_name=_("product"))
    is_buried = models.BooleanField(_("bury"), default=False)
    position = models.PositiveSmallIntegerField(_("place"), default=1)

    class Meta:
        verbose_name = _("pinned or buried product")
        verbose_name_plural = _("pinned and buried products")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "product"],
                name="catalog_searchplace_once",
                violation_error_message=_("The product is already in this rule."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}"


class SearchQuery(models.Model):
    """What shoppers asked in the last weeks, counted from the event log; the counting task alone writes it."""

    query = models.CharField(_("question"), max_length=200, primary_key=True)
    asked_count = models.PositiveIntegerField(_("asked"))
    found_count = models.PositiveIntegerField(_("products found"), help_text=_("The last time."))
    clicked_count = models.PositiveIntegerField(_("opened products"))
    last_asked_at = models.DateTimeField(_("last asked"))

    class Meta:
        verbose_name = _("question of shoppers")
        verbose_name_plural = _("questions of shoppers")
        indexes = [
            # Suggestions: the popular questions that begin as typed.
            models.Index(
                fields=["query"],
                opclasses=["varchar_pattern_ops"],
                name="catalog_searchquery_begin",
            ),
        ]

    def __str__(self) -> str:
        return self.query

    @property
    def clicks_per_ask(self) -> float:
        """How many products were opened each time it was asked."""
        return self.clicked_count / self.asked_count if self.asked_count else 0.0

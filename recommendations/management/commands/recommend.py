"""Show what the recommender would show, with scores, sources and reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from catalog.models import Product, Variant
from recommendations.management import readiness_lines
from recommendations.registry import promotion
from recommendations.serving import explain, shopper
from recommendations.serving.bundle import bundles
from recommendations.serving.plan import PLANS, SIZE
from recommendations.serving.recommend import recommend
from recommendations.vocabulary import Candidate, Context, ItemId, PersonKey, Placement, Slate

NOBODY = PersonKey("")
WIDTH_OF_A_FILE = 140


class Command(BaseCommand):
    """Asks the same recipe that pages ask."""

    help = "Recommend for a shopper, for a product page or for a basket, and say why."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say for whom or for what."""
        start = parser.add_mutually_exclusive_group(required=True)
        start.add_argument(
            "--visitor", metavar="ID", help="a visitor's id, a user's number or e-mail"
        )
        start.add_argument("--product", metavar="SLUG_OR_ID", help="as on this product's page")
        start.add_argument("--basket", nargs="+", metavar="SKU", help="as for a cart of these")
        parser.add_argument(
            "--placement",
            action="append",
            choices=[placement.value for placement in PLANS],
            help="may be repeated; the default depends on where you start from",
        )
        parser.add_argument(
            "--limit", type=int, default=SIZE, help="how many (default %(default)s)"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Print one table a placement."""
        bundles.refresh()
        context, usual = _start(options)
        now = timezone.now()
        placements = [Placement(name) for name in options["placement"] or usual]
        slates = [
            recommend(context, placement=placement, now=now, size=options["limit"])
            for placement in placements
        ]
        titles = _titles(slates)
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(slate, titles) for slate in slates], indent=1))
            return
        console = Console(file=cast(IO[str], self.stdout))
        if not console.is_terminal:
            console.width = WIDTH_OF_A_FILE
        for slate in slates:
            console.print(_table(slate, titles))
        live = promotion.live_model()
        for sentence in readiness_lines.sentences(live.readiness if live else []):
            console.print(sentence)


def _start(options: dict[str, Any]) -> tuple[Context, Sequence[Placement]]:
    """Return the context to ask for, and the placements it is usually asked for."""
    if options["visitor"]:
        return _of_shopper(options["visitor"]), [Placement.FOR_YOU]
    if options["product"]:
        product = _product(options["product"])
        context = Context(
            person=NOBODY,
            subject=(ItemId(product.pk),),
            department_id=product.department_id,
        )
        return context, [Placement.BOUGHT_TOGETHER, Placement.SIMILAR_PRODUCTS]
    context = Context(person=NOBODY, subject=_products_of(options["basket"]))
    return context, [Placement.CART_COMPLEMENTS]


def _of_shopper(name: str) -> Context:
    try:
        return shopper.named(name, now=timezone.now())
    except shopper.UnknownShopper as error:
        raise CommandError(str(error)) from None


def _product(name: str) -> Product:
    by = {"pk": int(name)} if name.isdecimal() else {"slug": name}
    product = Product.objects.filter(**by).first()
    if product is None:
        raise CommandError(
            f"There is no product {name}: give its number or the slug of its address."
        )
    return product


def _products_of(skus: Sequence[str]) -> tuple[ItemId, ...]:
    found = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product_id"))
    missing = [sku for sku in skus if sku not in found]
    if missing:
        raise CommandError(f"No article has the number {', '.join(missing)}.")
    return tuple(dict.fromkeys(ItemId(found[sku]) for sku in skus))


def _titles(slates: Sequence[Slate]) -> dict[int, str]:
    chosen = [candidate for slate in slates for candidate in slate.chosen]
    wanted = {candidate.item_id for candidate in chosen} | set(explain.causes(chosen))
    return dict(Product.objects.filter(pk__in=wanted).values_list("pk", "title"))


def _table(slate: Slate, titles: dict[int, str]) -> Table:
    version = slate.model_version or "nothing trained"
    table = Table(
        title=f"{slate.placement} · {slate.rung} · {version}",
        caption="nothing good is known" if not slate.chosen else None,
        title_justify="left",
    )
    table.add_column("#", justify="right")
    table.add_column("product", no_wrap=True, overflow="ellipsis", max_width=38)
    table.add_column("id", justify="right")
    table.add_column("score", justify="right")
    table.add_column("shares")
    table.add_column("reason")
    for rank, candidate in enumerate(slate.chosen, start=1):
        table.add_row(
            str(rank),
            titles[candidate.item_id],
            str(candidate.item_id),
            f"{candidate.score:.3f}",
            _shares(candidate),
            explain.sentence(candidate.reason, titles=titles),
        )
    return table


def _shares(candidate: Candidate) -> str:
    ordered = sorted(candidate.parts.items(), key=lambda part: -part[1])
    return " + ".join(f"{source} {share:.2f}" for source, share in ordered)


def _as_json(slate: Slate, titles: dict[int, str]) -> dict[str, object]:
    return {
        "slate_id": str(slate.slate_id),
        "placement": slate.placement,
        "rung": slate.rung,
        "model_version": slate.model_version,
        "items": [
            {
                "rank": rank,
                "item_id": candidate.item_id,
                "title": titles[candidate.item_id],
                "score": candidate.score,
                "parts": candidate.parts,
                "source": candidate.reason.source,
                "kind": candidate.reason.kind,
                "cause": candidate.reason.cause,
                "reason": explain.sentence(candidate.reason, titles=titles),
            }
            for rank, candidate in enumerate(slate.chosen, start=1)
        ],
    }

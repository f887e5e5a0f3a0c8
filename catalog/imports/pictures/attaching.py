"""A picture for a product: the same bytes are the same picture, however often they come."""

from __future__ import annotations

import hashlib
import io
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from catalog import renditions, summaries
from catalog.models import Picture, Product


def attach(
    product_id: int, data: bytes, *, variant_id: int | None = None, source_url: str = ""
) -> Picture | None:
    """Give a product a picture at the end of its gallery; return nothing where it has this one already.

    The title of the product is its text for those who cannot see it; the worker makes the renditions.

    Raises: renditions.UnusablePicture: if the bytes are none, or too many.
    """
    kind = renditions.inspect(io.BytesIO(data), n_bytes=len(data))
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(pk=product_id).first()
        if product is None:
            return None
        gallery = Picture.objects.filter(product_id=product_id)
        known = gallery.filter(digest=digest).first()
        if known is not None:
            if source_url and not known.source_url:
                gallery.filter(pk=known.pk).update(source_url=source_url)
            return None
        last = gallery.aggregate(last=Max("position"))["last"]
        picture = Picture(
            product_id=product_id,
            variant_id=variant_id,
            alt=product.title,
            position=0 if last is None else last + 1,
            digest=digest,
            source_url=source_url,
        )
        picture.file.save(f"{slugify(product.title)[:80] or 'picture'}.{kind}", ContentFile(data))
        summaries.refresh([product_id])
        _render_later(picture.pk)
    return picture


def _render_later(picture_id: int) -> None:
    from catalog import tasks  # noqa: PLC0415 - the tasks of the catalogue import this module

    transaction.on_commit(partial(tasks.render_picture.delay, picture_id=picture_id), robust=True)

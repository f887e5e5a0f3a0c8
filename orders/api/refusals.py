"""The ways a call about selling can be refused, each with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from rest_framework.exceptions import APIException

from orders import checkout
from orders.carts import NotForSale, NothingLeft
from orders.models import Cart, CartLine
from orders.offers import CartEmpty, CheckoutIncomplete
from orders.payments.base import ProviderRefused, ProviderUnavailable
from orders.stock import OutOfStock


class Conflict(APIException):
    """The world is not as the call assumed."""

    status_code = 409
    default_code = "conflict"


class Unavailable(APIException):
    """Somebody we depend on does not answer."""

    status_code = 503
    default_code = "unavailable"


@contextmanager
def as_problems() -> Iterator[None]:
    """Translate the refusals of the verbs inside the block."""
    try:
        yield
    except (Cart.DoesNotExist, CartLine.DoesNotExist) as error:
        raise Http404("There is no such cart or line of yours.") from error
    except NotForSale as error:
        raise Conflict("This article is not for sale.", "not_for_sale") from error
    except NothingLeft as error:
        raise Conflict(f"Only {error.free} units can be had.", "nothing_left") from error
    except OutOfStock as error:
        short = ", ".join(f"variant {each.variant_id}: {each.free}" for each in error.shortages)
        raise Conflict(f"Fewer units are left than wanted: {short}.", "out_of_stock") from error
    except CartEmpty as error:
        raise Conflict("The cart is empty.", "cart_empty") from error
    except CheckoutIncomplete as error:
        raise Conflict(f"PUT checkout/ first: {error.step} is missing.", "incomplete") from error
    except checkout.OfferChanged as error:
        raise Conflict(_changed(error), "offer_changed") from error
    except (ProviderUnavailable, ProviderRefused, checkout.PaymentInTheWay) as error:
        raise Unavailable("The payment service does not answer; nothing was charged.") from error


def _changed(error: checkout.OfferChanged) -> str:
    if error.agreed is None:
        return "The seal is missing or forged: GET checkout/ and agree to what it says."
    return (
        f"The offer changed: {error.agreed} then, {error.quote.total} now."
        " GET checkout/ and agree to what it says."
    )

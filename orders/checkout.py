"""The kernel of selling: prepare → pay → settle. Each half is one short transaction; the provider is asked in between.

1. :func:`prepare` (transaction): an order that this cart already became is returned; the cart is locked; the offer is
   computed afresh and compared with the sealed one the shopper agreed to; units are held; a payment is written down.
2. :func:`hand_over` (no transaction): the provider opens a charge and says where the shopper pays.
3. :func:`settle` (no transaction): whoever comes first - the browser, a webhook, the sweeper - asks the provider what
   became of the charge and, when there is money, lets :mod:`orders.placing` write the order in one repeatable
   transaction; then the money is taken. Everybody who comes later finds the same order.

A process may be killed between any two steps: what is left behind is a payment that the sweeper settles or gives up,
and holds that expire by themselves.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from catalog.money import Money
from orders import contents, customers, locks, markets, offers, payments, placing, stock
from orders.contents import Contents
from orders.locks import Locks
from orders.models import Cart, CartStatus, Order, Payment, PaymentStatus
from orders.payments.base import Charge, ChargeRequest, ChargeStatus
from orders.promotions import limits
from orders.quotes import Quote, Seal
from orders.shoppers import Shopper
from orders.stock import OutOfStock, Shortage

HOLD_TIME = timedelta(minutes=15)
"""How long units are kept while the shopper reads the last step."""
PAYMENT_TIME = timedelta(minutes=30)
"""How long they are kept, and a charge stays open, while the shopper pays."""
ATTEMPTS = 3
"""How often an older payment may stand in the way of a new one before the shopper is asked to try again."""


class AlreadyOrdered(Exception):
    """This cart became an order before."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


class OfferChanged(Exception):
    """The offer is no longer the one the shopper agreed to; ``seal`` is empty when there was no readable one."""

    def __init__(self, *, seal: Seal | None, quote: Quote) -> None:
        self.seal = seal
        self.quote = quote
        super().__init__(f"{self.agreed} → {quote.total}")

    @property
    def agreed(self) -> Money | None:
        """The total the shopper agreed to."""
        return None if self.seal is None else self.seal.total


class PaymentInTheWay(Exception):
    """Another payment of this cart, for another offer, is not finished."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(str(payment))
        self.payment = payment


def hold(cart_id: int, *, now: datetime) -> datetime:
    """Keep the units of a cart for a shopper who reads the last step; return until when at least. Six queries.

    Every look at the last step extends it; it never shortens what a payment keeps.

    Raises:
        AlreadyOrdered: if the cart became an order.
        OutOfStock: if there are too few.
    """
    until = now + HOLD_TIME
    with locks.transaction() as lock:
        cart = lock.cart(cart_id)
        _refuse_ordered(cart)
        found = contents.read(cart, market=markets.current(), now=now)
        _refuse_unsaleable(found)
        stock.reserve(lock, cart_id=cart_id, wanted=found.wanted, now=now, until=until)
    return until


def begin(
    shopper: Shopper,
    *,
    cart_id: int,
    agreed: Seal | None,
    language: str,
    return_url: str,
    channel: str = "web",
    now: datetime,
) -> Payment:
    """Prepare a payment and hand the shopper over to the provider; ``redirect_url`` says where to.

    ``return_url`` contains ``{payment}`` where the payment's public id belongs.

    Raises:
        Cart.DoesNotExist: if the shopper has no such cart.
        AlreadyOrdered: if the cart became an order.
        OfferChanged: if the shopper has to agree to new terms first.
        OutOfStock: if there are too few units.
        offers.CartEmpty, offers.CheckoutIncomplete: if there is nothing to pay for yet.
        ProviderUnavailable, ProviderRefused: if the provider does not play along.
        PaymentInTheWay: if an older payment cannot be closed right now.
    """
    for attempt in range(ATTEMPTS):
        try:
            payment = prepare(
                shopper,
                cart_id=cart_id,
                agreed=agreed,
                language=language,
                return_url=return_url,
                channel=channel,
                now=now,
            )
            return hand_over(payment, now=now)
        except PaymentInTheWay as obstacle:
            if attempt == ATTEMPTS - 1:
                raise
            give_up(obstacle.payment.pk, now=now)
    raise AssertionError("unreachable")


def prepare(
    shopper: Shopper,
    *,
    cart_id: int,
    agreed: Seal | None,
    language: str,
    return_url: str,
    channel: str = "web",
    now: datetime,
) -> Payment:
    """Write down what the shopper is about to pay and keep its units; the same offer again gives the same payment."""
    with locks.transaction() as lock:
        cart = lock.cart_of(shopper, cart_id)
        _refuse_ordered(cart)
        unfinished = lock.open_payments(cart_id)
        offer = _offer(lock, cart, channel=channel, now=now)
        _refuse_unsaleable(offer.contents)
        quote = offers.quote(offer, language=language)
        _refuse_changed(quote, agreed, cart_id=cart_id)
        same = [payment for payment in unfinished if _is_for(payment, quote)]
        if unfinished and not same:
            raise PaymentInTheWay(unfinished[0])
        until = now + PAYMENT_TIME
        stock.reserve(lock, cart_id=cart_id, wanted=quote.wanted, now=now, until=until)
        limits.reserve(
            cart_id=cart_id,
            promotions=[each.promotion for each in offer.outcome.applied],
            customer=customers.normalised(quote.email),
            until=until,
        )
        return same[0] if same else _write(cart_id, quote, return_url=return_url, now=now)


def hand_over(payment: Payment, *, now: datetime) -> Payment:
    """Let the provider open the charge; repeated, it answers with the charge it opened before."""
    if payment.redirect_url:
        return payment
    started = payments.named(payment.provider).start(
        ChargeRequest(
            key=payment.public_id.hex,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            email=str(payment.quote["email"]),
            description=payment.public_id.hex,
            return_url=payment.return_url,
        )
    )
    payment.status = PaymentStatus.PENDING
    payment.provider_reference = started.reference
    payment.redirect_url = started.redirect_url
    is_first = Payment.objects.filter(pk=payment.pk, status=PaymentStatus.STARTED).update(
        status=payment.status,
        provider_reference=payment.provider_reference,
        redirect_url=payment.redirect_url,
        changed_at=now,
    )
    if not is_first:
        payment.refresh_from_db()
    return payment


def settle(payment_id: int, *, now: datetime) -> Payment:
    """Bring a payment to where the provider says it is: place the order, take the money, or let the units go.

    Raises:
        OutOfStock: if the money came too late for the units; it is given back.
        placing.Unwanted: if the cart was sold through another payment; the money is given back.
        ProviderUnavailable: if the provider did not answer; nothing is changed then.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.status == PaymentStatus.CAPTURED:
        return payment
    payment = hand_over(payment, now=now)
    charge = payments.named(payment.provider).fetch(payment.provider_reference)
    if charge.has_money:
        _sell(payment, charge, now=now)
    else:
        placing.note_unpaid(payment_id, charge=charge, now=now)
    payment.refresh_from_db()
    return payment


def take_money(payment_id: int, *, now: datetime) -> None:
    """Capture what an order costs, once the order stands; repeatable."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.status != PaymentStatus.AUTHORISED:
        return
    charge = payments.named(payment.provider).capture(
        payment.provider_reference, amount_minor=payment.amount_minor
    )
    placing.note_captured(payment_id, charge=charge, now=now)


def give_back(payment_id: int, *, now: datetime) -> None:
    """Return the money of a payment that will not become an order; repeatable."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.status != PaymentStatus.CANCELLED:
        return
    provider = payments.named(payment.provider)
    charge = provider.cancel(payment.provider_reference)
    if charge.status == ChargeStatus.CAPTURED and charge.refunded_minor < charge.captured_minor:
        provider.refund(
            payment.provider_reference,
            amount_minor=charge.captured_minor - charge.refunded_minor,
            key=f"{payment.public_id.hex}-unplaced",
        )
    placing.note_given_back(payment, now=now)


def give_up(payment_id: int, *, now: datetime) -> None:
    """Close a payment that nobody finished; one that was paid after all is settled instead, even at the last moment.

    Raises: as :func:`settle`.
    """
    payment = settle(payment_id, now=now)
    if payment.is_open:
        payments.named(payment.provider).cancel(payment.provider_reference)
        settle(payment_id, now=now)


def _offer(lock: Locks, cart: Cart, *, channel: str, now: datetime) -> offers.Offer:
    """Compute the offer; when it rests on limited promotions, lock them and compute it once more."""
    offer = offers.read(cart, now=now, channel=channel)
    if not offer.limited_ids:
        return offer
    lock.promotions(offer.limited_ids)
    return offers.read(cart, now=now, channel=channel)


def _sell(payment: Payment, charge: Charge, *, now: datetime) -> None:
    """Turn money into an order and take it, or give it back when there is nothing to sell for it."""
    try:
        placing.place(payment.pk, charge=charge, now=now)
    except (OutOfStock, placing.Unwanted):
        give_back(payment.pk, now=now)
        raise
    take_money(payment.pk, now=now)


def _write(cart_id: int, quote: Quote, *, return_url: str, now: datetime) -> Payment:
    payment = Payment(
        cart_id=cart_id,
        provider=payments.chosen(amount_minor=quote.total_minor).name,
        currency=quote.currency,
        amount_minor=quote.total_minor,
        quote=quote.to_json(),
        created_at=now,
        changed_at=now,
    )
    payment.return_url = return_url.replace("{payment}", str(payment.public_id))
    payment.save()
    return payment


def _is_for(payment: Payment, quote: Quote) -> bool:
    """Return whether a payment is open and for just this offer, to the same person and place."""
    return payment.is_open and Quote.from_json(payment.quote) == quote


def _refuse_ordered(cart: Cart) -> None:
    if cart.status == CartStatus.ORDERED:
        raise AlreadyOrdered(Order.objects.get(cart=cart))


def _refuse_unsaleable(found: Contents) -> None:
    """Refuse articles that were withdrawn from sale; those short of stock are found under lock."""
    withdrawn = tuple(
        Shortage(line.variant_id, wanted=line.quantity, free=0)
        for line in found.lines
        if not line.is_for_sale
    )
    if withdrawn:
        raise OutOfStock(withdrawn)


def _refuse_changed(quote: Quote, agreed: Seal | None, *, cart_id: int) -> None:
    if agreed is None or agreed.cart_id != cart_id:
        raise OfferChanged(seal=None, quote=quote)
    if agreed.digest != quote.digest:
        raise OfferChanged(seal=agreed, quote=quote)

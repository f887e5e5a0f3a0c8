"""The rules by which rows of an order file are judged; every one can be overridden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal

from catalog.imports.columns import Column

COLUMNS = (
    Column(
        "order",
        (
            "InvoiceNo", "Invoice", "OrderId", "OrderNo", "OrderNumber", "OrderReference",
            "InvoiceNumber", "TransactionId", "TransactionNo", "Transaction", "BillNo", "Basket",
            "BasketId", "OrderKey", "SalesOrderNumber", "SalesOrderId", "SaleId", "TicketId", "ReceiptNo", "ReceiptId", "Rechnungsnummer", "Bestellnummer", "NumeroDeCommande",
        ),
        is_required=True,
    ),
    Column(
        "sku",
        (
            "StockCode", "ProductCode", "ProductId", "ProductNo", "ItemId", "ItemCode", "ItemNo",
            "ArticleNo", "ArticleId", "Article", "Artikelnummer", "Référence", "VariantSku", "LineitemSku", "ProductSku", "ItemSku",
            "ProdCode", "ProductKey", "ProductNumber", "ItemNumber", "Product", "Item", "ParentAsin", "ASIN",
        ),
        is_required=True,
    ),
    Column(
        "items",
        ("Products", "ProductIds", "ItemIds", "ProductCodes", "StockCodes", "Skus", "Articles", "ItemList", "ProductList",
         "BasketItems", "LineItems", "Itemset"),
    ),
    Column(
        "title",
        ("Description", "ProductName", "ItemName", "Itemname", "ItemDescription", "ProductTitle",
         "LineitemName", "ProductDescription", "Name"),
    ),
    Column("quantity", ("Qty", "Units", "LineitemQuantity", "Amount", "Menge", "Anzahl", "Quantité", "Count", "Pieces",
                        "ProductQuantity", "ItemQuantity", "OrderQuantity", "PurchaseQuantity", "QuantityOrdered",
                        "QtyOrdered", "QuantitySold", "UnitsSold", "NumberOfItemsPurchased")),
    Column(
        "ordered_at",
        ("InvoiceDate", "OrderDate", "OrderedAt", "Date", "DateTime", "Timestamp", "CreatedAt",
         "TransactionDate", "PurchaseDate", "TransactionTime", "Time", "TransactionDt", "TDat",
         "OrderTime", "SaleDate", "BoughtAt", "Bestelldatum", "Rechnungsdatum", "Datum", "DateDeCommande",
         "OrderPurchaseTimestamp", "OrderTimestamp", "OrderDatetime", "TransactionDatetime", "TransactionTimestamp",
         "InvoiceDatetime", "PurchaseTimestamp", "PurchaseTime", "PurchasedAt", "SalesDate", "ShopDate", "BasketDate",
         "EventTime", "EventTimestamp", "EventDate"),
        is_required=True,
    ),
    Column("day_number", ("Day", "DayNo", "DayNumber")),
    Column("unit_price", ("UnitPrice", "Price", "LineitemPrice", "ItemPrice", "PriceEach", "CostPerItem", "Einzelpreis", "PrixUnitaire")),
    Column(
        "customer",
        ("CustomerUniqueId", "CustomerID", "Customer", "CustomerNo", "CustomerNumber", "CustomerReference", "UserId",
         "User", "ClientId", "MemberNumber", "BuyerId", "Kundennummer", "Kunde", "CustId",
         "CustCode", "CustomerCode", "CustomerKey", "HouseholdKey", "HouseholdId", "Household", "MemberId",
         "LoyaltyId", "CardId", "CardNo", "ShopperId"),
    ),
    Column("country", ("ShippingCountry", "CountryName", "ShipCountry", "Land", "Pays")),
    Column("currency", ("CurrencyCode", "Cur")),
    Column("status", ("OrderStatus", "State", "FinancialStatus")),
)  # fmt: skip
"""What we look for in the header, with the names other systems give it."""


@dataclass(frozen=True, slots=True)
class OrderRules:
    """How rows are judged. The defaults fit a shop's own export; see :data:`BASELINE` for the other use."""

    currency_exponent: int = 2
    zone: tzinfo = UTC
    """Where the clock of the file stands, for times without an offset."""
    not_after: datetime | None = None
    """Lines dated later are mistakes; None = any date will do."""
    day_first: bool | None = None
    """Whether 1/2/2011 is the first of February; None = found out from the file."""
    product_code: str = ""
    """A regular expression; codes it does not match are no products."""
    products: frozenset[str] = frozenset()
    """Codes that are products whatever the rules say, in capitals."""
    not_products: frozenset[str] = frozenset()
    """Codes that are no products whatever the rules say, in capitals."""
    tells_fees_apart: bool = True
    """Whether postage, fees, vouchers, discounts and manual postings are recognised."""
    returns: Literal["cancel", "leave out"] = "cancel"
    """Whether a return cancels the purchase it belongs to, or is left out and cancels nothing."""
    keeps_duplicates: bool = False
    """Whether a line equal to an earlier one in every column counts again."""
    keeps_guests: bool = True
    """Whether orders without a customer count; they tell what is bought together."""
    needs_price: bool = True
    """Whether a line needs a price; without, lines whose price is blank count too."""
    takes_odd_lines: bool = False
    """Whether ids of any length, parts of a unit, and days counted from an unknown first one will do: enough to
    learn from, but no order that a shop could keep."""
    ignores_case: bool = True
    """Whether 85123a and 85123A are one product."""


BASELINE = OrderRules(
    product_code=r"\d{5}",
    tells_fees_apart=False,
    returns="leave out",
    keeps_duplicates=True,
    keeps_guests=False,
    ignores_case=False,
)
"""The clean lines of the published baselines: customer known, not cancelled, quantity and price above 0,
five-digit code. On Online Retail 2010-11 these are 396,337 lines."""

"""The columns of product tables, with the names other shops and feeds give them."""

from __future__ import annotations

from catalog.imports.columns import Column

COLUMNS = (
    Column("title", ("Name", "ProductName", "ProductTitle", "ItemName", "Product"), is_required=True),
    Column(
        "external_id",
        ("Id", "ProductId", "ItemId", "ExternalId", "Uniq Id", "UniqId", "Asin", "BookId"),
    ),
    Column("group", ("ItemGroupId", "GroupId", "ParentId", "ParentSku", "Parent", "Handle")),
    Column(
        "sku",
        ("VariantSku", "SkuCode", "ArticleNumber", "ArticleNo", "ItemNumber", "ProductCode", "StockCode",
         "Mpn", "PartNumber", "Model"),
    ),
    Column("ean", ("Gtin", "Barcode", "VariantBarcode", "Upc", "Ean13", "Isbn13", "Isbn")),
    Column(
        "description",
        ("BodyHtml", "Body (HTML)", "ProductDescription", "LongDescription", "ShortDescription", "Details"),
    ),
    Column("brand", ("Vendor", "Manufacturer", "Supplier", "Maker", "BrandName", "Authors", "Author")),
    Column(
        "category",
        ("Categories", "Department", "CategoryPath", "CategoryName", "ProductCategory", "Breadcrumb",
         "Breadcrumbs", "GoogleProductCategory"),
    ),
    Column("product_type", ("Type", "ProductType", "Style")),
    Column("tags", ("Keywords", "Labels")),
    Column("price", ("RegularPrice", "VariantPrice", "UnitPrice", "ListPrice", "CurrentPrice", "Cost")),
    Column("sale_price", ("SpecialPrice", "DiscountedPrice", "OfferPrice")),
    Column(
        "sale_dates",
        ("SalePriceEffectiveDate", "SpecialPriceToDate", "SpecialPriceFromDate", "DateSalePriceEnds"),
    ),
    Column(
        "compare_at_price",
        ("VariantCompareAtPrice", "CompareAt", "OldPrice", "Msrp", "Rrp", "PriceBefore", "WasPrice"),
    ),
    Column("currency", ("CurrencyCode", "PriceCurrency")),
    Column(
        "stock",
        ("Quantity", "Qty", "OnHand", "Inventory", "StockQuantity", "CurrentStock", "VariantInventoryQty",
         "InventoryQuantity", "Units"),
    ),
    Column("availability", ("InStock", "IsInStock", "AvailabilityStatus", "StockStatus")),
    Column("visible", ("Published", "Status", "IsActive", "Active", "Visibility", "WhereVisible")),
    Column("published_at", ("DateReleased", "ReleaseDate", "AvailableFrom", "AvailabilityDate", "CreatedAt")),
    Column("hidden_at", ("VisibleUntil", "AvailableUntil", "PublishedUntil", "ExpirationDate", "ExpiresAt")),
    Column("picture", ("ImageLink", "Image", "ImageUrl", "Images", "ImageSrc", "Thumbnail", "Picture",
                       "AdditionalImageLink", "VariantImage")),
    Column("image_urls"),
    Column("link", ("Url", "ProductUrl", "MobileLink")),
)  # fmt: skip
"""What we look for in the header, with the names other shops give it."""

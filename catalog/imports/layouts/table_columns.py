"""The columns of product tables, with the names other shops and feeds give them, in three languages."""

from __future__ import annotations

from catalog.imports.columns import Column

COLUMNS = (
    Column(
        "title",
        ("Name", "ProductName", "ProductTitle", "ItemName", "Product", "ProdName", "Titel", "Bezeichnung",
         "Artikelbezeichnung", "Produktbezeichnung", "Produktname", "Artikelname", "Nom", "NomDuProduit", "Titre",
         "Désignation", "Libellé"),
        is_required=True,
    ),
    Column(
        "external_id",
        ("ProductUid", "Id", "ProductId", "ItemId", "ArticleId", "ExternalId", "Uniq Id", "UniqId", "Asin", "ParentAsin",
         "BookId", "DocId", "DocNo"),
    ),
    Column(
        "group", ("ItemGroupId", "GroupId", "ParentId", "ParentSku", "Parent", "Handle", "ReferenceHandle")
    ),
    Column(
        "sku",
        ("VariantSku", "SkuCode", "ArticleNumber", "ArticleNo", "ItemNumber", "ProductCode", "StockCode",
         "Artikelnummer", "ArtikelNr", "ArtNr", "Référence", "Réf", "Mpn", "PartNumber", "Model", "Code"),
    ),
    Column("ean", ("Gtin", "Barcode", "VariantBarcode", "Upc", "Ean13", "Isbn13", "Isbn")),
    Column(
        "description",
        ("BodyHtml", "Body (HTML)", "ProductDescription", "LongDescription", "ShortDescription", "Details",
         "DetailDesc", "Beschreibung", "Produktbeschreibung", "Artikelbeschreibung"),
    ),
    Column(
        "brand",
        ("Vendor", "Manufacturer", "Supplier", "Maker", "BrandName", "ProductBrand", "Brands", "Marke", "Hersteller",
         "Marque", "Fabricant", "Authors", "Author"),
    ),
    Column(
        "highlights",
        ("ProductBulletPoint", "ProductBulletPoints", "BulletPoints", "BulletPoint", "KeyFeatures", "AboutProduct"),
    ),
    Column(
        "category",
        ("Categories", "Department", "CategoryPath", "CategoryName", "ProductCategory", "CategoryHierarchy",
         "CategoryTree", "ProductCategoryTree", "Breadcrumb", "Breadcrumbs", "Kategorie", "Warengruppe", "Catégorie",
         "Rayon", "GoogleProductCategory", "MainCategory"),
    ),
    Column("product_type", ("Type", "ProductType", "ProductTypeName", "ProductClass", "Style")),
    Column(
        "specifications",
        ("ProductFeatures", "Specification", "Specs", "AdditionalAttributes", "ProductAttributes", "TechnicalDetails"),
    ),
    Column("tags", ("Keywords", "Labels")),
    Column(
        "price",
        ("RegularPrice", "VariantPrice", "UnitPrice", "ListPrice", "CurrentPrice", "SellingPrice", "SalesPrice",
         "Preis", "Verkaufspreis", "Bruttopreis", "Prix", "PrixTTC", "PrixDeVente", "Cost", "RetailPrice",
         "ActualPrice", "OriginalPrice", "Mrp"),
    ),
    Column("sale_price", ("SpecialPrice", "DiscountedPrice", "DiscountPrice", "OfferPrice", "Angebotspreis",
                          "PrixPromo")),
    Column(
        "sale_dates",
        ("SalePriceEffectiveDate", "SpecialPriceToDate", "SpecialPriceFromDate", "DateSalePriceEnds"),
    ),
    Column(
        "compare_at_price",
        ("VariantCompareAtPrice", "CompareAt", "OldPrice", "OriginalPrice", "RetailPrice", "Msrp", "Rrp", "Mrp",
         "Uvp", "PriceBefore", "WasPrice", "PrixBarré"),
    ),
    Column("currency", ("CurrencyCode", "PriceCurrency", "Währung", "Devise")),
    Column(
        "stock",
        ("Quantity", "Qty", "OnHand", "Inventory", "StockQuantity", "CurrentStock", "VariantInventoryQty",
         "InventoryQuantity", "Bestand", "Lagerbestand", "Menge", "Quantité", "Units"),
    ),
    Column("availability", ("InStock", "IsInStock", "AvailabilityStatus", "StockStatus")),
    Column("visible", ("Published", "Status", "IsActive", "Active", "Visibility", "IsVisible", "WhereVisible")),
    Column("published_at", ("DateReleased", "ReleaseDate", "AvailableFrom", "AvailabilityDate", "CreatedAt")),
    Column("hidden_at", ("VisibleUntil", "AvailableUntil", "PublishedUntil", "ExpirationDate", "ExpiresAt")),
    Column("seo_title", ("MetaTitle", "PageTitle")),
    Column("seo_description", ("MetaDescription",)),
    Column(
        "image_urls",
        ("ImageLink", "ImageUrlHighRes", "ImageUrl", "Image", "Images", "ImageSrc", "ImageLinks", "MainImage",
         "BaseImage", "ProductImage", "ProductImages", "Picture", "Pictures", "PictureUrl", "PictureUrls", "Photo",
         "Photos", "PhotoUrl", "PhotoUrls", "Img", "ImgUrl", "ImgSrc", "ImUrl", "Bild", "BildUrl", "Bilder",
         "VariantImage", "Thumbnail", "ThumbnailUrl"),
    ),
    Column(
        "additional_image_urls",
        ("AdditionalImageLink", "AdditionalImageLinks", "AdditionalImages", "AdditionalImageUrl", "AdditionalPictures",
         "OtherImages", "MoreImages", "Images", "VariantImage"),
    ),
    Column("link", ("Url", "ProductUrl", "MobileLink")),
    Column("rejected_because"),
)  # fmt: skip
"""What we look for in the header, with the names other shops give it."""
PICTURES = ("image_urls", "additional_image_urls")
"""Columns of addresses of pictures, in the order of the gallery."""

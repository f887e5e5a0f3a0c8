"""The shapes of product files we know, each in one file; the first that recognises a file reads it."""

from __future__ import annotations

from catalog.imports.layouts.dummyjson import DummyJson
from catalog.imports.layouts.icecat import Icecat
from catalog.imports.layouts.layout import Layout
from catalog.imports.layouts.magento import Magento
from catalog.imports.layouts.retail_demo_store import RetailDemoStore
from catalog.imports.layouts.shop_export import ShopExport
from catalog.imports.layouts.shopify import Shopify
from catalog.imports.layouts.woocommerce import WooCommerce

SHOP_EXPORTS: tuple[type[ShopExport], ...] = (Shopify, WooCommerce, Magento)
"""Tables of other shop systems, whose rows make products together."""
LAYOUTS: tuple[type[Layout], ...] = (Icecat, RetailDemoStore, DummyJson)
"""Layouts of JSON files; what none of them recognises is read as a table (``table.TableLayout``)."""

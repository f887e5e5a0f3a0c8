"""A shop that can sell from the first start: one market, its tax rates and three ways of delivery. Staff edit them."""

from decimal import Decimal

from babel.numbers import get_currency_precision
from django.conf import settings
from django.db import migrations

HOME_COUNTRY = {"EUR": "DE", "GBP": "GB", "USD": "US", "CHF": "CH", "JPY": "JP", "SEK": "SE", "PLN": "PL"}
EXCLUSIVE_CURRENCIES = {"USD"}
"""Where prices are customarily shown before tax."""

STANDARD = {
    "AT": "20", "BE": "21", "BG": "20", "CH": "8.1", "CY": "19", "CZ": "21", "DE": "19", "DK": "25", "EE": "24",
    "ES": "21", "FI": "25.5", "FR": "20", "GB": "20", "GR": "24", "HR": "25", "HU": "27", "IE": "23", "IT": "22",
    "JP": "10", "LT": "21", "LU": "17", "LV": "21", "MT": "18", "NL": "21", "NO": "25", "PL": "23", "PT": "23",
    "RO": "21", "SE": "25", "SI": "22", "SK": "23",
}
REDUCED = {
    "AT": "10", "BE": "6", "DE": "7", "ES": "10", "FR": "5.5", "GB": "5", "IE": "13.5", "IT": "10", "NL": "9",
    "PL": "8", "PT": "13", "SE": "12",
}
METHODS = [
    # code, name, description, hundredths of a unit, free from, days
    ("standard", "Standard delivery", "By parcel to your door", 490, 5000, (2, 4)),
    ("express", "Express delivery", "Leaves today when ordered before noon", 990, None, (1, 1)),
    ("pickup", "Pick up in the shop", "We write when it is ready", 0, None, (1, 2)),
]


def minor_units(hundredths, currency):
    """Scale 4.90 to the currency: 490 cents, 490 yen, 4900 fils."""
    return None if hundredths is None else hundredths * 10 ** max(0, get_currency_precision(currency) - 2)


def seed(apps, schema_editor):
    currency = settings.SHOP_CURRENCY
    apps.get_model("orders", "Market").objects.create(
        code="home",
        name=settings.SHOP_NAME,
        currency=currency,
        home_country=HOME_COUNTRY.get(currency, "DE"),
        is_tax_included=currency not in EXCLUSIVE_CURRENCIES,
        is_default=True,
    )
    TaxRate = apps.get_model("orders", "TaxRate")
    TaxRate.objects.bulk_create(
        TaxRate(country=country, tax_class=tax_class, percent=Decimal(percent), name="VAT")
        for tax_class, table in (("standard", STANDARD), ("reduced", REDUCED))
        for country, percent in table.items()
    )
    DeliveryMethod = apps.get_model("orders", "DeliveryMethod")
    DeliveryMethod.objects.bulk_create(
        DeliveryMethod(
            code=code,
            name=name,
            description=description,
            currency=currency,
            price_minor=minor_units(price, currency),
            free_from_minor=minor_units(free_from, currency),
            days_min=days[0],
            days_max=days[1],
            position=position,
        )
        for position, (code, name, description, price, free_from, days) in enumerate(METHODS)
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_merge_note_home_country")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

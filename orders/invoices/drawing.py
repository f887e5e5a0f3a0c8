"""Draws an invoice as PDF. Only the worker loads the library, and only here."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.utils import translation
from django.utils.translation import gettext as _

from orders.invoices.content import InvoiceContent, content
from orders.models import Invoice

if TYPE_CHECKING:
    from reportlab.platypus import Flowable  # type: ignore[import-untyped]

FONTS = Path(__file__).parent / "fonts"
"""DejaVu Sans: Latin, Greek and Cyrillic letters, so that names are written as people spell them."""
TEXT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
INK, HAIRLINE = "#1c1b19", "#e5e1d8"
MARGIN_POINTS = 57
"""Two centimetres."""
COLUMNS_POINTS = (246, 45, 70, 45, 75)


def draw(invoice: Invoice) -> bytes:
    """Return the PDF of an invoice in the customer's language."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # noqa: PLC0415
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415

    _load_fonts()
    with translation.override(invoice.order.language):
        said = content(invoice)
        paper = BytesIO()
        document = SimpleDocTemplate(
            paper,
            pagesize=A4,
            leftMargin=MARGIN_POINTS,
            rightMargin=MARGIN_POINTS,
            topMargin=MARGIN_POINTS,
            bottomMargin=MARGIN_POINTS,
            title=said.title,
            author=said.seller[0],
            lang=invoice.order.language,
        )
        document.build(_story(said))
    return paper.getvalue()


@cache
def _load_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415

    for name in (TEXT, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def _story(said: InvoiceContent) -> list[Flowable]:
    from reportlab.platypus import Spacer  # noqa: PLC0415

    return [
        *(_paragraph(line, size=8) for line in said.seller),
        Spacer(1, 36),
        *(_paragraph(line) for line in said.customer),
        Spacer(1, 36),
        _paragraph(said.title, font=BOLD, size=15),
        Spacer(1, 10),
        *(_paragraph(f"{label}: {value}") for label, value in said.facts),
        Spacer(1, 18),
        _articles(said),
        Spacer(1, 12),
        _sums(said),
        Spacer(1, 24),
        _paragraph(said.note),
    ]


def _paragraph(text: str, *, font: str = TEXT, size: int = 9) -> Flowable:
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    style = ParagraphStyle(font, fontName=font, fontSize=size, leading=size * 1.4, textColor=INK)
    return Paragraph(escape(text), style)


def _articles(said: InvoiceContent) -> Flowable:
    head = [_("Article"), _("Number"), _("Each"), _("Tax"), _("Price")]
    rows: list[list[Any]] = [
        [_paragraph(row.text, size=8), row.quantity, row.unit_price, row.tax, row.total]
        for row in said.rows
    ]
    return _table([head, *rows], COLUMNS_POINTS, bold_row=0, repeats_head=True)


def _sums(said: InvoiceContent) -> Flowable:
    rows = [[label, value] for label, value in (*said.sums, said.total)]
    return _table(rows, (COLUMNS_POINTS[0] + 160, 75), bold_row=len(rows) - 1)


def _table(
    rows: list[list[Any]],
    widths: tuple[int, ...],
    *,
    bold_row: int,
    repeats_head: bool = False,
) -> Flowable:
    from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]  # noqa: PLC0415
    from reportlab.platypus import Table, TableStyle  # noqa: PLC0415

    style = [
        ("FONT", (0, 0), (-1, -1), TEXT, 8),
        ("FONT", (0, bold_row), (-1, bold_row), BOLD, 8),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(INK)),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(HAIRLINE)),
    ]
    table = Table(rows, colWidths=widths, repeatRows=int(repeats_head), hAlign="LEFT")
    table.setStyle(TableStyle(style))
    return table

"""Patterns of cloth by name, laid over a rectangle; the caller clips them to the garment."""

from __future__ import annotations

from storefront.demo.pictures.easel import Easel


def lay(
    easel: Easel,
    name: str,
    accent: str,
    *,
    x: float = 60,
    y: float = 60,
    width: float = 280,
    height: float = 280,
    step: float = 26,
) -> None:
    """Lay a pattern over a rectangle; ``step`` is its repeat. A name that is no pattern stays plain."""
    columns, rows = range(int(width / step) + 1), range(int(height / step) + 1)
    if name == "striped":
        stripes = "".join(
            f"M{x:.0f} {y + row * step:.0f}q{width / 2:.0f} {step * 0.5:.0f} {width:.0f} 0"
            for row in rows
        )
        easel.line(stripes, accent, step * 0.34, opacity=0.8)
    elif name == "checked":
        bands = "".join(f"M{x + column * step:.0f} {y:.0f}v{height:.0f}" for column in columns)
        easel.line(bands, accent, step * 0.32, opacity=0.32)
        bands = "".join(f"M{x:.0f} {y + row * step:.0f}h{width:.0f}" for row in rows)
        easel.line(bands, accent, step * 0.32, opacity=0.32)
    elif name == "herringbone":
        teeth = f"l{step / 2:.1f} {step / 2:.1f}l{step / 2:.1f} -{step / 2:.1f}"
        zigzag = "".join(
            f"M{x:.0f} {y + row * step * 0.6:.0f}" + teeth * len(columns)
            for row in range(int(len(rows) / 0.6))
        )
        easel.line(zigzag, accent, step * 0.12, opacity=0.6)
    elif name == "dotted":
        dots = [
            (x + column * step + row % 2 * step / 2, y + row * step)
            for row in rows
            for column in columns
        ]
        easel.specks(dots, accent, step * 0.36)
    elif name == "embroidered":
        sprig = f'<path d="M0-13q12 13 0 26q-12-13 0-26M-14 4q8 2 12 10M14 4q-8 2-12 10" fill="{accent}" opacity=".8"/>'
        for row in range(len(rows) // 2):
            for column in range(len(columns) // 2):
                easel.stamp(
                    sprig, x + step + column * step * 2 + row % 2 * step, y + step + row * step * 2
                )

"""Outlines as SVG path data, on a canvas of 400 × 400: smooth, symmetrical, with rounded corners."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{round(value, 1):g}"


def at(x: float, y: float) -> str:
    """Write a point."""
    return f"{number(x)} {number(y)}"


def closed(points: Sequence[Point], *, smooth: float = 1.0) -> str:
    """Return a smooth closed outline through the points (Catmull–Rom as cubic Béziers)."""
    n = len(points)
    parts = [f"M{at(*points[0])}"]
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + step) % n] for step in (-1, 0, 1, 2))
        parts.append(_curve(p0, p1, p2, p3, smooth))
    return "".join(parts) + "Z"


def opened(points: Sequence[Point], *, smooth: float = 1.0) -> str:
    """Return a smooth line through the points."""
    ends = (points[0], *points, points[-1])
    parts = [f"M{at(*points[0])}"]
    parts.extend(
        _curve(ends[i], ends[i + 1], ends[i + 2], ends[i + 3], smooth)
        for i in range(len(points) - 1)
    )
    return "".join(parts)


def lathe(cx: float, profile: Sequence[Point], *, dip: float = 0.16) -> str:
    """Return the outline of a turned body: ``(y, radius)`` from the top down, with round rim and foot.

    ``dip`` is how round rim and foot look from slightly above: the height of their ellipse by its width.
    """
    (top, r_top), (foot, r_foot) = profile[0], profile[-1]
    right = [(cx + r, y) for y, r in profile]
    left = [(cx - r, y) for y, r in reversed(profile)]
    down = opened(right)
    up = opened(left)
    return (
        f"{down}A{at(r_foot, r_foot * dip)} 0 0 1 {at(cx - r_foot, foot)}"
        f"L{up[1:]}A{at(r_top, r_top * dip)} 0 0 1 {at(cx + r_top, top)}Z"
    )


def cylinder(
    cx: float, top: float, foot: float, r_top: float, r_foot: float, *, dip: float = 0.16
) -> str:
    """Return the outline of a straight or tapering round body."""
    return (
        f"M{at(cx + r_top, top)}L{at(cx + r_foot, foot)}"
        f"A{at(r_foot, r_foot * dip)} 0 0 1 {at(cx - r_foot, foot)}"
        f"L{at(cx - r_top, top)}A{at(r_top, r_top * dip)} 0 0 1 {at(cx + r_top, top)}Z"
    )


def polygon(points: Sequence[Point], radius: float = 6.0) -> str:
    """Return a polygon whose corners are rounded."""
    parts: list[str] = []
    n = len(points)
    for i in range(n):
        before, corner, after = points[i - 1], points[i], points[(i + 1) % n]
        start = _towards(corner, before, radius)
        end = _towards(corner, after, radius)
        parts.append(f"{'L' if parts else 'M'}{at(*start)}Q{at(*corner)} {at(*end)}")
    return "".join(parts) + "Z"


def box(x: float, y: float, width: float, height: float, radius: float = 6.0) -> str:
    """Return a rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    return (
        f"M{at(x + r, y)}h{number(width - 2 * r)}a{at(r, r)} 0 0 1 {at(r, r)}v{number(height - 2 * r)}"
        f"a{at(r, r)} 0 0 1 {at(-r, r)}h{number(2 * r - width)}a{at(r, r)} 0 0 1 {at(-r, -r)}"
        f"v{number(2 * r - height)}a{at(r, r)} 0 0 1 {at(r, -r)}Z"
    )


def oval(cx: float, cy: float, rx: float, ry: float) -> str:
    """Return an ellipse as path data."""
    return f"M{at(cx - rx, cy)}a{at(rx, ry)} 0 1 0 {at(2 * rx, 0)}a{at(rx, ry)} 0 1 0 {at(-2 * rx, 0)}Z"


def turned(points: Sequence[Point], cx: float, cy: float, degrees: float) -> list[Point]:
    """Return the points turned around a centre."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in points
    ]


def _curve(p0: Point, p1: Point, p2: Point, p3: Point, smooth: float) -> str:
    pull = smooth / 6
    c1 = (p1[0] + (p2[0] - p0[0]) * pull, p1[1] + (p2[1] - p0[1]) * pull)
    c2 = (p2[0] - (p3[0] - p1[0]) * pull, p2[1] - (p3[1] - p1[1]) * pull)
    return f"C{at(*c1)} {at(*c2)} {at(*p2)}"


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end) or 1.0
    share = min(distance, length / 2) / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

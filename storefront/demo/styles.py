"""The looks that brands, products and shoppers have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """One look: its word, and what a description may say about it."""

    code: str
    name: str
    moods: tuple[str, ...]


STYLES: tuple[Style, ...] = (
    Style("nordic", "Nordic", (
        "Clear lines and a light touch keep the design calm.",
        "The shape is reduced to what it needs, in the Nordic manner.",
        "Soft corners and quiet proportions let it sit easily beside what you already own.",
    )),
    Style("industrial", "Industrial", (
        "Visible joints and sober tones give it a workshop character.",
        "Nothing is hidden: how it is made is part of how it looks.",
        "It borrows its sturdy look from tools and workbenches.",
    )),
    Style("classic", "Classic", (
        "The proportions are the familiar ones, drawn a little finer.",
        "A design that was right fifty years ago and still is.",
        "Small, careful details reward a second look.",
    )),
    Style("playful", "Playful", (
        "Round shapes and a cheerful palette put it in a good mood.",
        "It does its job with a wink.",
        "Unexpected colour on the inside makes it fun to pick up.",
    )),
    Style("botanical", "Botanical", (
        "Its lines follow leaves and seed pods rather than rulers.",
        "Earthy tones bring a little of the garden inside.",
        "The surface keeps the small irregularities of natural things.",
    )),
    Style("minimal", "Minimal", (
        "No ornament, no visible screw, nothing that could date.",
        "One form, one surface: the rest was left away.",
        "The plain outline makes it disappear until you need it.",
    )),
    Style("rustic", "Rustic", (
        "Marks of the hand are left where they belong.",
        "It looks as if it had always stood there, and gets better with age.",
        "Robust and a little uneven, as good everyday things are.",
    )),
    Style("midcentury", "Mid-century", (
        "Tapered lines and warm contrast recall the living rooms of the fifties.",
        "Its slender silhouette is a bow to mid-century designers.",
        "Warm tones and a confident outline make it a small statement.",
    )),
)  # fmt: skip

"""Colours of the report."""

from __future__ import annotations

# Okabe and Ito: told apart with every kind of colour vision.
BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#8A94A0",
)
SERIES = (BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW)
REST = "#C4CAD1"
STRENGTHS = {
    "binding": "#0B3C5D",
    "pledged": BLUE,
    "intended": SKY,
    "exploratory": ORANGE,
    "aspirational": RED,
}
STATUSES = {
    "announced": SKY,
    "agreed": BLUE,
    "in_progress": ORANGE,
    "completed": GREEN,
    "cancelled": RED,
}
MOVES = {
    "raised": GREEN,
    "lowered": RED,
    "earlier": SKY,
    "later": ORANGE,
    "firmer": "#0B3C5D",
    "weaker": "#8C4A00",
    "given": BLUE,
    "dropped": GREY,
    "changed": PINK,
}
DIRECTIONS = {
    "exactly or about": BLUE,
    "at least or over": GREEN,
    "at most or under": ORANGE,
}
KINDS = {"direct": BLUE, "mixed": SKY}
INK = "#1c2530"

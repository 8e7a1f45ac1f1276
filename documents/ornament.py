"""Engine-turned ornament for the certificate, as vectors: ``python -m documents.ornament`` writes the two pictures.

The curves are those of a rose engine: a band of sine waves set round a circle, each a little out of phase with the
last. Lengths are millimetres of the printed card.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

_INK = "#bda676"


def _band(x: float, y: float, radius: float, swing: float, lobes: int, curves: int, points: int) -> Iterator[str]:
    """One band of a rosette: ``curves`` closed waves of ``lobes`` lobes, swinging ``swing`` about ``radius``."""
    for curve in range(curves):
        shift = math.tau * curve / curves
        places = []
        for step in range(points):
            turn = math.tau * step / points
            reach = radius + swing * math.sin(lobes * turn + shift)
            places.append(f"{x + reach * math.cos(turn):.2f} {y + reach * math.sin(turn):.2f}")
        yield f"M{'L'.join(places)}Z"


def _wave(x: float, y: float, length: float, half: float, swing: float, upright: bool) -> str:
    """A wave of ``length`` along a side, every half wave ``half`` long, as smooth quadratic curves."""
    count = max(1, int(length / half + 0.5))
    half = length / count
    first = f"q{swing:.3f} {half / 2:.3f} 0 {half:.3f}" if upright else f"q{half / 2:.3f} {swing:.3f} {half:.3f} 0"
    following = f"t0 {half:.3f}" if upright else f"t{half:.3f} 0"
    return f"M{x:.2f} {y:.2f}{first}{following * (count - 1)}"


def _drawing(width: float, height: float, paths: list[str], stroke: float, extra: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<g fill="none" stroke="{_INK}" stroke-width="{stroke}">{extra}<path d="{"".join(paths)}"/></g></svg>\n'
    )


def rosette() -> str:
    """The ground behind the serial: three bands round one centre, 100 mm across."""
    paths = [
        *_band(50, 50, 40, 8.5, 36, 6, 432),
        *_band(50, 50, 26, 6.5, 24, 5, 288),
        *_band(50, 50, 14.5, 4.6, 16, 4, 192),
    ]
    return _drawing(100, 100, paths, 0.09)


def frame(width: float = 210, height: float = 148, edge: float = 9, corner: float = 7) -> str:
    """The border of a card: interlaced waves along each side, a small rose in each corner, two hairlines."""
    centre = edge + corner / 2
    paths: list[str] = []
    for swing in (2.7, -2.7, 1.3, -1.3):
        for y in (centre, height - centre):
            paths.append(_wave(edge + corner, y, width - 2 * (edge + corner), 2.6, swing, upright=False))
        for x in (centre, width - centre):
            paths.append(_wave(x, edge + corner, height - 2 * (edge + corner), 2.6, swing, upright=True))
    for x in (centre, width - centre):
        for y in (centre, height - centre):
            paths.extend(_band(x, y, 2.0, 0.9, 8, 4, 96))
    lines = "".join(
        f'<rect x="{inset:g}" y="{inset:g}" width="{width - 2 * inset:g}" height="{height - 2 * inset:g}"/>'
        for inset in (edge, edge + corner)
    )
    return _drawing(width, height, paths, 0.08, lines)


def pictures() -> dict[str, str]:
    """File name in ``documents/certificate`` → drawing."""
    return {"frame.svg": frame(), "rosette.svg": rosette()}


if __name__ == "__main__":
    for name, drawing in pictures().items():
        (Path(__file__).parent / "certificate" / name).write_text(drawing, "utf-8")

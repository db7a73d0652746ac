"""An address as a QR code (ISO/IEC 18004) that stands in the page itself: no picture is asked for under its token."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4
"""Modules of white around it that readers need."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A square of ``size`` modules and the dark ones as an SVG path."""

    size: int
    path: str


def draw(text: str) -> Drawn:
    """The code of ``text``, which is an address of this site."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Drawn(len(rows), "".join(dark))

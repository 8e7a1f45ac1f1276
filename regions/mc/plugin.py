"""Monaco: France for VAT and customs."""

from __future__ import annotations

from regions.fr.plugin import France


class Monaco(France):
    """Everything of France, but for the tables beside this file."""

    code = "MC"


plugin = Monaco()

"""Zembla: what its tables cannot say."""

from __future__ import annotations

from core.jurisdictions.region import Region


class Zembla(Region):
    """Everything is in the tables beside this file.

    An exception is a method with the name of a question in ``core/jurisdictions/hooks.py``, marked with ``@hookimpl``
    (from ``core.jurisdictions.hooks``). It gets frozen values, returns what the question promises, and holds no rate,
    threshold or legal sentence: those it reads with ``self.table("tax").value("…", on=sale.on)``. A country whose law
    is another's subclasses that one's class and names it in ``inherits`` of ``region.toml``.
    """

    code = "ZZ"


plugin = Zembla()

"""The sign on Saudi tax invoices: tag, length, value, in base64 (ZATCA Security Features Implementation Standards)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.base.errors import Refused

#: A length is one byte.
_LONGEST = 255


def tlv(values: Sequence[str]) -> str:
    """Base64 of the values as tags 1, 2, 3 …; a length counts bytes of UTF-8, not letters.

    Refused for a value longer than one byte can count.
    """
    record = bytearray()
    for tag, value in enumerate(values, 1):
        encoded = value.encode()
        if len(encoded) > _LONGEST:
            raise Refused(f"Saudi QR tag {tag} takes {_LONGEST} bytes, {value[:20]!r}… has {len(encoded)}. Shorten it.")
        record += bytes((tag, len(encoded))) + encoded
    return base64.b64encode(record).decode("ascii")


def values_of(content: Mapping[str, Any], vat_number: str) -> dict[str, str]:
    """The values of phase 1 by name, from the content of a sale (schema ``vendome.sale/1``).

    The instant is local time without offset, as on the invoice. A credit note states its amounts without sign.
    """
    local = datetime.fromisoformat(content["local_time"]).replace(tzinfo=None)
    totals = content["totals"]
    return {
        "seller_name": content["seller"]["name"],
        "seller_vat": vat_number,
        "timestamp": local.isoformat(timespec="seconds"),
        "total_with_vat": totals["gross"].removeprefix("-"),
        "vat_total": totals["tax"].removeprefix("-"),
    }

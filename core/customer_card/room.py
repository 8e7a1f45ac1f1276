"""What this room brings: its questions."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.customer_card.questions import (
    ClientPurchases,
    FindClients,
    ShowClient,
    client_purchases,
    find_clients,
    show_client,
)

declaration = Declaration(
    "customer_card",
    questions={FindClients: find_clients, ShowClient: show_client, ClientPurchases: client_purchases},
)

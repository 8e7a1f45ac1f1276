"""Engraving: initials ordered for a client's piece, a ticket for the client, and what is still in hand."""

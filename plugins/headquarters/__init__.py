"""Headquarters: facts out of the journal, turnover through four exchange lenses, down to the receipt."""

"""The ground floor of Vendome: clients, items, money, tax, sales, journal and the plugin system.

It names no country and draws no page.
"""

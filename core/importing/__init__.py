"""Bringing clients, articles, prices and rates in from files: CSV and XLSX, streamed, resumable, reported row by row.

The columns are documented in this folder's README.md. The way of a row: :mod:`~core.importing.files.sheet` reads it,
:mod:`~core.importing.formats.layouts` gives its columns our names, a kind (:mod:`~core.importing.customers.kind` …)
checks it and compares it with what is held, :mod:`~core.importing.run` lands it in batches of one transaction each.
"""

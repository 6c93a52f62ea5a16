"""Periods, indicators, imported figures, the ledger, awards and the bulletin."""

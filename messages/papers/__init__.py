"""The official papers: ledger, bulletin, letters, call list, archive. Values in, bytes out.

Nothing here asks the database or reads the clock; nothing is said that the
account does not say, and every number can be followed to its rows.
"""

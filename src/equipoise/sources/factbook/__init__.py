"""Two frozen editions of the World Factbook, turned from their archives into rows of the declared tables.

`edition_2026` reads the last edition (January 2026), `edition_2016` an early-2016 one. Both return derived facts only:
numbers, years, ends of intervals and flags. No sentence of the source leaves this package.
"""

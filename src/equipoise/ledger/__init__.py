"""An append-only ledger of forecasts: what was said, when, how it turned out; each line sealed to the one before."""

from equipoise.ledger.book import Ledger, check_ledger, read_ledger
from equipoise.ledger.entries import Forecast, Resolution
from equipoise.ledger.scoring import ledger_record
from equipoise.ledger.writing import add_forecast, resolve_forecast

__all__ = [
    "Forecast",
    "Ledger",
    "Resolution",
    "add_forecast",
    "check_ledger",
    "ledger_record",
    "read_ledger",
    "resolve_forecast",
]

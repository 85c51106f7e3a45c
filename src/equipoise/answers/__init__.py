"""An answer is data: sentences, tables and charts as plain values, and the printers that write them.

Nothing here knows politics or a model. Questions fill answers; printers, the brief and the page show them.
"""

from __future__ import annotations

from equipoise.answers.answer import Answer, Caption, Chart
from equipoise.answers.sentence import Sentence
from equipoise.answers.sheet import Column, Sheet

__all__ = ["Answer", "Caption", "Chart", "Column", "Sentence", "Sheet"]

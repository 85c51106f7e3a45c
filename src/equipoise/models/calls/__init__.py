"""Calls for help: who answers, how, and when. The model card is `CARD.md` beside this file."""

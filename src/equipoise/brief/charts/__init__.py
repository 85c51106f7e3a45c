"""The charts of a brief: one module each, from plain numbers to inline SVG."""

"""The brief: computed findings as one self-contained page."""

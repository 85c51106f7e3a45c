"""What was lost after an upheaval, whether it is back, and what past cases did."""

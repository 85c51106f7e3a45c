"""Where the tables come from: pinned archives, hand-written tables, and the recipe that builds the data package."""

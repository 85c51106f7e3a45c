"""A crisis as a document: places, forces, outside actors, dated facts and antecedents, and the case built from them."""

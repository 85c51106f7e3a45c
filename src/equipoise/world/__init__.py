"""The world as data: entities, dated ties, declared schemas, names, consistency rules."""

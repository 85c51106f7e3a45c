from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.trace import trace


def leaves(node):
    """Return every source under a node."""
    return {node.id} if node.kind == "source" else {leaf for child in node.rests_on for leaf in leaves(child)}


found = trace(Worlds(), "kazakhstan-2022:g")
print(found.values["verdict"], "-", found.values["reason"])
print(sorted(leaves(found)))

"""Questions on corridors: routes between places, dependence on transit states, closures, a state's transit routes."""

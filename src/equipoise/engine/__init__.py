"""The engine: draws with an address, compiled kernels, ensembles in blocks. It knows numbers and no politics."""

"""How fast predictions are on this machine, beside the ways and the engines one could use instead."""

"""The eight invented councils, in the order in which the sample set presents them."""

from __future__ import annotations

from samples.councils import ashcombe_vale, harrowmere, port_kestrel
from samples.house import House

HOUSES: tuple[House, ...] = (harrowmere.HOUSE, ashcombe_vale.HOUSE, port_kestrel.HOUSE)

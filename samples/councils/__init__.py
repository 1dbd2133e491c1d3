"""The eight invented councils, in the order in which the sample set presents them."""

from __future__ import annotations

from samples.councils import (
    ashcombe_vale,
    dyffryn_eirlys,
    harrowmere,
    marlbeck,
    port_kestrel,
    strathcairn,
    tarn_and_fell,
    wenlow,
)
from samples.house import House

HOUSES: tuple[House, ...] = (
    harrowmere.HOUSE,
    ashcombe_vale.HOUSE,
    port_kestrel.HOUSE,
    wenlow.HOUSE,
    marlbeck.HOUSE,
    strathcairn.HOUSE,
    dyffryn_eirlys.HOUSE,
    tarn_and_fell.HOUSE,
)

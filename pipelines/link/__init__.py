"""Who is who between the registers of one series: links from entry to entry, and departures.

Belongs here: matching entries by reference and text, mergers and splits, what is known of risks that
left. A link says which risk an entry continues, never what changed in its stance.
"""

from pipelines.link.link import Linked, link_entries

__all__ = ["Linked", "link_entries"]

"""One partition per content of a source file, so that reading repeats nothing that did not change.

Keys are kept in the order of reading: what must be read stands together at the end, which makes it one range
and so one run. Keys whose file is gone stay as history.
"""

from __future__ import annotations

import dagster as dg

from pipelines.sources import Source
from pipelines.work import Work

NAME = "documents"
documents_partitions = dg.DynamicPartitionsDefinition(name=NAME)
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def source_of(work: Work) -> dict[str, Source]:
    """The present sources by partition key."""
    return {source.key: source for source in work.folder.sources}


def register_unread(work: Work, instance: dg.DagsterInstance) -> dict[str, str]:
    """Make every unread document a partition at the end of the order.

    Returns:
        The run tags that select exactly these partitions; {} when everything was read before.
    """
    keys = [source.key for source in work.unread()]
    if not keys:
        return {}
    known = set(instance.get_dynamic_partitions(NAME))
    for key in keys:
        if key in known:  # read before elsewhere, or under other code: it moves to the end
            instance.delete_dynamic_partition(NAME, key)
    instance.add_dynamic_partitions(NAME, keys)
    return {RANGE_START: keys[0], RANGE_END: keys[-1]}

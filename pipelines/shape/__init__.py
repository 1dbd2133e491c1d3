"""What a register is: a parsed document to entries, issues, mappings and the fate of every row.

`read_register` reads one document, `combine` puts many together to whole tables. File formats are not
known here (`pipelines.read`), stances and areas neither (`pipelines.judge`).
"""

from pipelines.shape.combining import combine
from pipelines.shape.reading import Reading, read_register

__all__ = ["Reading", "combine", "read_register"]

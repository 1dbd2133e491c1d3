"""File formats: bytes to `Document`. What a register is, `pipelines.shape` decides.

`open_file` reads in this process; `read_isolated` does the same in a worker with limits on time and memory, for
files from outside.
"""

from pipelines.read.isolated import read_isolated
from pipelines.read.open import open_file

__all__ = ["open_file", "read_isolated"]

"""The errors that people see: each names the thing, the place and the next step.

Faults in data are issue rows (`pipelines.records.Issue`), never exceptions; what is raised here stops
a command or a run, and the command prints it as one line.
"""


class RiskshiftError(Exception):
    """A fault that stops the work, said so that the reader can mend it.

    Args:
        what: what is wrong, naming the thing.
        where: the file, folder, table or line it is wrong in.
        remedy: the next step.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(" ".join(part for part in (f"{where}: {what}" if where else what, remedy) if part))


class Unreadable(RiskshiftError):
    """A file's bytes cannot be read as what they claim to be (damaged, encrypted, empty, too large)."""


class BadConfiguration(RiskshiftError):
    """A file that a user owns (council configuration, corrections, rulings, waivers) breaks its schema."""


class BadRulebook(RiskshiftError):
    """The rulebook does not hold together; the message lists every fault."""


class BadTable(RiskshiftError):
    """A frame differs from what the dictionary says of its table."""


class SqlFailed(RiskshiftError):
    """A file under sql/ failed in DuckDB; the message names file and statement."""


class GateBlocked(RiskshiftError):
    """A critical finding stopped the publication; what was published before stays."""


class NothingRead(RiskshiftError):
    """No file of the registers folder gave an entry."""

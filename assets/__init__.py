"""The Dagster shell: what the chain does, as assets with checks, schedules and sensors; and the command.

Everything here is thin: an asset calls a stage of `pipelines.chain`, a check calls `expectations.runner`. No
other package imports Dagster.
"""

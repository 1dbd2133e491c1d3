"""What happens to a risk register: the pure core, stage by stage, from file to charts and pages.

Nothing here knows Dagster or Great Expectations; stages hand each other Polars frames whose columns
the dictionary (`pipelines.dictionary`) defines, and `pipelines.chain` composes them in plain Python.
"""

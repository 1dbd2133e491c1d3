"""What good data looks like: suites per table, the checks that find what breaks them, and what was found.

Only this package imports Great Expectations and pandas. `runner.run` is the entrance; Dagster stays outside.
"""

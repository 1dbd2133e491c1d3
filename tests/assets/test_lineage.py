"""Column lineage: what is kept is what the SQL says, and a figure leads back to cells."""

import json

from assets import lineage
from pipelines import chain, dictionary


def test_the_kept_lineage_is_what_the_sql_and_the_declarations_say():
    kept = json.loads(lineage.DERIVED.read_text())
    assert kept == lineage.derive(), "run: make lineage"


def test_declared_columns_exist():
    known = {(n, c.name) for n in (*dictionary.names(), *chain.INTERNAL) for c in chain.schema_of(n).columns}
    for name in (*dictionary.names(), *chain.INTERNAL):
        for column, sources in lineage.of(name).items():
            assert (name, column) in known, f"{name}.{column}"
            assert set(sources) <= known, f"{name}.{column}"


def test_every_change_of_a_share_leads_back_to_a_row_of_a_source_file():
    reached, rest = set(), {("shifts", "change")}
    while rest:
        table, column = rest.pop()
        if (table, column) not in reached:
            reached.add((table, column))
            rest |= set(lineage.of(table).get(column, ()))
    assert ("classifications", "stance") in reached
    assert ("entries", "actions") in reached
    assert ("rules", "pattern") in reached
    assert lineage.of("entries")["locator"] == [("source_rows", "locator")]


def test_every_judged_column_shows_its_lineage_as_a_table():
    told = lineage.markdown(lineage.of("classifications"))
    assert "| stance | " in told
    assert "rules.pattern" in told

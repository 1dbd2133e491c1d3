-- The source columns of an entry that have no field of their own, as the JSON text in `other` holds them.
create or replace macro printed_cells(other) as map_entries(cast(cast(other as json) as map (varchar, varchar)));

-- One row a printed field of an entry that holds any text.
select entry_id, field, text
from (
    unpivot (select entry_id, title, description, controls, actions, response from entries)
    on title, description, controls, actions, response
    into name field value text
)
where trim(text) <> ''

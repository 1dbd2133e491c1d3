-- code: required_field_missing
-- severity: warning
-- responsibility: council
-- message: {entry}: {words} is blank, though this register prints one for {filled} of its {entries_in} entries.
--     What should it say?
-- why: an entry without an owner, a response or a rating cannot be followed up.
with filled as (
    select entry_id, register_id, 'description' as field, 'the description' as words,
        trim(title || description) <> '' as has
    from entries
    union all
    select entry_id, register_id, 'response', 'the response (controls, actions)',
        trim(controls || actions || response) <> ''
    from entries
    union all
    select entry_id, register_id, 'owner_role', 'the owner', coalesce(trim(owner_role), '') <> ''
    from entries
    union all
    select entry_id, register_id, 'score_residual', 'the present score', score_residual is not null
    from entries
),
counted as (
    select f.*, count(*) filter (where has) over same as filled, count(*) over same as entries_in
    from filled as f join required_fields as r using (field)
    window same as (partition by register_id, field)
)
select entry_id, field, '' as value, words, filled, entries_in
from counted
where not has and filled > 0

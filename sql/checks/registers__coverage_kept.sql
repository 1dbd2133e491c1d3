-- code: coverage_collapsed
-- severity: critical
-- responsibility: riskshift
-- message: {value} of the {before} registers in the last publication are here no longer. Is the registers
--     folder whole?
-- why: a folder that is half mounted or half copied would replace a whole publication by half of one. A folder
--     that shares no register with the last publication is another folder, chosen on purpose.
with gone as (
    select
        count(p.register_id) as before,
        count(p.register_id) filter (where r.register_id is null) as gone
    from previous_registers as p left join registers as r using (register_id)
)
select '' as register_id, 'all registers' as row_key, '' as field, gone as value, before
from gone
where before >= (select value from limits where name = 'coverage_registers')
    and gone < before
    and before - gone < before * (select value from limits where name = 'coverage_kept')

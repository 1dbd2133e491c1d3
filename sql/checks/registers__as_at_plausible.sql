-- code: as_at_implausible
-- severity: warning
-- responsibility: council
-- message: The register “{title}” says that it stands at {value}, which is {fault}. Which date is right?
-- why: a register under a wrong date bends every line over time that it stands on.
select register_id, title, 'as_at' as field, as_at as value,
    case when as_at > today then 'in the future' else 'before councils kept risk registers' end as fault
from registers, this_run
where as_at > today + (select value from limits where name = 'days_ahead')::int
    or year(as_at) < (select value from limits where name = 'earliest_year')

-- code: stance_without_evidence
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: judged {value}, and no words are recorded that say so.
-- why: a stance that no words support cannot be followed back to the register.
with shown as (
    select entry_id,
        bool_or(pole = 'avoidance') as avoidance,
        bool_or(pole = 'enablement') as enablement
    from evidence
    where effect not in ('protected', 'other_body', 'history')
    group by entry_id
)
select c.entry_id, c.entry_id as row_key, 'stance' as field, c.stance as value
from classifications as c left join shown as s using (entry_id)
where not c.ruled
    and (
        (c.stance in ('avoidance', 'mixed') and not coalesce(s.avoidance, false))
        or (c.stance in ('enablement', 'mixed') and not coalesce(s.enablement, false))
    )

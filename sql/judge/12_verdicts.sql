-- Each decision step's stance and how sure it is.
select
    entry_id,
    decision_step,
    case
        when decision_step in ('no_text', 'no_usable_text', 'bare_threat') then 'unclear'
        when decision_step = 'avoiding_and_enabling_acts' then 'mixed'
        when decision_step in (
            'only_avoiding_acts', 'framing_tie_by_appetite_averse', 'no_appetite_for_it', 'tie_by_appetite_averse',
            'printed_terminate'
        ) then 'avoidance'
        when decision_step in (
            'only_enabling_acts', 'framing_tie_by_appetite_open', 'inaction_is_the_danger', 'tie_by_appetite_open'
        ) then 'enablement'
        else 'containment'
    end as stance,
    if(
        decision_step in (
            'no_text', 'no_usable_text', 'only_avoiding_acts', 'only_enabling_acts', 'avoiding_and_enabling_acts',
            'routine_mitigation'
        ), 'high', 'low'
    ) as confidence,
    coalesce(whose_risk, 'unclear') as whose_risk
from steps
left join whose using (entry_id)

-- The decision table of the codebook: the first line that holds decides. A pole stands from 2 on.
select
    entry_id,
    case
        when blank then 'no_text'
        when unusable and avoiding < 2 and enabling < 2 then 'no_usable_text'
        when avoiding >= 2 and enabling >= 2 then 'avoiding_and_enabling_acts'
        when avoiding >= 2 then 'only_avoiding_acts'
        when enabling >= 2 then 'only_enabling_acts'
        when feared_inaction and feared_acting and appetite_open then 'framing_tie_by_appetite_open'
        when feared_inaction and feared_acting and appetite_averse then 'framing_tie_by_appetite_averse'
        when feared_inaction and not feared_acting then 'inaction_is_the_danger'
        when feared_acting and not feared_inaction then 'no_appetite_for_it'
        when avoiding = 1 and enabling = 1 and appetite_open then 'tie_by_appetite_open'
        when avoiding = 1 and enabling = 1 and appetite_averse then 'tie_by_appetite_averse'
        when not answered and terminates then 'printed_terminate'
        when answered and terminates and enabling = 0 then 'printed_terminate'
        when avoiding + enabling > 0 then 'a_passing_cue'
        when answered then 'routine_mitigation'
        when answered_in_description then 'routine_mitigation_in_description'
        else 'bare_threat'
    end as decision_step
from poles

-- code: appetite_word_unknown
-- severity: warning
-- responsibility: riskshift
-- message: {entry}: the appetite word “{value}” is on no known scale.
-- why: an appetite that cannot be placed on the common scale is missing from the comparison of stated and
--     spoken.
select entry_id, 'appetite_word' as field, appetite_word as value
from entries
where trim(appetite_word) <> '' and appetite_level is null

-- code: document_without_register
-- severity: critical
-- responsibility: riskshift
-- message: {source_file} is marked {value}, and its register is {register_id}.
-- why: a file that was read has a register, and a file that was not has none.
select source_file, 'status' as field, status as value, coalesce(register_id, 'missing') as register_id
from documents
where (status = 'read') <> (register_id is not null) and status in ('read', 'refused', 'unreadable', 'ignored')

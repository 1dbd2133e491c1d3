-- Each distinct text once, with a normalised twin of the same length: every character is replaced by exactly
-- one character, so that a place in the twin is the same place in the text as printed.
-- A pound sign becomes _, so that a word edge stands before it; chr(31), which marks hits, a space. chr(30) marks the end of a statement: full stop, semicolon, bullet, or a line break before a new item.
with distinct_texts as (
    select text, row_number() over (order by text) as text_id
    from (select distinct text from fields)
),
plain as (
    select
        text_id,
        text,
        -- Plain letters and signs stay as they are; to look them up one by one takes longer than to see that.
        if(regexp_matches(text, '[^\n -_a-~]'), translate(
            text,
            chr(31) || chr(160) || chr(8199) || chr(8239) || chr(8201) || chr(9) || chr(13) || '‘’‚“”„–—‐‑‒−´`•▪●◦‣·∙…ÀÁÂÃÄÅàáâãäåÈÉÊËèéêëÌÍÎÏìíîïÒÓÔÕÖòóôõöÙÚÛÜùúûüŴŵŶŷÇçÑñ£',
            '       ' || '''''''"""------''''' || repeat(chr(30), 7) || '.AAAAAAaaaaaaEEEEeeeeIIIIiiiiOOOOOoooooUUUUuuuuWwYyCcNn_'
        ), text) as ascii
    from distinct_texts
),
parted as (
    select
        text_id,
        text,
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(ascii, '[.;!?]([\s"'')])', chr(30) || '\1', 'g'), '[.;!?]$', chr(30)
                    ),
                    '\n(\s*[A-Z0-9(*•\-])', chr(30) || '\1', 'g'
                ),
                '\n(\n)', chr(30) || '\1', 'g'
            ),
            '(\d{1,2})[.)]( [A-Z])', '\1' || chr(30) || '\2', 'g'
        ) as marked
    from plain
)
select text_id, text, replace(lower(marked), chr(10), ' ') as norm
from parted

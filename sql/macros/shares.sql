-- Shares of a register's entries and their 95 % intervals, for every table that shows one.
--
-- Wilson's score interval (Wilson 1927; recommended for small n by Brown, Cai & DasGupta 2001).
-- Where the numerator holds halves (an entry with both stances counts half) it is used as it stands:
-- a score between 0 and 1 varies no more than a yes-or-no one of the same mean, so the interval errs wide.
-- Differences use the same limits, combined as in Newcombe's (1998) method 10 and Zou & Donner's (2008)
-- recovery of variances, so that entries present on both sides are not counted as independent.

create or replace macro z95() as 1.959963984540054;

create or replace macro wilson_centre(x, n) as (x / n + z95() * z95() / (2 * n)) / (1 + z95() * z95() / n);

create or replace macro wilson_half(x, n) as
    z95() / (1 + z95() * z95() / n)
    * sqrt(greatest(0.0, x / n * (1 - x / n) / n + z95() * z95() / (4.0 * n * n)));

-- Limits for any n above 0; they enclose the share itself even in the last binary digit.
create or replace macro wilson_low(x, n) as
    least(x / n, greatest(0.0, wilson_centre(x, n) - wilson_half(x, n)));

create or replace macro wilson_high(x, n) as
    greatest(x / n, least(1.0, wilson_centre(x, n) + wilson_half(x, n)));

-- What a table shows: nothing under 10 entries.
create or replace macro shown_share(x, n) as case when n >= 10 then x / n end;

create or replace macro shown_low(x, n) as case when n >= 10 then wilson_low(x, n) end;

create or replace macro shown_high(x, n) as case when n >= 10 then wilson_high(x, n) end;

-- Limits of second - first, two shares whose estimates correlate by r.
create or replace macro difference_low(x1, n1, x2, n2, r) as
    x2 / n2 - x1 / n1 - sqrt(greatest(
        0.0,
        pow(x2 / n2 - wilson_low(x2, n2), 2) + pow(wilson_high(x1, n1) - x1 / n1, 2)
        - 2 * r * (x2 / n2 - wilson_low(x2, n2)) * (wilson_high(x1, n1) - x1 / n1)
    ));

create or replace macro difference_high(x1, n1, x2, n2, r) as
    x2 / n2 - x1 / n1 + sqrt(greatest(
        0.0,
        pow(wilson_high(x2, n2) - x2 / n2, 2) + pow(x1 / n1 - wilson_low(x1, n1), 2)
        - 2 * r * (wilson_high(x2, n2) - x2 / n2) * (x1 / n1 - wilson_low(x1, n1))
    ));

-- Correlation of two shares of the same n entries that exclude each other (a multinomial).
create or replace macro exclusive_correlation(x1, x2, n) as
    coalesce(-sqrt((x1 * x2) / nullif((n - x1) * (n - x2), 0)), -1.0);

-- A request for a dialog that is not in memory names its call by our tag, so the row is found by its
-- primary key (ADR 0011). Each call paid for two more indexes, which grew until the next vacuum.
DROP INDEX tracked_calls_a_call_id;
DROP INDEX tracked_calls_b_call_id;

-- SQLite never compresses a row: there is nothing to change. (Twin of 0005_tracked_calls_inline.postgres.sql.)
SELECT 1;

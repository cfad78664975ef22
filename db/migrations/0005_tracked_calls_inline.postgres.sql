-- A call's row is written once and read rarely: compressing each snapshot above 2 kB costs the server
-- more than the bytes that it saves. Rows up to the page's size stay as they are and in their page.
-- (0005_tracked_calls_inline.sqlite.sql: nothing to do there.)
ALTER TABLE tracked_calls SET (toast_tuple_target = 8160);

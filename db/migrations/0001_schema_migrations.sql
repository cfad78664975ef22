-- Which of these files have been applied. The checksum is the SHA-256 of the file; a file that was
-- applied is never edited again.
CREATE TABLE schema_migrations (
    version  BIGINT NOT NULL PRIMARY KEY,
    name     TEXT   NOT NULL,
    checksum TEXT   NOT NULL,
    applied  BIGINT NOT NULL
);

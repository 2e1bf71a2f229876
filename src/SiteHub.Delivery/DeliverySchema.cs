namespace SiteHub.Delivery;

/// <summary>The engine's own tables. Each role's first migration runs this; written by hand, since EF Core would add indexes that the hot paths pay for.</summary>
public static class DeliverySchema
{
    /// <summary>
    /// An entry's key is its log's number shifted by 40 bits plus its sequence: one tree, no second index, and a range is a log.
    /// A new epoch takes a new log number, so that what the old one held can be deleted later, in small pieces.
    /// </summary>
    public const string First =
        """
        CREATE TABLE link (
            name             TEXT    NOT NULL PRIMARY KEY,
            peer             TEXT    NOT NULL,
            sends_secret     TEXT    NOT NULL,
            receives_secret  TEXT    NOT NULL,
            origin           TEXT    NOT NULL,
            log              INTEGER NOT NULL UNIQUE,
            out_epoch        INTEGER NOT NULL,
            out_epoch_id     TEXT    NOT NULL,
            out_epoch_at     INTEGER NULL,
            out_seq          INTEGER NOT NULL DEFAULT 0,
            out_id           TEXT    NULL,
            out_bytes        INTEGER NOT NULL DEFAULT 0,
            acked_seq        INTEGER NOT NULL DEFAULT 0,
            acked_id         TEXT    NULL,
            trimmed_seq      INTEGER NOT NULL DEFAULT 0,
            trimmed_id       TEXT    NULL,
            in_epoch         INTEGER NOT NULL DEFAULT 0,
            in_epoch_id      TEXT    NOT NULL DEFAULT '',
            in_seq           INTEGER NOT NULL DEFAULT 0,
            in_id            TEXT    NULL,
            in_applied       INTEGER NOT NULL DEFAULT 0,
            in_known         INTEGER NOT NULL DEFAULT 0,
            in_rejected      INTEGER NOT NULL DEFAULT 0,
            state            TEXT    NOT NULL DEFAULT 'active',
            reason           TEXT    NULL,
            failures         INTEGER NOT NULL DEFAULT 0,
            next_attempt_at  INTEGER NULL
        ) WITHOUT ROWID;

        CREATE TABLE log_entry (
            key        INTEGER NOT NULL PRIMARY KEY,
            id         TEXT    NOT NULL,
            type       TEXT    NOT NULL,
            at         INTEGER NOT NULL,
            unsendable TEXT    NULL,
            data       BLOB    NOT NULL
        );

        CREATE TABLE dropped_log (log INTEGER NOT NULL PRIMARY KEY);

        CREATE TABLE rejected_entry (
            id           INTEGER NOT NULL PRIMARY KEY,
            link         TEXT    NOT NULL,
            epoch        INTEGER NOT NULL,
            epoch_id     TEXT    NOT NULL,
            seq          INTEGER NOT NULL,
            entry_id     TEXT    NOT NULL,
            type         TEXT    NOT NULL,
            subject      TEXT    NULL,
            at           INTEGER NOT NULL,
            received_at  INTEGER NOT NULL,
            reason       TEXT    NOT NULL,
            state        TEXT    NOT NULL DEFAULT 'open',
            retries      INTEGER NOT NULL DEFAULT 0,
            closed_at    INTEGER NULL,
            closed_note  TEXT    NULL,
            data         BLOB    NOT NULL
        );

        CREATE UNIQUE INDEX rejected_entry_place ON rejected_entry (link, epoch, seq);
        CREATE INDEX rejected_entry_open ON rejected_entry (link, state, id);

        """ + Webhooks.WebhookSchema.Sqlite;

    /// <summary>Entries and events keep the trace of what made them; what failed is found in the order of its events, of all webhooks together.</summary>
    public const string Operations =
        """
        ALTER TABLE log_entry ADD COLUMN trace TEXT NULL;
        ALTER TABLE webhook_event ADD COLUMN trace TEXT NULL;
        CREATE INDEX delivery_failed ON delivery (event) WHERE state IN (2, 3, 4, 5);
        """;

    /// <summary>Rows that workers have set aside.</summary>
    public const string Parked = Workers.ParkedRow.Sqlite;

    /// <summary>Requests as they were sent, and what was answered.</summary>
    public const string Exchanges = Webhooks.WebhookSchema.Exchanges;

    /// <summary>All of it, for a database that is made anew.</summary>
    public const string Sqlite = First + Operations + Parked + Exchanges;
}

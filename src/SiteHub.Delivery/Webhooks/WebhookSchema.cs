namespace SiteHub.Delivery.Webhooks;

internal static class WebhookSchema
{
    /// <summary>
    /// Deliveries lie in the order of their events, all webhooks of an event side by side: a change writes one page however many webhooks hear of
    /// it, and so do the outcomes. A fresh one is found by walking the events. What failed is rare, and has indexes of its own.
    /// What changes all the time stands apart from the definitions, which are long.
    /// </summary>
    public const string Sqlite =
        """
        CREATE TABLE webhook (
            number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id         TEXT    NOT NULL UNIQUE,
            name       TEXT    NOT NULL UNIQUE,
            definition TEXT    NOT NULL,
            state      TEXT    NOT NULL,
            reason     TEXT    NULL,
            token      TEXT    NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        );

        CREATE TABLE webhook_progress (
            webhook         INTEGER NOT NULL PRIMARY KEY,
            cursor          INTEGER NOT NULL,
            delivered       INTEGER NOT NULL DEFAULT 0,
            failures        INTEGER NOT NULL DEFAULT 0,
            failing_since   INTEGER NULL,
            paused_until    INTEGER NULL,
            last_failure    TEXT    NULL,
            condition_fault TEXT    NULL
        );

        CREATE TABLE webhook_event (
            number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id       TEXT    NOT NULL UNIQUE,
            types    TEXT    NOT NULL,
            doc_type TEXT    NOT NULL,
            name     TEXT    NOT NULL,
            site     TEXT    NOT NULL,
            subject  INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            doc      BLOB    NOT NULL,
            before   BLOB    NULL
        );

        CREATE INDEX webhook_event_subject ON webhook_event (subject, number);

        CREATE TABLE delivery (
            event    INTEGER NOT NULL,
            webhook  INTEGER NOT NULL,
            state    INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            step     INTEGER NOT NULL DEFAULT 0,
            status   INTEGER NULL,
            took     INTEGER NULL,
            done_at  INTEGER NULL,
            subject  INTEGER NULL,
            first_at INTEGER NULL,
            next_at  INTEGER NULL,
            exact    INTEGER NOT NULL DEFAULT 0,
            replay   INTEGER NULL,
            PRIMARY KEY (event, webhook)
        ) WITHOUT ROWID;

        CREATE INDEX delivery_held_back ON delivery (webhook, subject, event) WHERE state IN (2, 3);
        CREATE INDEX delivery_due ON delivery (webhook, next_at) WHERE state = 2;
        CREATE INDEX delivery_given_up ON delivery (webhook, event) WHERE state IN (4, 5);

        CREATE TABLE attempt (
            number  INTEGER NOT NULL PRIMARY KEY,
            event   INTEGER NOT NULL,
            webhook INTEGER NOT NULL,
            at      INTEGER NOT NULL,
            took    INTEGER NOT NULL,
            outcome TEXT    NOT NULL,
            status  INTEGER NULL,
            reason  TEXT    NOT NULL,
            answer  TEXT    NULL
        );

        CREATE INDEX attempt_delivery ON attempt (event, webhook);

        CREATE TABLE replay (
            number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id         TEXT    NOT NULL UNIQUE,
            filter     TEXT    NOT NULL,
            state      TEXT    NOT NULL,
            position   TEXT    NULL,
            last_event INTEGER NOT NULL,
            total      INTEGER NULL,
            queued     INTEGER NOT NULL DEFAULT 0,
            delivered  INTEGER NOT NULL DEFAULT 0,
            failed     INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            done_at    INTEGER NULL
        );

        CREATE TABLE announcement (
            number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            at       INTEGER NOT NULL,
            kind     TEXT    NOT NULL,
            webhook  TEXT    NOT NULL,
            name     TEXT    NOT NULL,
            delivery TEXT    NULL,
            reason   TEXT    NOT NULL
        );
        """;

    /// <summary>What went over the wire, for some days, so that a person can look at it. Apart from the tries: those are few, and stay as long as their delivery.</summary>
    public const string Exchanges =
        """

        CREATE TABLE exchange (
            number  INTEGER NOT NULL PRIMARY KEY,
            event   INTEGER NOT NULL,
            webhook INTEGER NOT NULL,
            at      INTEGER NOT NULL,
            request TEXT    NOT NULL,
            body    BLOB    NOT NULL,
            length  INTEGER NOT NULL,
            answer  TEXT    NULL
        );

        CREATE INDEX exchange_delivery ON exchange (event, webhook);
        CREATE INDEX exchange_webhook ON exchange (webhook, number);

        """;
}

-- A ledger as version 4 wrote it, with something in every table. Frozen.
PRAGMA application_id = 1265529970;
PRAGMA user_version = 4;
CREATE TABLE workspace (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
INSERT INTO workspace VALUES (1, x'0707070707070707070707070707070707070707070707070707070707070707');
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES
    ('name', '"Corner shop"'), ('language', '"en"'), ('currency', '"GBP"'),
    ('time_zone', '"Europe/London"'), ('week_start', '"monday"'), ('fiscal_year_start', '4'),
    ('prices_include_tax', 'false'), ('theme', '"dark"');
CREATE TABLE mappings (
    header TEXT PRIMARY KEY,
    plan TEXT NOT NULL,
    used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mappings VALUES (
    'f00d',
    '{"encoding":"utf-8","delimiter":",","skip_lines":0,"columns":["order_id",null],"decimal":"point","dates":"year_month_day","currency":"GBP","time_zone":"Europe/London","prices_include_tax":false}',
    '2026-03-01T09:30:00'
);
CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    title_key TEXT NOT NULL,
    title_params TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
INSERT INTO operations (at, command, title_key, title_params, before, after) VALUES
    ('2026-03-01T09:31:00', 'import_run', 'history-import', '{"name":"a.csv"}', '[]', '[1]');

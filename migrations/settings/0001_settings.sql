create schema settings;

create table settings.setting (
    key        text        not null,
    -- Whose it is; the municipality's without one.
    unit_id    uuid,
    -- As text; null when it was set back to the default, so that its version goes on.
    value      text,
    version    int         not null default 1,
    changed_by uuid        not null,
    changed_at timestamptz not null,
    constraint setting_once unique nulls not distinct (key, unit_id)
);

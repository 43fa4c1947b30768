create schema notifications;

-- What somebody is told by the bell: who, of which kind, about what. Its words are made when it is read, by what the reader may
-- see then. Of the same kind about the same thing there is one; when it happens again, it comes again and is unread.
create table notifications.notice (
    id         uuid primary key,
    person_id  uuid        not null,
    kind       text        not null,
    about_id   uuid        not null,
    child_id   uuid        not null,
    day        date        not null,
    created_at timestamptz not null,
    read_at    timestamptz,
    -- How many times it has come.
    version    int         not null default 1,

    constraint notice_once unique (person_id, kind, about_id)
);
create index notice_by_person on notifications.notice (person_id, created_at desc, id desc);
create index notice_unread on notifications.notice (person_id, created_at desc, id desc) include (child_id) where read_at is null;
create index notice_old on notifications.notice using brin (created_at);

-- Where somebody wants to be told beside the bell; without a row the kind's default holds.
create table notifications.setting (
    person_id uuid not null,
    kind      text not null,
    email     text not null check (email in ('at-once', 'none')),
    primary key (person_id, kind)
);

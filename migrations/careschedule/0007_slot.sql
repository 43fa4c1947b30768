-- When children of offered time may come to a unit; a unit without any lets them come whenever it is open.
create table careschedule.slot (
    unit_id uuid     not null,
    weekday smallint not null check (weekday between 1 and 7),
    begins  kernel.time_of_day not null check (begins < '24:00'),
    ends    kernel.time_of_day not null check (ends > begins),
    primary key (unit_id, weekday, begins)
);

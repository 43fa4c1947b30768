-- By day alone only the nightly purge looks, which may read all of it; a plan that is made once for all children and days
-- took them for the quickest way to the days of some children, and read the day of the whole municipality.
drop index careschedule.day_change_by_day;
drop index careschedule.people_of_day_by_day;
drop index careschedule.swap_by_day;
drop index careschedule.answer_by_day;

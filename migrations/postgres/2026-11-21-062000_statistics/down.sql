DROP INDEX users_created;
DROP TABLE daily_figures;

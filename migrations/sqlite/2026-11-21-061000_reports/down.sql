DROP TABLE announcements;
DROP TABLE reports;

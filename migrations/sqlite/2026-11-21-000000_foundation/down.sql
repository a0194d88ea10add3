DROP TABLE read_marks;
DROP TABLE messages;
DROP TABLE memberships;
DROP TABLE chats;
DROP TABLE sessions;
DROP TABLE credentials;
DROP TABLE users;

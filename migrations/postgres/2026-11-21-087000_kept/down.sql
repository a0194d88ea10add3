DROP TABLE kept_chats;

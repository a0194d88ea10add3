-- For the download of a person's data, and for erasing it: what did they do, and what was done about them?
CREATE INDEX audit_log_actor ON audit_log (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_person ON audit_log (target_id, id) WHERE target_kind = 'user';
-- What did they react to, pin and delete?
CREATE INDEX reactions_user ON reactions (user_id, chat_id, seq, emoji);
CREATE INDEX messages_pinned_by ON messages (pinned_by, chat_id, seq) WHERE pinned_by IS NOT NULL;
CREATE INDEX messages_deleted_by ON messages (deleted_by, chat_id, seq) WHERE deleted_by IS NOT NULL;
-- Whom did they keep out, whom did they invite, and which codes did they make?
CREATE INDEX group_bans_by ON group_bans (by_id, chat_id, user_id) WHERE by_id IS NOT NULL;
CREATE INDEX group_invitations_by ON group_invitations (by_id, id) WHERE by_id IS NOT NULL;
CREATE INDEX join_codes_made_by ON join_codes (made_by, code) WHERE made_by IS NOT NULL;
-- Which links were sent to them?
CREATE INDEX mail_links_person ON mail_links (user_id, id);
-- Which of their messages did they edit?
CREATE INDEX messages_edited ON messages (sender_id, chat_id, seq) WHERE edited_at IS NOT NULL;

-- Notices of one thread that its reader has not seen: reading the thread reads them.
CREATE INDEX notice_unread ON community.notice (member_id, thread_id) WHERE read_at IS NULL;
-- One member's notice about a thread that no post stands for.
CREATE UNIQUE INDEX notice_once_thread ON community.notice (member_id, kind, actor_id, thread_id) WHERE post_id IS NULL;
ALTER TABLE community.notice ADD CONSTRAINT notice_kind
	CHECK (kind IN ('answer', 'followed', 'comment', 'mention', 'accepted', 'thanks', 'helped', 'edited', 'reopened'));

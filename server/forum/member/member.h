/* member.h -- members as moderators and admins look after them: what other subjects may know and call.
 *
 * Notes are written by moderators about a member, for each other. The database shows them to nobody else: each call names the session. */
#ifndef FORUM_MEMBER_H
#define FORUM_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct request;

struct note_row {
	int64_t id, author;
	const char *text, *by;
	struct when at, edited_at; /* edited_at {0}: never */
};
LIST(note_rows, struct note_row);

/* A member's notes as templates/admin/notes.html shows them. */
struct notes_view {
	int64_t member, viewer;
	const char *key, *back; /* back: "tools" or "member", the page that the form leads to */
	struct note_rows rows;
};

/* The newest first, 50 at most; none for a viewer who is no moderator. */
void notes_of(struct request *rq, int64_t member, struct note_rows *out);

#endif

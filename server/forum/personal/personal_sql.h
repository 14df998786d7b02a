/* personal_sql.h -- the statements on community.export and community.erasure; for the files of this folder. Asked, not waited for. */
#ifndef FORUM_PERSONAL_SQL_H
#define FORUM_PERSONAL_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct rendered;
struct request;
struct task;

/* ---- exports ---- */

struct export_row {
	int64_t id, parts, bytes;
	struct when asked_at, done_at, expires_at; /* done_at {0}: it is being made */
	bool today;				   /* asked for within the last day */
};
/* The newest that is not over. */
void export_find(struct task *t, int64_t member, struct export_row **out);
/* In an open transaction: a new one; its id 0: there was one today. */
struct export_asked {
	int64_t id;
};
void export_ask(struct request *rq, struct export_asked **out);
/* A piece of a part, none past the end, and none for anybody but its member. */
struct export_piece {
	struct blob data;
};
void export_read(struct request *rq, int64_t export, int64_t part, int64_t n, struct export_piece **out);

/* By work: one that is to be made. */
struct export_todo {
	const char *username, *zone;
};
void export_todo_find(struct task *t, int64_t export, int64_t member, struct export_todo **out);
void export_chunks_forget(struct task *t, int64_t export);
void export_chunk_add(struct task *t, int64_t export, int64_t part, int64_t n, struct blob data);
void export_done(struct task *t, int64_t export, int64_t parts, int64_t bytes);
void exports_forget(struct task *t);

/* ---- erasures ---- */

struct erasure_row {
	struct when asked_at, due_at;
	bool with_texts;
};
/* One that is asked for and not done. */
void erasure_find(struct task *t, int64_t member, struct erasure_row **out);
/* In an open transaction. */
struct erasure_said {
	bool done;
};
void erasure_ask(struct request *rq, bool with_texts, struct erasure_said **out);
void erasure_cancel(struct request *rq, struct erasure_said **out);
/* What there is of his, for who wonders what would go. */
struct erase_counts {
	int64_t posts, threads, drafts, follows, notices, official;
};
void erase_counts_find(struct task *t, int64_t member, struct erase_counts **out);

/* By work. */
struct due_member {
	int64_t id;
};
LIST(due_members, struct due_member);
void erasures_due(struct task *t, struct due_members *out);
/* What names a member outside the database; NULL: he is not due. */
struct erase_names {
	const char *username, *display, *email, *email_key;
	bool with_texts;
};
void erase_names_find(struct task *t, int64_t member, struct erase_names **out);
/* Erases him: called, look: his name from now on; title, texts: what stands instead of his words where he asked for that. */
void member_erase(struct task *t, int64_t member, const char *called, const char *look,
	const struct rendered *texts, const char *source, const char *title, struct erasure_said **out);

/* Where mail to him goes, for work. */
struct told_member {
	const char *username, *email;
	struct when due_at; /* of his erasure, {0}: none */
};
void told_member_find(struct task *t, int64_t member, struct told_member **out);

#endif

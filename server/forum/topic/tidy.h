/* tidy.h -- what looking after topics and looking after tags have in common: a change, its refusals, its line in the history. For the files
 * of this folder only. */
#ifndef FORUM_TIDY_H
#define FORUM_TIDY_H

#include "base/clock.h"
#include "base/text.h"

struct arena;
struct request;
struct row;
struct tag_changes;
struct topic_changes;

/* What a function of migrations/0034 said. */
struct tidy_done {
	bool done;	/* false: somebody was quicker */
	int64_t change; /* of a topic: `work` moves its threads on for this change; 0: there are none */
	int64_t id;	/* of what was made */
};
void tidy_done_read(struct row *r, struct tidy_done *x);

/* Why something was not done. */
struct tidy_wrong {
	int status;	  /* 409, 422; 0: nothing is wrong */
	const char *text; /* for the person */
};

/* Sends what was asked since db_begin() and commits; true: it has been answered, by a redirect to ${path} with ${flash}. False: all of it
 * is rolled back, and ${wrong} says why. Sleeps. */
bool tidy_saved_wait(struct request *rq, struct tidy_done *const *done, const char *path, const char *flash,
	struct tidy_wrong *wrong);
/* For a form about something that is no longer there: whether it is the very form that did that, sent twice; then it has been answered as
 * the first time. Sleeps; in no transaction. */
bool tidy_sent_before_wait(struct request *rq);
/* Whether the right password was typed; if not, ${wrong} says so, or, with no status, it has been answered. Sleeps; in no transaction. */
bool tidy_password_wait(struct request *rq, struct tidy_wrong *wrong);

/* A line of the history. */
struct tidy_line {
	int64_t id;
	const char *sentence;
	struct texts details; /* what was changed, "Name: A → B" */
	bool undo, password;  /* it can be taken back; and asks for the password then */
	bool undoes, removes; /* it takes another back; taking it back removes what it is about */
	const char *who, *who_display;
	struct when at;
};
LIST(tidy_lines, struct tidy_line);
void tidy_lines_of_topics(struct arena *a, const struct topic_changes *all, struct tidy_lines *out);
void tidy_lines_of_tags(struct arena *a, const struct tag_changes *all, struct tidy_lines *out);

/* topic_undo() or tag_undo(). */
typedef void tidy_undo(struct request *rq, int64_t change, struct tidy_done **out);
/* Takes back the change of ${history} that the form names: by ${undo}, with the password if the line asks for it, and then to ${path}, or to
 * ${list} where what the page is about goes with it. True: it has been answered; false: ${wrong} says why not. Sleeps; in no transaction. */
bool tidy_undo_wait(struct request *rq, const struct tidy_lines *history, tidy_undo *undo, const char *path,
	const char *list, struct tidy_wrong *wrong);

#endif

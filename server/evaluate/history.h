/* history.h -- what happened in a forum, as far as it says who helped whom: read from a Stack Exchange dump, sorted by day. */
#ifndef EVALUATE_HISTORY_H
#define EVALUATE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/array.h"
#include "import/idmap.h"

enum happening_kind {	  /* on one day they are taken in this order */
	HAPPENED_ACCEPT,  /* asker → answerer */
	HAPPENED_ANSWER,  /* answerer → asker */
	HAPPENED_COMMENT, /* who wrote it → whose post it is on */
	HAPPENED_QUESTION,
	HAPPENED_UPVOTE, /* nobody → answerer */
};

struct happening {
	int64_t post; /* the answer; the question itself; what was commented on */
	int64_t thread;
	int32_t day;	 /* since 1970-01-01 UTC */
	uint32_t by, to; /* members; 0: nobody */
	enum happening_kind kind;
};

/* A question whose accepted answer is somebody else's: who gives it is to be foretold. */
struct riddle {
	int32_t day; /* of the question */
	uint32_t winner;
	size_t first, answerers; /* where they begin in ${answerer}, each once, without the asker */
};

/* Members are numbered from 1 to ${members}. */
struct history {
	ARRAY(struct happening, happening);
	ARRAY(struct riddle, riddle);
	ARRAY(uint32_t, answerer);
	struct idmap member_of; /* by the dump's ids */
	uint32_t members;
};

/* Reads Posts, Votes and Comments in ${directory}. False: it has said on standard error what is wrong. */
bool history_read(struct history *h, const char *directory);
void history_end(struct history *h);

#endif

/* level.h -- levels: what members may do beyond asking and answering, by what they have done for others.
 *
 * A level is judged by two numbers: people helped (distinct members behind live thanks, "helped me too" and
 * acceptances), and the helpful ratio, per mille: (good + 2) / (good + bad + 4), so that few judgements say
 * little. Rising takes both numbers of a level. Falling takes one of them below a lower bound, and time since
 * the last change: so nobody flickers. `work` judges (level_jobs.c); a request only reads what became of it,
 * with the session.
 *
 * Moderators, staff and admins may all of it, whatever their level. */
#ifndef FORUM_LEVEL_H
#define FORUM_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct rendered;
struct request;
struct viewer;

enum level { LEVEL_NEWCOMER, LEVEL_CONTRIBUTOR, LEVEL_HELPER, LEVEL_TRUSTED, LEVEL_GUARDIAN };
#define LEVELS 5

/* What a level opens. */
enum privilege {
	PRIVILEGE_LINKS,   /* links to other sites can be clicked */
	PRIVILEGE_TAGS,	   /* change the tags of others' threads */
	PRIVILEGE_SUGGEST, /* suggest edits of others' posts */
	PRIVILEGE_QUEUE,   /* see what was flagged */
};
#define PRIVILEGES 4

/* Whether the level opens it. */
bool level_may(int level, enum privilege privilege);
/* The lowest level that opens it. */
int level_opening(enum privilege privilege);
/* How much a member's flag weighs, from 1. */
int level_flag_weight(int level);
/* The same with what people's roles give them. A guest may nothing of it, and weighs 0. */
bool viewer_may(const struct viewer *v, enum privilege privilege);
int viewer_flag_weight(const struct viewer *v);

/* "Helper"; and a sentence about those who have it. */
const char *level_name(int level);
const char *level_description(int level);

/* Renders ${source} as the viewer may write it: without PRIVILEGE_LINKS, links to other sites are plain text. Names are still to be asked for
 * (forum/mention.h). Sleeps. */
void level_render_wait(struct request *rq, const char *source, struct rendered *out);
/* The same, with names nobody has as plain text, too. */
void level_markdown_wait(struct request *rq, const char *source, struct rendered *out);

#endif

/* settings.h -- what is asked, refused and held before it is published: settings with defaults. Pure. They are rows of ops.setting, and are
 * read with each post. */
#ifndef FORUM_HARM_SETTINGS_H
#define FORUM_HARM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;

enum harm_number {
	HARM_ASK_PRIVATE, /* 1: authors are asked about private details */
	/* by level, from newcomers on; people with roles have the last */
	HARM_POSTS,			  /* of a member in an hour, at most */
	HARM_LINKS = HARM_POSTS + 5,	  /* to other sites in a post, at most */
	HARM_MENTIONS = HARM_LINKS + 5,	  /* names called in a post, at most */
	HARM_ADDRESS = HARM_MENTIONS + 5, /* posts from one address in an hour, at most */
	HARM_SAME_HOURS,   /* the same text within so long is refused: to its author at once … */
	HARM_SAME_MEMBERS, /* … to others once so many have posted it */
	HARM_SAME_LENGTH, /* shorter texts ("Thanks, that was it!") may be alike, and like what was removed if there is nothing in them to reach anybody by; characters */
	HARM_FILL_SECONDS, /* a form that comes back sooner was filled by a program */
	/* newcomers: level 0, and fewer posts that stand than that */
	HARM_NEWCOMER_POSTS,
	HARM_FIRST_POST, /* somebody's first: 0 shown, 1 shown and put before a moderator, 2 held until one has looked */
	HARM_LEARNT, /* so many decisions of either kind, before what was learnt counts */
	HARM_HOLD,   /* from so much spam on (per mille) it is held … */
	HARM_QUEUE,  /* … from so much on shown, and put before a moderator */
	HARM_ALIKE,  /* from so much likeness to something removed lately on (percent) it is held */
	HARM_ALIKE_DAYS,
	HARM_WAVE, /* so many new accounts taken for spam within an hour: then all posts of new accounts are held; 0: never */
	HARM_NUMBERS
};

enum harm_list {
	HARM_PATTERNS, /* of account numbers; see private.h */
	HARM_FINE,     /* what is nobody's */
	HARM_LISTS
};
#define HARM_SETTINGS (HARM_NUMBERS + HARM_LISTS)

/* That of the level, for those by level. */
static inline unsigned harm_of_level(enum harm_number first, int level)
{
	return (unsigned)first + (unsigned)level;
}

struct harm_settings {
	int64_t number[HARM_NUMBERS];
	struct texts list[HARM_LISTS];
};

/* A setting, as it is stored. How pages show it, is told by harm_form.h. */
struct harm_setting {
	const char *key; /* "harm.ask_private" */
	bool list;	 /* texts with commas between them; else a number */
	int64_t usual, least, most;
};
/* All of them, numbers first, then lists, in the order of the enums; ${n} how many. */
const struct harm_setting *harm_settings_all(size_t *n);

/* All as they are without rows. */
void harm_settings_default(struct harm_settings *out);
/* Takes a row of ops.setting; false, and nothing changed: no such setting, or a value that makes no sense for it. */
bool harm_settings_take(struct arena *a, struct harm_settings *s, const char *key, const char *value);

#endif

/* level_view.h -- what templates/levels.html and templates/levels_admin.html take. */
#ifndef FORUM_LEVEL_VIEW_H
#define FORUM_LEVEL_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/level/level_sql.h"

/* A level as it is shown. */
struct level_card {
	int level;
	const char *name, *description;
	struct texts opens; /* sentences: what it opens beyond the one below */
	struct level_bound bound;
	const char *ratio, *keep_ratio; /* "62.5" */
};
LIST(level_cards, struct level_card);

struct level_change_line {
	struct when at;
	bool up;
	const char *before, *after, *why; /* why: a sentence with the numbers */
};
LIST(level_change_lines, struct level_change_line);

struct levels_view {
	struct frame frame;
	struct level_cards cards; /* all, the lowest first */
	int64_t judgements, settle_days;
	/* the viewer's own; for guests name is NULL */
	const char *name;
	struct level_own own;
	const char *own_ratio;
	bool by_role;	      /* what levels open is his whatever he has done */
	const char *next;     /* the level above his; NULL: none */
	struct texts missing; /* sentences: what that takes yet */
	struct level_change_lines changes;
};

/* A field as it was typed. */
struct level_fields {
	int level;
	const char *name, *people, *ratio, *keep_people, *keep_ratio;
};
LIST(level_field_rows, struct level_fields);

struct level_tally {
	const char *name;
	int64_t before, after, rise, fall; /* members; rise and fall: of those on it now */
};
LIST(level_tallies, struct level_tally);
struct level_mover_line {
	const char *name, *display, *before, *after, *ratio;
	int64_t people;
	bool up;
};
LIST(level_mover_lines, struct level_mover_line);

struct level_history_line {
	struct when at;
	const char *admin, *admin_display; /* NULL: as delivered */
	bool undoes;
	struct texts changes; /* "Helper, people to rise: 3 → 4" */
};
LIST(level_history_lines, struct level_history_line);

struct levels_admin_view {
	struct frame frame;
	const char *key;
	int64_t base;	/* what the form was typed over */
	int64_t latest; /* what holds */
	struct level_field_rows rows;
	const char *judgements, *settle_days, *wrong;
	bool conflict;	/* somebody else has set them meanwhile */
	bool previewed; /* what follows is filled */
	bool changed;	/* what is previewed differs from what holds */
	int64_t rise, fall;
	struct level_tallies tallies;
	struct level_mover_lines movers;
	struct level_history_lines history;
	bool may_undo;
};

#endif

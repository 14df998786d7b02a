/* limits_view.h -- what templates/evidence_limits.html takes; and the limits in words. */
#ifndef FORUM_LIMITS_VIEW_H
#define FORUM_LIMITS_VIEW_H

#include "base/clock.h"
#include "forum/evidence/limits.h"
#include "forum/frame/frame_view.h"

struct arena;

/* What a kind of finding is called, by its number (finding_sql.h), and which limits it has; kind -1: those of all kinds. */
const char *limits_kind_name(int kind);
/* The kind that a limit is of. */
int limit_kind(enum limit l);
/* "Percent of what somebody got, from one person: more than" */
const char *limit_label(enum limit l);
/* One line for each limit that differs: "…: 20 → 35". */
struct texts limits_changes(struct arena *a, const struct evidence_limits *was,
	const struct evidence_limits *is);

struct limit_field {
	const char *key, *label, *value;
	const char *bounds, *usual; /* "7–366"; as delivered */
	bool wrong;
};
LIST(limit_fields, struct limit_field);
struct limit_group {
	const char *name;
	struct limit_fields fields;
};
LIST(limit_groups, struct limit_group);

struct limit_tally {
	const char *name;
	int64_t now, now_acts, then, then_acts;
};
LIST(limit_tallies, struct limit_tally);

struct limit_history_line {
	struct when at;
	const char *admin, *admin_display;
	bool undoes;
	struct texts changes;
};
LIST(limit_history_lines, struct limit_history_line);

struct evidence_limits_view {
	struct frame frame;
	const char *key;
	int64_t base;	/* what the form was typed over */
	int64_t latest; /* what holds */
	struct limit_groups groups;
	bool wrong;
	bool conflict;	/* somebody else has set them meanwhile */
	bool previewed; /* tallies are filled */
	bool changed;	/* what is previewed differs from what holds */
	int64_t days;	/* that the preview looks back */
	struct limit_tallies tallies;
	struct limit_history_lines history;
	bool may_undo;
};

#endif

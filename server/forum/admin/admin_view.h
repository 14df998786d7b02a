/* admin_view.h -- what templates/admin/ take. */
#ifndef FORUM_ADMIN_VIEW_H
#define FORUM_ADMIN_VIEW_H

#include "forum/admin/admin_chart.h"
#include "forum/admin/job_admin_sql.h"
#include "forum/admin/system_sql.h"
#include "forum/frame/frame_view.h"

/* A page that admins have, on the first one. */
struct admin_link {
	const char *path, *name, *what;
};
LIST(admin_links, struct admin_link);
struct admin_group {
	const char *name;
	struct admin_links links;
};
LIST(admin_groups, struct admin_group);

struct admin_view {
	struct frame frame;
	struct admin_groups groups;
};

/* A number of each day or minute as a picture. */
struct admin_drawing {
	const char *title;
	struct chart chart;
	const char *unit; /* behind the greatest; NULL: none */
	bool sums;	  /* all together mean something */
};
LIST(admin_drawings, struct admin_drawing);

/* A row with a bar: how much of the greatest it is. */
struct admin_share {
	const char *name, *size, *peak; /* peak NULL: none */
	int percent;
};
LIST(admin_shares, struct admin_share);

struct admin_cost {
	const char *what, *total, *mean;
	int64_t calls;
	int percent;
};
LIST(admin_costs, struct admin_cost);

struct system_view {
	struct frame frame;
	struct system_facts facts;
	const char *version;
	const char *size;
	struct job_counts jobs;
	struct when oldest; /* the job that has been due for the longest */
	struct admin_drawings days, minutes;
	struct system_days numbers;
	struct admin_shares rooms, processes;
	struct when measured; /* the processes were */
	struct system_connections connections;
	int64_t connected;
	struct admin_costs costs; /* statements, if they are counted; else tables */
	bool statements;
};

struct jobs_view {
	struct frame frame;
	const char *key, *state;
	struct job_tabs {
		struct job_tab {
			const char *state, *name;
			int64_t n;
		} * v;
		size_t n;
	} tabs;
	struct job_rows rows;
	bool may_retry, may_drop, may_put_back;
};

#endif

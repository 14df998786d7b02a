/* pages_view.h -- what templates/standing/ takes. Scores, shares and strengths are millionths; pages show points, of which
 * a million µhe are ten, as texts with all their digits. */
#ifndef FORUM_STANDING_PAGES_VIEW_H
#define FORUM_STANDING_PAGES_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"
#include "forum/evidence/evidence.h"
#include "forum/frame/frame_view.h"
#include "forum/standing/standing.h"

/* A member as these pages name him: without a name while suspended, without a link when gone. */
struct someone {
	const char *name, *display;
	bool hidden, gone, staff;
};

/* ---- why the score is what it is ---- */

struct why_row {
	int64_t id;
	struct when at;	   /* the act; of a correction: when it was corrected */
	const char *what;  /* "accepted your answer", for everybody to read */
	const char *note;  /* why it counts less, or nothing; NULL: it counts in full */
	const char *share; /* of the help, in points: "4.38116" */
	bool minus;	   /* takes back */
	bool ties;	   /* strengthens a tie, and is no help */
	struct someone giver;
	const char *title; /* of the thread; NULL: deleted */
	bool deleted;	   /* the answer was; what it did stays */
	int64_t post, thread;
};
LIST(why_rows, struct why_row);

struct found_row {
	int64_t post;
	const char *title;
	const char *visitors; /* who still count: "34.2" */
	const char *points;
	bool waits; /* for the first credit by a member */
};
LIST(found_rows, struct found_row);

struct waiting_row {
	int64_t position;
	struct when at;
	const char *what;
	struct someone giver;
	const char *title;
	bool deleted;
	int64_t post;
	struct when from; /* counts from this day; {0}: not known yet */
};
LIST(waiting_rows, struct waiting_row);

/* What a member may still give this month; for himself alone. */
struct why_budget {
	bool counts;		   /* his acts count at all, this month */
	struct when until;	   /* the first of the next month */
	int64_t percent;	   /* that is left */
	int64_t solutions, thanks; /* the rest is enough for so many */
};

enum why_part { WHY_HELP, WHY_FOUND, WHY_WAITING };

struct why_view {
	struct frame frame;
	struct standing *standing;
	bool mine;
	bool by_email; /* proof is a confirmed address, not being a customer */
	enum why_part part;
	const char *points, *help, *found, *ties; /* R and what it is the sum of */
	struct why_rows rows;
	struct found_rows finds;
	struct waiting_rows waiting;
	const char *page_sum; /* of the shares on this page */
	bool whole;	      /* this page has all of them */
	struct why_budget *budget;
	struct evidence_held *held; /* of the viewer's own; NULL for guests */
	const char *next;	    /* key of the next page; NULL: none */
};

/* ---- the network ---- */

/* One circle of the picture; the title says who it is. */
struct net_node {
	const char *url; /* NULL: no link */
	const char *display;
	int64_t people, ties;
	int64_t x, y, r;
	bool staff, centre;
};
LIST(net_nodes, struct net_node);
enum net_side { NET_RIGHT, NET_LEFT, NET_BELOW, NET_ABOVE };
struct net_label {
	const char *text;
	int64_t x, y;
	enum net_side
		side; /* of its circle; to its right the text begins at x, to its left it ends there, else x is its middle */
	bool first; /* also shown where there is little room */
};
LIST(net_labels, struct net_label);

#define NET_CLASSES 4 /* of lines, weak to strong: one path each */

struct net_picture {
	int64_t width, height;
	bool wide; /* too much for a phone's width: it scrolls */
	const char *lines[NET_CLASSES];
	struct net_nodes nodes;
	struct net_labels labels;
};

struct tie_row {
	struct someone one, other; /* of a member's own ties: only the other */
	bool mutual;
	const char *strength; /* "44.8 %", or all digits in points */
	int64_t percent;
};
LIST(tie_rows, struct tie_row);

struct value_row {
	struct when at;
	const char *value;
	int64_t members, ties;
};
LIST(value_rows, struct value_row);

struct value_chart {
	const char *line, *area; /* NULL: too little to draw */
	const char *most;	 /* what the upper edge stands for */
	struct when from, to;
	struct value_rows months; /* the newest first */
};

struct network_view {
	struct frame frame;
	const char *value; /* V(G) today: "12.4" */
	struct when day;
	int64_t members, ties;
	struct value_chart chart;
	struct net_picture picture;
	bool drawn;
	struct tie_rows pairs;
	bool first; /* page of the table */
	bool by_email;
	const char *next;
};

struct ties_view {
	struct frame frame;
	struct standing *standing;
	bool mine;
	const char *sum; /* TV in points */
	struct net_picture picture;
	struct tie_rows ties;
	bool first, whole;
	const char *page_sum;
	const char *next;
};

/* ---- helpers of the month ---- */

struct helpers_view {
	struct frame frame;
	struct when month;
	struct helpers helpers;
	const char *this_month;
	const char *earlier, *later; /* "2026-10"; NULL: none */
	struct when earlier_at, later_at;
	const char *next;
};

#endif

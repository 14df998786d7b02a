/* network.h -- the network as a picture, a line and tables: from rows to what templates print. */
#ifndef FORUM_STANDING_NETWORK_H
#define FORUM_STANDING_NETWORK_H

#include "forum/standing/layout.h"
#include "forum/standing/pages_view.h"

#define NETWORK_LINES 600 /* drawn at most */
#define NETWORK_PHONE 60  /* members that fit a phone's width; more scroll */
#define NETWORK_PAGE  30  /* ties in a table */
#define NETWORK_NEAR  40  /* ties in a member's own picture */
#define NETWORK_DAYS  731 /* of the line */

/* A day's value of the network. */
struct network_day {
	int64_t day, value, members, ties;
};
LIST(network_days, struct network_day);

/* A member in the picture of the network. */
struct network_place {
	int64_t rank, x, y, ties, people;
	struct someone who;
};
LIST(network_places, struct network_place);
LIST(network_lines, struct layout_edge);

struct network_sheet {
	int64_t width, height;
	bool drawn;
};

/* A tie; of a member's own ties ${other} is whom it is with. */
struct network_tie {
	int64_t i, j, strength;
	bool mutual;
	int64_t people; /* whom the other helped */
	struct someone one, other;
};
LIST(network_ties, struct network_tie);

/* The last NETWORK_DAYS, oldest first. */
void network_days_find(struct task *t, struct network_days *out);
void network_picture_find(struct task *t, struct network_sheet **sheet, struct network_places *places,
	struct network_lines *lines);
/* A page and one more, strongest first, behind the tie (${i}, ${j}) of ${strength}; 1000000, 0, 0: from the strongest. */
void network_ties_find(struct task *t, int64_t strength, int64_t i, int64_t j, struct network_ties *out);
/* The same of a member's own; ${most}: rows. */
void network_own_ties_find(struct task *t, const char *username, int64_t strength, int64_t other,
	int64_t most, struct network_ties *out);

/* How big the sheet is for ${n} members. */
struct layout_sheet network_sheet_for(size_t n);
/* The picture: lines in classes, circles by people helped, names where there is room. Pure, as all below. */
struct net_picture network_picture(struct arena *a, const struct network_sheet *sheet,
	const struct network_places *places, const struct network_lines *lines);
/* A member in the middle, those of ${ties} he has around him, the strongest next to him. */
struct net_picture network_near(struct arena *a, const struct standing *s, const struct network_ties *ties);
struct value_chart network_chart(struct arena *a, const struct network_days *days);
/* Millionths as a number with one digit: 12437000 → "12.4". */
const char *network_tenths(struct arena *a, int64_t value);

#endif

/* inside.h -- what tests set and look at in craft; nobody else's. */
#ifndef CRAFT_INSIDE_H
#define CRAFT_INSIDE_H

/* The processor time one message may take in a craft process, in milliseconds. */
struct craft_limits {
	int password_ms, markdown_ms, html_ms;
};
extern struct craft_limits craft_limits;

/* A hash nobody knows a password of, with today's costs: what an unknown member's password is compared with.
 */
extern const char craft_nobody[];

/* How long the asking side waits for the answer to the oldest question of an end. */
extern int craft_answer_ms;

#endif

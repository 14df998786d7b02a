/* rate.h -- how often is too often: counts by address and by account, shared by all processes of a door.
 *
 *	const struct rate limits[] = {
 *		{"signin", rate_prefix(a, rq->address), 100, 900},
 *		{"signin", name, 20, 900},
 *	};
 *	if (!rate_ok_wait(t, limits, 2, &again_s))
 *		return reply_retry_after(rq, 429, again_s, …);
 *
 * Counting is a short transaction of its own (one round trip, no write-ahead log), so that an attempt counts
 *whatever becomes of the request. Spans are fixed, not sliding: at the turn of one, twice the number may
 *pass. */
#ifndef FORUM_RATE_H
#define FORUM_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct task;

struct rate {
	const char *what; /* the act: "signin" */
	const char *whom; /* who or what it is counted for; only a hash is stored */
	int most, span_s; /* so many in so many seconds, at most a day */
};

/* Counts one more of each, and says whether all are within their limits; if not, ${again_s} is when the last
 * exceeded span ends. Always name limits in the same order (address before account), so that two requests
 * cannot block each other. Sleeps. Not inside a transaction. */
bool rate_ok_wait(struct task *t, const struct rate *limits, size_t n, int *again_s);

/* The same in two steps of one transaction, for what must not take a round trip of its own. rate_hold() asks what has been counted, and holds
 * it: of several side by side the next waits until this one has ended, so none passes by another. After the wait rate_so_far() tells it, and
 * rate_room() says whether there is room for one more of each (NULL, not asked for: there is). rate_count() counts it; what is given up does not
 * count. */
struct rate_count;
void rate_hold(struct task *t, const struct rate *limits, size_t n, struct rate_count **counts);
int64_t rate_so_far(const struct rate_count *count);
bool rate_room(const struct rate *limits, size_t n, struct rate_count *const *counts, int *again_s);
void rate_count(struct task *t, const struct rate *limits, size_t n);

/* In the open transaction: the last of each did not count after all. For limits on failures, once it
 * succeeded. */
void rate_take_back(struct task *t, const struct rate *limits, size_t n);

/* What of an address one person has at hand: an IPv4 address whole, of IPv6 the /64. */
const char *rate_prefix(struct arena *a, const char *address);

/* For work, now and then: forgets spans that ended more than a day ago. In the open transaction. */
void rate_clean(struct task *t);

#endif

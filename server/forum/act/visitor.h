/* visitor.h -- who says "this solved it", so that he is counted once: without a cookie before the click,
 * without an address kept.
 *
 * A guest is who has the cookie that his first counted click gave him. Whoever throws the cookie away meets
 * the second bound: five a day from one address prefix, known only as a hash under a key that changes with
 * the day. Disadvantage: in a large office with one address the sixth honest click of a day is not counted.
 */
#ifndef FORUM_VISITOR_H
#define FORUM_VISITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;

#define VISITOR_COOKIE "visitor"
#define VISITOR_KEPT_S (30 * 86400L) /* as long as the click counts */
#define VISITOR_DAYS   30	     /* one click counts so long */
#define VISITOR_DAILY  5	     /* of one prefix, for one answer */

struct visitor {
	struct blob is;	 /* whom the click is counted for */
	struct blob was; /* the guest a member was before he signed in; the same as is for guests */
	struct blob prefix;
	const char *cookie; /* to be given to him if he is counted; NULL: none is needed */
};

/* ${member} 0: a guest. ${cookie}: as it was sent, or NULL; one we cannot have given is none. ${day}: days
 * since 1970. */
void visitor_of(struct arena *a, struct blob site_key, int64_t member, const char *cookie,
	const char *address, int64_t day, struct visitor *out);

#define VISITOR_PREFIX 7
/* The family and the first 24 bits of an IPv4 address, 48 of an IPv6 one; an IPv4 address in IPv6 is the
 * first. Other texts share one. */
void visitor_prefix(const char *address, unsigned char out[VISITOR_PREFIX]);

#endif

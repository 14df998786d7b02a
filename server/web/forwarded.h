/* forwarded.h -- who really asks, when proxies of ours stand between. */
#ifndef WEB_FORWARDED_H
#define WEB_FORWARDED_H

#include "web/address.h"

struct http_head;

/* Proxies that are believed. */
struct forwarded_trust {
	struct address_prefix *v;
	size_t n;
};

/* Reads the prefixes in ${texts} into malloc'ed memory; what is none is left out, with a warning. */
struct forwarded_trust forwarded_trust_read(const struct texts *texts);
bool forwarded_trusts(const struct forwarded_trust *trust, const struct address *a);

/* The client behind ${peer}, which is trusted: the right-most address of X-Forwarded-For that is not. What
 * stands further left, anybody can have written. */
struct address forwarded_client(const struct forwarded_trust *trust, const struct address *peer,
	const struct http_head *head);

#endif

/* address.h -- clients' addresses: text, prefixes, and how many things each of them holds.
 *
 * An address is 16 bytes; IPv4 is kept as ::ffff:a.b.c.d. */
#ifndef WEB_ADDRESS_H
#define WEB_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct sockaddr_storage;

#define ADDRESS_TEXT 46 /* bytes of the longest text, with its NUL */

struct address {
	unsigned char bytes[16];
};
struct address_prefix {
	struct address first;
	unsigned bits; /* of the 128 */
};

/* The address of an accepted socket; all zero for what is neither IPv4 nor IPv6. */
struct address address_of(const struct sockaddr_storage *peer);
/* "192.0.2.7", "2001:db8::1"; in brackets or with a port too, as proxies write them. */
bool address_read(struct slice text, struct address *out);
void address_text(const struct address *a, char out[ADDRESS_TEXT]);

/* "10.0.0.0/8", "::1". */
bool address_prefix_read(const char *text, struct address_prefix *out);
bool address_within(const struct address *a, const struct address_prefix *p);

/* Counts one more for ${a} (IPv6: for its /64), unless there are ${most} already (0: no limit). */
bool address_take(const struct address *a, unsigned most);
void address_give(const struct address *a);

#endif

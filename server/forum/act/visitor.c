/* visitor.c -- see visitor.h. */
#include "forum/act/visitor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/secret.h"

#define TOKEN 16 /* bytes of the cookie */

void visitor_prefix(const char *address, unsigned char out[VISITOR_PREFIX])
{
	struct in_addr four;
	struct in6_addr six;

	memset(out, 0, VISITOR_PREFIX);
	if (inet_pton(AF_INET, address, &four) == 1) {
		out[0] = 4;
		memcpy(out + 1, &four, 3);
	} else if (inet_pton(AF_INET6, address, &six) == 1 && IN6_IS_ADDR_V4MAPPED(&six)) {
		out[0] = 4;
		memcpy(out + 1, six.s6_addr + 12, 3);
	} else if (inet_pton(AF_INET6, address, &six) == 1) {
		out[0] = 6;
		memcpy(out + 1, &six, 6);
	}
}

/* What is hashed says what it is, so that no member's number can be a cookie's bytes. */
static struct blob hash_of(struct arena *a, const char *what, const void *data, size_t n, struct blob key)
{
	size_t what_n = strlen(what);
	unsigned char *text = arena_alloc(a, what_n + n), *hash = arena_alloc(a, SECRET_HASH);

	memcpy(text, what, what_n);
	memcpy(text + what_n, data, n);
	secret_hash(hash, text, what_n + n, key.s, key.n);
	return (struct blob){hash, SECRET_HASH};
}

static struct blob prefix_hash(struct arena *a, struct blob site_key, const char *address, int64_t day)
{
	unsigned char prefix[VISITOR_PREFIX];
	struct blob key = hash_of(a, "day ", &day, sizeof(day), site_key);

	visitor_prefix(address, prefix);
	return hash_of(a, "prefix ", prefix, sizeof(prefix), key);
}

void visitor_of(struct arena *a, struct blob site_key, int64_t member, const char *cookie,
	const char *address, int64_t day, struct visitor *out)
{
	unsigned char token[TOKEN];
	bool known = cookie && secret_decode(cookie, token, TOKEN);

	must(site_key.n >= 16);
	*out = (struct visitor){.prefix = prefix_hash(a, site_key, address ? address : "", day)};
	if (!known)
		secret_random(token, TOKEN);
	out->was = hash_of(a, "guest ", token, TOKEN, site_key);
	out->is = member ? hash_of(a, "member ", &member, sizeof(member), site_key) : out->was;
	if (!member && !known)
		out->cookie = secret_encode(a, token, TOKEN);
}

/* address.c -- see address.h. The counts are a hash table with chains; an address without a count has no
 * entry. */
#include "web/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/must.h"
#include "base/secret.h"

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool is_ipv4(const struct address *a)
{
	return memcmp(a->bytes, mapped, sizeof(mapped)) == 0;
}

static struct address from_ipv4(const void *four)
{
	struct address a;

	memcpy(a.bytes, mapped, sizeof(mapped));
	memcpy(a.bytes + 12, four, 4);
	return a;
}

struct address address_of(const struct sockaddr_storage *peer)
{
	struct address a = {{0}};

	if (peer->ss_family == AF_INET)
		return from_ipv4(&((const struct sockaddr_in *)peer)->sin_addr);
	if (peer->ss_family == AF_INET6)
		memcpy(a.bytes, &((const struct sockaddr_in6 *)peer)->sin6_addr, 16);
	return a;
}

static bool read_plain(const char *text, struct address *out)
{
	unsigned char four[4];

	if (inet_pton(AF_INET, text, four) == 1) {
		*out = from_ipv4(four);
		return true;
	}
	return inet_pton(AF_INET6, text, out->bytes) == 1;
}

bool address_read(struct slice text, struct address *out)
{
	char plain[ADDRESS_TEXT];
	struct slice rest = text, host;

	if (text.n && text.s[0] == '[') {
		rest = (struct slice){text.s + 1, text.n - 1};
		host = slice_cut(&rest, ']');
		if (!rest.s)
			return false;
	} else {
		host = slice_cut(&rest, ':');
		if (rest.s && memchr(rest.s, ':', rest.n))
			host = text; /* more than one colon: IPv6 without brackets */
	}
	if (host.n >= sizeof(plain) || memchr(host.s, 0, host.n))
		return false;
	memcpy(plain, host.s, host.n);
	plain[host.n] = 0;
	return read_plain(plain, out);
}

void address_text(const struct address *a, char out[ADDRESS_TEXT])
{
	bool four = is_ipv4(a);

	must(inet_ntop(four ? AF_INET : AF_INET6, a->bytes + (four ? 12 : 0), out, ADDRESS_TEXT));
}

bool address_prefix_read(const char *text, struct address_prefix *out)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	char plain[ADDRESS_TEXT];
	int64_t bits = 128;

	if (n >= sizeof(plain))
		return false;
	memcpy(plain, text, n);
	plain[n] = 0;
	if (!read_plain(plain, &out->first))
		return false;
	if (slash) {
		if (!text_int8(slash + 1, &bits) || bits < 0)
			return false;
		bits += is_ipv4(&out->first) ? 96 : 0;
	}
	out->bits = (unsigned)bits;
	return bits <= 128;
}

bool address_within(const struct address *a, const struct address_prefix *p)
{
	unsigned whole = p->bits / 8, rest = p->bits % 8;

	if (memcmp(a->bytes, p->first.bytes, whole) != 0)
		return false;
	return rest == 0 || (a->bytes[whole] ^ p->first.bytes[whole]) >> (8 - rest) == 0;
}

#define BUCKETS 1024

struct count {
	struct count *next;
	struct address key;
	unsigned n;
};
static struct count *buckets[BUCKETS];

/* Who is counted as one: an IPv4 address, an IPv6 network of 64 bits. */
static struct address key_of(const struct address *a)
{
	struct address key = *a;

	if (!is_ipv4(a))
		memset(key.bytes + 8, 0, 8);
	return key;
}

/* Where the entry of ${key} hangs, or where it would. The hash is seeded: nobody can fill one chain. */
static struct count **place(const struct address *key)
{
	static uint64_t seed;
	uint64_t half[2], h;
	struct count **at;

	if (!seed)
		secret_random(&seed, sizeof(seed));
	memcpy(half, key->bytes, sizeof(half));
	h = (half[0] ^ seed) * 0x9e3779b97f4a7c15u;
	h = (h ^ h >> 29 ^ half[1]) * 0xbf58476d1ce4e5b9u;
	for (at = &buckets[h >> 54]; *at && memcmp((*at)->key.bytes, key->bytes, sizeof(key->bytes)) != 0;
		at = &(*at)->next)
		;
	return at;
}

bool address_take(const struct address *a, unsigned most)
{
	struct address key = key_of(a);
	struct count **at = place(&key);

	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (!*at)
			return false;
		(*at)->key = key;
	}
	if (most && (*at)->n >= most)
		return false;
	(*at)->n++;
	return true;
}

void address_give(const struct address *a)
{
	struct address key = key_of(a);
	struct count **at = place(&key), *gone = *at;

	must(gone && gone->n > 0);
	if (--gone->n == 0) {
		*at = gone->next;
		free(gone);
	}
}

/* signature.c -- see signature.h. */
#include "crm/signature.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/secret.h"

#define PREFIX	"whsec_"
#define ID_MOST 200

static bool is_near(const char *timestamp, struct when now)
{
	int64_t at;

	if (!text_int8(timestamp, &at) || at <= 0 || at > INT64_MAX / 1000000)
		return false;
	at -= now.us / 1000000;
	return at <= SIGNATURE_OLD_S && at >= -SIGNATURE_OLD_S;
}

/* Of a line as any editor leaves it; {NULL, 0}: there is none on it. */
static struct blob secret_of(struct arena *a, struct slice line)
{
	const char *text;

	line = slice_trim(line);
	if (line.n && line.s[line.n - 1] == '\r')
		line.n--;
	text = arena_text_n(a, line.s, line.n);
	if (text_starts(text, PREFIX))
		return secret_base64_read(a, text + strlen(PREFIX));
	return (struct blob){(const unsigned char *)text, line.n};
}

/* "v1,…" of the event under one secret. */
static const char *signature_of(struct arena *a, const struct signed_event *e, struct blob secret)
{
	size_t head = strlen(e->id) + strlen(e->timestamp) + 2;
	char *whole = arena_alloc(a, head + e->body.n + 1);
	unsigned char hash[SECRET_HASH];

	memcpy(whole, arena_printf(a, "%s.%s.", e->id, e->timestamp), head);
	if (e->body.n)
		memcpy(whole + head, e->body.s, e->body.n);
	secret_hmac(hash, whole, head + e->body.n, secret.s, secret.n);
	return arena_printf(a, "v1,%s", secret_base64(a, hash, sizeof(hash)));
}

/* Whether ${wanted} is among those sent; all are looked at. */
static bool is_among(struct slice sent, const char *wanted)
{
	size_t n = strlen(wanted);
	bool found = false;

	while (sent.s) {
		struct slice one = slice_cut(&sent, ' ');

		if (one.n == n && secret_same(one.s, wanted, n))
			found = true;
	}
	return found;
}

bool signature_right(struct arena *a, const struct signed_event *e, const char *secrets, struct when now)
{
	struct slice rest = slice_of(secrets);
	bool right = false;

	if (text_empty(e->id) || strlen(e->id) > ID_MOST || text_empty(e->signature) ||
		text_empty(e->timestamp) || !is_near(e->timestamp, now))
		return false;
	while (rest.s) {
		struct blob secret = secret_of(a, slice_cut(&rest, '\n'));

		if (secret.n && is_among(slice_of(e->signature), signature_of(a, e, secret)))
			right = true;
	}
	return right;
}

/* api_key.c -- see api_key.h. */
#include "forum/api/api_key.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

#define BEGINS "bothy_"
#define BEARER "Bearer "

const char *api_key_make(struct arena *a, unsigned char hash[SECRET_HASH])
{
	unsigned char bytes[SECRET_TOKEN];

	secret_random(bytes, sizeof(bytes));
	secret_hash(hash, bytes, sizeof(bytes), NULL, 0);
	return arena_printf(a, BEGINS "%s", secret_encode(a, bytes, sizeof(bytes)));
}

bool api_key_read(struct slice authorization, struct arena *a, unsigned char hash[SECRET_HASH])
{
	unsigned char bytes[SECRET_TOKEN];
	const char *key;

	if (!authorization.s || authorization.n < strlen(BEARER) ||
		strncasecmp(authorization.s, BEARER, strlen(BEARER)) != 0)
		return false;
	authorization.s += strlen(BEARER);
	authorization.n -= strlen(BEARER);
	authorization = slice_trim(authorization);
	key = arena_text_n(a, authorization.s, authorization.n);
	if (!text_starts(key, BEGINS) || !secret_decode(key + strlen(BEGINS), bytes, sizeof(bytes)))
		return false;
	secret_hash(hash, bytes, sizeof(bytes), NULL, 0);
	return true;
}

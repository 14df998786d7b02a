/* signed_link.c -- see signed_link.h. */
#include "forum/signed_link.h"

#include <string.h>

#include "base/arena.h"
#include "base/secret.h"

#define MAC_BYTES  16
#define TOKEN_MOST 100

static const char *mac_of(struct arena *a, const unsigned char key[32], const char *purpose, const char *what)
{
	unsigned char hash[SECRET_HASH];
	const char *signs = arena_printf(a, "%s %s", purpose, what);

	secret_hash(hash, signs, strlen(signs), key, 32);
	return secret_encode(a, hash, MAC_BYTES);
}

const char *signed_link_of(struct arena *a, const unsigned char key[32], const char *purpose,
	const char *what)
{
	return arena_printf(a, "%s.%s", what, mac_of(a, key, purpose, what));
}

const char *signed_link_read(struct arena *a, const unsigned char key[32], const char *purpose,
	const char *token)
{
	const char *dot = token ? strrchr(token, '.') : NULL, *what, *mac;

	if (!dot || strlen(token) > TOKEN_MOST)
		return NULL;
	what = arena_text_n(a, token, (size_t)(dot - token));
	mac = mac_of(a, key, purpose, what);
	if (strlen(mac) != strlen(dot + 1) || !secret_same(mac, dot + 1, strlen(mac)))
		return NULL;
	return what;
}

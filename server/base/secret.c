/* secret.c -- see secret.h. */
#include "base/secret.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

#define ARGON2_PASSES 2
#define ARGON2_BYTES  (19u << 20)

_Static_assert(crypto_box_PUBLICKEYBYTES == SECRET_BOX && crypto_box_SECRETKEYBYTES == SECRET_BOX,
	"keys of a box");
_Static_assert(crypto_pwhash_STRBYTES <= 128, "room for a password hash");

void secret_init(void)
{
	must(sodium_init() >= 0);
}

void secret_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void secret_hash(unsigned char out[SECRET_HASH], const void *data, size_t n, const void *key, size_t key_n)
{
	must(crypto_generichash(out, SECRET_HASH, data, n, key, key_n) == 0);
}

void secret_hmac(unsigned char out[SECRET_HASH], const void *data, size_t n, const void *key, size_t key_n)
{
	crypto_auth_hmacsha256_state state;

	must(crypto_auth_hmacsha256_init(&state, key, key_n) == 0);
	must(crypto_auth_hmacsha256_update(&state, data, n) == 0);
	must(crypto_auth_hmacsha256_final(&state, out) == 0);
	secret_wipe(&state, sizeof(state));
}

bool secret_same(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

const char *secret_encode(struct arena *a, const void *data, size_t n)
{
	size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *out = arena_alloc(a, room);

	return sodium_bin2base64(out, room, data, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool secret_decode(const char *text, void *out, size_t n)
{
	size_t got, len;

	if (!text)
		return false;
	len = strlen(text);
	return len <= 4 * n &&
	       sodium_base642bin(out, n, text, len, NULL, &got, NULL,
		       sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	       got == n;
}

const char *secret_base64(struct arena *a, const void *data, size_t n)
{
	size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
	char *out = arena_alloc(a, room);

	return sodium_bin2base64(out, room, data, n, sodium_base64_VARIANT_ORIGINAL);
}

struct blob secret_base64_read(struct arena *a, const char *text)
{
	size_t n = strcspn(text, "="), got;
	unsigned char *out = arena_alloc(a, n + 1);

	if (strspn(text + n, "=") != strlen(text + n) ||
		sodium_base642bin(out, n + 1, text, n, NULL, &got, NULL,
			sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
		return (struct blob){NULL, 0};
	return (struct blob){out, got};
}

bool secret_password_hash(char out[128], const char *password)
{
	return crypto_pwhash_str_alg(out, password, strlen(password), ARGON2_PASSES, ARGON2_BYTES,
		       crypto_pwhash_ALG_ARGON2ID13) == 0;
}

int secret_password_verify(const char *hash, const char *password)
{
	void *probe;

	if (crypto_pwhash_str_verify(hash, password, strlen(password)) == 0)
		return 1;
	/* libsodium says -1 for a wrong password and for no memory alike; whether the memory is there tells them apart. */
	probe = sodium_malloc(ARGON2_BYTES);
	if (!probe)
		return -1;
	sodium_free(probe);
	return 0;
}

bool secret_password_stale(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, ARGON2_PASSES, ARGON2_BYTES) != 0;
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

/* ---- sealed boxes ---- */

void secret_box_public(unsigned char public[SECRET_BOX], const unsigned char secret[SECRET_BOX])
{
	must(crypto_scalarmult_base(public, secret) == 0);
}

struct blob secret_seal(struct arena *a, const void *data, size_t n, const unsigned char public[SECRET_BOX])
{
	unsigned char *out = arena_alloc(a, n + crypto_box_SEALBYTES);

	must(crypto_box_seal(out, data, n, public) == 0);
	return (struct blob){out, n + crypto_box_SEALBYTES};
}

bool secret_unseal(struct arena *a, struct blob sealed, const unsigned char secret[SECRET_BOX],
	struct blob *out)
{
	unsigned char public[SECRET_BOX], *text;

	if (sealed.n < crypto_box_SEALBYTES)
		return false;
	text = arena_alloc(a, sealed.n - crypto_box_SEALBYTES + 1);
	secret_box_public(public, secret);
	*out = (struct blob){text, sealed.n - crypto_box_SEALBYTES};
	return crypto_box_seal_open(text, sealed.s, sealed.n, public, secret) == 0;
}

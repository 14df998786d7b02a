/* secret.h -- randomness, hashes and sealed boxes; the only sodium.h. Nothing here waits for anything but the CPU.
 *
 * Passwords are hashed in craft (craft.h), never on a loop: secret_password_* are what craft calls. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define SECRET_TOKEN 32 /* bytes of a session or mail token */
#define SECRET_HASH  32

/* Once, before anything else here; ends the process if libsodium cannot start. */
void secret_init(void);

void secret_random(void *out, size_t n);

/* BLAKE2b-256 of ${data}, keyed if ${key_n} > 0 (16–64 bytes). */
void secret_hash(unsigned char out[SECRET_HASH], const void *data, size_t n, const void *key, size_t key_n);
/* HMAC-SHA-256 of ${data}, for signatures that others make or check; ${key} of any length. */
void secret_hmac(unsigned char out[SECRET_HASH], const void *data, size_t n, const void *key, size_t key_n);
/* Whether two byte strings are the same, in time that depends on ${n} only. */
bool secret_same(const void *a, const void *b, size_t n);

/* base64url without padding; the text lives in ${a}. */
const char *secret_encode(struct arena *a, const void *data, size_t n);
/* Decodes exactly ${n} bytes; false if ${text} is anything else. */
bool secret_decode(const char *text, void *out, size_t n);

/* Plain base64 with padding, as others send it; the text lives in ${a}. */
const char *secret_base64(struct arena *a, const void *data, size_t n);
/* Its bytes in ${a}, with or without padding; {NULL, 0}: it is none. */
struct blob secret_base64_read(struct arena *a, const char *text);

/* Argon2id as "$argon2id$…" with 19 MiB and 2 passes (OWASP's least), about 0.05–0.2 s. False: no memory. */
bool secret_password_hash(char out[128], const char *password);
/* 1 right, 0 wrong, -1 no memory. */
int secret_password_verify(const char *hash, const char *password);
/* Whether ${hash} was made with other costs than today's and wants to be made anew at the next sign-in. */
bool secret_password_stale(const char *hash);

#define SECRET_BOX 32 /* bytes of either half of a key that seals */
/* The half that seals, of the half that opens: any 32 random bytes. */
void secret_box_public(unsigned char public[SECRET_BOX], const unsigned char secret[SECRET_BOX]);
/* Sealed so that only who has the other half can open it; in ${a}. Whoever seals cannot. */
struct blob secret_seal(struct arena *a, const void *data, size_t n, const unsigned char public[SECRET_BOX]);
/* False: it was sealed for another key, or is damaged. */
bool secret_unseal(struct arena *a, struct blob sealed, const unsigned char secret[SECRET_BOX],
	struct blob *out);

/* Zeroes bytes in a way that is not optimised away. */
void secret_wipe(void *p, size_t n);

#endif

/* totp.h -- one-time codes by time (RFC 6238: SHA-1, six digits, 30 s, as every phone's app has them) and recovery codes; the only
 * liboath. Pure. */
#ifndef FORUM_DESK_TOTP_H
#define FORUM_DESK_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"

struct arena;

#define TOTP_SECRET    20 /* bytes */
#define RECOVERY_CODES 10

/* A new secret in base32, 32 letters; and back: n 0 if it is none. */
const char *totp_secret_new(struct arena *a);
struct blob totp_secret_read(struct arena *a, const char *base32);
/* In groups of four, to be typed. */
const char *totp_secret_said(struct arena *a, const char *base32);
/* What a phone's app reads from the picture. ${issuer} and ${account} are any text. */
const char *totp_uri(struct arena *a, const char *base32, const char *issuer, const char *account);

/* The digits of what was typed, spaces dropped. */
const char *totp_typed(struct arena *a, const char *typed);
/* The step whose code ${code} is at ${now}: this one, the one before or the one after (clocks differ); 0: none. */
int64_t totp_step_of(struct blob secret, const char *code, struct when now);

/* A recovery code, "abcd-efgh-ijkl-mnop", 80 random bits. */
const char *recovery_new(struct arena *a);
/* The hash a typed one is stored by, however it is spaced; false: it cannot be one. */
bool recovery_hash(struct arena *a, const char *typed, unsigned char hash[SECRET_HASH]);

#endif

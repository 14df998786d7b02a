/* totp.c -- see totp.h. */
#include "forum/desk/totp.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

#define STEP_S	 30
#define DIGITS	 6
#define BASE32_N 32 /* letters of 20 bytes */
#define CODE_N	 16 /* letters of a recovery code */
#define GROUP	 4

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

/* ---- secrets ---- */

const char *totp_secret_new(struct arena *a)
{
	unsigned char secret[TOTP_SECRET];
	char *made = NULL;
	const char *text;

	secret_random(secret, sizeof(secret));
	must(oath_base32_encode((const char *)secret, sizeof(secret), &made, NULL) == OATH_OK);
	text = arena_text(a, made);
	secret_wipe(made, strlen(made));
	free(made);
	secret_wipe(secret, sizeof(secret));
	return text;
}

struct blob totp_secret_read(struct arena *a, const char *base32)
{
	struct blob secret = {NULL, 0};
	unsigned char *bytes;
	char *read = NULL;
	size_t n = 0;

	if (strlen(base32) != BASE32_N || oath_base32_decode(base32, BASE32_N, &read, &n) != OATH_OK)
		return secret;
	if (n == TOTP_SECRET) {
		bytes = arena_alloc(a, n);
		memcpy(bytes, read, n);
		secret = (struct blob){bytes, n};
	}
	secret_wipe(read, n);
	free(read);
	return secret;
}

/* ${text} with ${between} after each four. */
static const char *grouped(struct arena *a, const char *text, char between)
{
	char *out = arena_alloc(a, 2 * strlen(text) + 1), *to = out;
	size_t i;

	for (i = 0; text[i]; i++) {
		if (i && i % GROUP == 0)
			*to++ = between;
		*to++ = text[i];
	}
	return out;
}

const char *totp_secret_said(struct arena *a, const char *base32)
{
	return grouped(a, base32, ' ');
}

const char *totp_uri(struct arena *a, const char *base32, const char *issuer, const char *account)
{
	return arena_printf(a, "otpauth://totp/%s:%s?secret=%s&issuer=%s", text_percent(a, issuer),
		text_percent(a, account), base32, text_percent(a, issuer));
}

/* ---- codes ---- */

static const char *without_spaces(struct arena *a, const char *typed)
{
	char *out = arena_alloc(a, strlen(typed) + 1), *to = out;

	for (; *typed; typed++)
		if (*typed != ' ' && *typed != '-')
			*to++ = *typed;
	return out;
}

const char *totp_typed(struct arena *a, const char *typed)
{
	return without_spaces(a, typed);
}

int64_t totp_step_of(struct blob secret, const char *code, struct when now)
{
	int64_t now_step = now.us / 1000000 / STEP_S, step, found = 0;
	char right[DIGITS + 1];

	if (secret.n != TOTP_SECRET || strlen(code) != DIGITS)
		return 0;
	for (step = now_step - 1; step <= now_step + 1; step++) {
		must(oath_hotp_generate((const char *)secret.s, secret.n, (uint64_t)step, DIGITS, false,
			     OATH_HOTP_DYNAMIC_TRUNCATION, right) == OATH_OK);
		if (secret_same(right, code, DIGITS))
			found = step;
	}
	return found;
}

/* ---- recovery ---- */

const char *recovery_new(struct arena *a)
{
	unsigned char random[CODE_N];
	char code[CODE_N + 1] = "";
	size_t i;

	secret_random(random, sizeof(random));
	for (i = 0; i < CODE_N; i++)
		code[i] = letters[random[i] % 32];
	return grouped(a, code, '-');
}

bool recovery_hash(struct arena *a, const char *typed, unsigned char hash[SECRET_HASH])
{
	const char *code = text_lower_ascii(a, without_spaces(a, typed));

	if (strlen(code) != CODE_N || strspn(code, letters) != CODE_N)
		return false;
	secret_hash(hash, code, CODE_N, NULL, 0);
	return true;
}

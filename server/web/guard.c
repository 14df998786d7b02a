/* guard.c -- see guard.h. */
#include "web/guard.h"

#include <string.h>

#include "base/intl.h"
#include "base/must.h"
#include "base/secret.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define SIGN_IN "/signin"
#define CONFIRM "confirm" /* a cookie and a field */
#define NONCE	16
#define KEY	32 /* bytes: nonce, then its keyed hash */

static void (*sign_in_again_page)(struct request *rq);
static void (*confirm_page)(struct request *rq);

void guard_pages(void (*sign_in_again)(struct request *rq), void (*confirm)(struct request *rq))
{
	sign_in_again_page = sign_in_again;
	confirm_page = confirm;
}

/* ---- form keys ---- */

static const char *key_make(struct request *rq, const unsigned char nonce[NONCE])
{
	unsigned char key[KEY], hash[SECRET_HASH];

	secret_hash(hash, nonce, NONCE, rq->viewer.secret, sizeof(rq->viewer.secret));
	memcpy(key, nonce, NONCE);
	memcpy(key + NONCE, hash, KEY - NONCE);
	return secret_encode(&rq->task.arena, key, KEY);
}

static bool key_is_ours(struct request *rq, const unsigned char key[KEY])
{
	unsigned char hash[SECRET_HASH];

	secret_hash(hash, key, NONCE, rq->viewer.secret, sizeof(rq->viewer.secret));
	return secret_same(hash, key + NONCE, KEY - NONCE);
}

const char *guard_form_key(struct request *rq)
{
	unsigned char nonce[NONCE];

	if (!rq->viewer.id)
		return "";
	secret_random(nonce, sizeof(nonce));
	return key_make(rq, nonce);
}

const char *guard_form_key_again(struct request *rq, const char *old)
{
	unsigned char key[KEY];

	if (!rq->viewer.id || !secret_decode(old, key, KEY))
		return guard_form_key(rq);
	return key_make(rq, key);
}

const unsigned char *guard_form_nonce(struct request *rq)
{
	unsigned char *key = arena_alloc(&rq->task.arena, KEY);

	must(rq->viewer.id && secret_decode(form_text(&rq->body, "key"), key, KEY) && key_is_ours(rq, key));
	return key;
}

/* ---- where a POST comes from ---- */

enum origin { ORIGIN_OURS, ORIGIN_FOREIGN, ORIGIN_NOT_TOLD };

/* "https://host:port" with the Host this request was sent to; that is on the list of hosts we answer for. */
static bool is_our_origin(const struct request *rq, struct slice origin)
{
	struct slice scheme = rq->tls ? SLICE("https://") : SLICE("http://"),
		     host = http_header(&rq->head, "host");

	return origin.n == scheme.n + host.n && memcmp(origin.s, scheme.s, scheme.n) == 0 &&
	       memcmp(origin.s + scheme.n, host.s, host.n) == 0;
}

static enum origin origin_of(const struct request *rq)
{
	struct slice site = http_header(&rq->head, "sec-fetch-site"),
		     origin = http_header(&rq->head, "origin");

	if (site.s)
		return slice_is(site, "same-origin") || slice_is(site, "none") ? ORIGIN_OURS : ORIGIN_FOREIGN;
	if (origin.s)
		return is_our_origin(rq, origin) ? ORIGIN_OURS : ORIGIN_FOREIGN;
	return ORIGIN_NOT_TOLD;
}

/* A POST that another site made a browser send. What it carries is not the person's, so it is not shown
 * again. */
static bool foreign(struct request *rq)
{
	rq->body = (struct form){NULL, 0};
	reply_forbidden(rq, _("This was sent from another site."));
	return false;
}

/* ---- guests: one more click where the browser does not say where the click came from ---- */

static bool is_confirmed(struct request *rq)
{
	const char *cookie = request_cookie(rq, CONFIRM), *field = form_text(&rq->body, CONFIRM);

	return cookie && field && strlen(cookie) >= 22 && strlen(cookie) == strlen(field) &&
	       secret_same(cookie, field, strlen(cookie));
}

/* The page that asks for one more click shows the fields of rq->body; among them goes what proves that it was
 * ours: the same random text as in a cookie, which another site can neither read nor set. */
static void confirm_ask(struct request *rq)
{
	struct form with = {arena_array(&rq->task.arena, struct form_field, rq->body.n + 1), 0};
	unsigned char random[NONCE];
	const char *proof;
	size_t i;

	secret_random(random, sizeof(random));
	proof = secret_encode(&rq->task.arena, random, sizeof(random));
	for (i = 0; i < rq->body.n; i++)
		if (strcmp(rq->body.v[i].name, CONFIRM) != 0)
			with.v[with.n++] = rq->body.v[i];
	with.v[with.n++] = (struct form_field){CONFIRM, proof};
	rq->body = with;
	reply_cookie(rq, CONFIRM, proof, 600);
	confirm_page(rq);
}

static bool guest_pass(struct request *rq)
{
	switch (origin_of(rq)) {
	case ORIGIN_OURS:
		return true;
	case ORIGIN_FOREIGN:
		return foreign(rq);
	case ORIGIN_NOT_TOLD:
		break;
	}
	if (is_confirmed(rq))
		return true;
	if (confirm_page)
		confirm_ask(rq);
	else
		reply_forbidden(rq, _("Your browser did not say where this was sent from."));
	return false;
}

/* ---- members ---- */

/* What moderators took from somebody: every form but those he needs to leave, appeal and be safe; or only posting. */
static bool has_voice(struct request *rq)
{
	if (rq->viewer.suspended && !rq->route->suspended_too) {
		reply_forbidden(rq,
			_("Your account is suspended. You can read, appeal, and take your data along: see “Decisions about you”."));
		return false;
	}
	if (rq->viewer.silenced && rq->route->speaks) {
		reply_forbidden(rq,
			_("You cannot post for a while: see “Decisions about you”. What you wrote is below, so that you can keep it."));
		return false;
	}
	return true;
}

static bool has_role(struct request *rq)
{
	unsigned role;

	if (!rq->route->roles)
		return true;
	for (role = ROLE_MEMBER; role <= ROLE_ADMIN; role <<= 1)
		if ((rq->route->roles & role) && viewer_is(&rq->viewer, role))
			return true;
	reply_forbidden(rq, _("Your account is not allowed to do that."));
	return false;
}

/* ${target} so that it can stand as a value in a query. */
static const char *query_value(struct request *rq, struct slice target)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(&rq->task.arena, 3 * target.n + 1), *to = out;
	size_t i;

	for (i = 0; i < target.n; i++) {
		unsigned char c = (unsigned char)target.s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			strchr("/-_.~", c)) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	return out;
}

static bool signed_in_pass(struct request *rq)
{
	if (rq->viewer.id)
		return has_role(rq);
	reply_see_other(rq,
		arena_printf(&rq->task.arena, "%s?next=%s", SIGN_IN, query_value(rq, rq->head.target)));
	return false;
}

static bool key_pass(struct request *rq)
{
	unsigned char key[KEY];

	if (!form_single(&rq->body, "key")) {
		reply_error(rq, 400, _("The form's key stands twice."));
		return false;
	}
	if (secret_decode(form_text(&rq->body, "key"), key, KEY) && key_is_ours(rq, key))
		return true;
	reply_forbidden(rq,
		_("This form belongs to an earlier sign-in. Please look at it and send it again."));
	return false;
}

static bool form_pass(struct request *rq)
{
	if (origin_of(rq) == ORIGIN_FOREIGN)
		return foreign(rq);
	if (!rq->viewer.id) {
		if (sign_in_again_page)
			sign_in_again_page(rq);
		else
			reply_forbidden(rq, _("You are not signed in."));
		return false;
	}
	return key_pass(rq) && has_role(rq) && has_voice(rq);
}

static bool (*key_check_wait)(struct request *), (*signature_check_wait)(struct request *);

void guard_checks(bool (*key_wait)(struct request *), bool (*signature_wait)(struct request *))
{
	key_check_wait = key_wait;
	signature_check_wait = signature_wait;
}

static bool checked_pass_wait(struct request *rq, bool (*check_wait)(struct request *))
{
	if (check_wait && check_wait(rq))
		return true;
	reply_error(rq, 401, _("A valid key is needed here."));
	return false;
}

bool guard_pass_or_reply_wait(struct request *rq)
{
	switch (rq->route->guard) {
	case GUARD_OPEN:
	case GUARD_PUBLIC:
		return true;
	case GUARD_SIGNED_IN:
		return signed_in_pass(rq);
	case GUARD_FORM:
		return form_pass(rq);
	case GUARD_GUEST:
		return guest_pass(rq) && (!rq->viewer.id || has_voice(rq));
	case GUARD_KEY:
		return checked_pass_wait(rq, key_check_wait);
	case GUARD_SIGNATURE:
		return checked_pass_wait(rq, signature_check_wait);
	}
	return false;
}

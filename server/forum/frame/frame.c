/* frame.c -- see frame.h. */
#include "forum/frame/frame.h"

#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/theme/theme.h"
#include "templates/frame.h"
#include "web/asset.h"
#include "web/guard.h"
#include "web/reply.h"

struct flash {
	const char *code, *sentence;
};

/* What the next page may say, by a code in a cookie: so no text of the cookie's is ever shown. */
static const struct flash flashes[] = {
	{"saved", _("Saved.")},
	{"private-sent", _("Sent to the company. Nobody in the community sees it.")},
	{"private-draft",
		_("What you wrote is kept as a draft below your question. Send here what is private, and leave it out there.")},
	{"posted-private",
		_("Posted. What is private went to the company alone; nobody in the community sees it.")},
	{"posted", _("Posted. Thank you.")},
	{"asked", _("Posted. You get mail when somebody answers.")},
	{"waiting", _("Thank you. A moderator looks at it first; then everybody can see it.")},
	{"edited", _("Saved. What stood there before is kept in the history.")},
	{"unchanged", _("Nothing was changed.")},
	{"deleted", _("Deleted.")},
	{"accepted", _("Marked as solved. The person who helped you has been told.")},
	{"accepted-own", _("Marked as solved. Thank you for telling how.")},
	{"accepted-staff", _("Marked as solved for the company. The person who helped has been told.")},
	{"unaccepted", _("No longer marked as the solution.")},
	{"thanked", _("Your thanks have been passed on.")},
	{"helped", _("Good to hear. The person who wrote it has been told.")},
	{"unhelpful",
		_("Noted. It moves this answer down the page. If most people say so, it also counts for the level of who wrote it.")},
	{"levels-set", _("These thresholds hold from now on. Members are being judged by them.")},
	{"levels-undone", _("Taken back: what held before holds again.")},
	{"suggested", _("Suggested. Who wrote it has been told.")},
	{"suggestion-approved", _("The edit is made. Who suggested it has been told.")},
	{"suggestion-declined", _("Declined. Who suggested it has been told.")},
	{"suggestion-withdrawn", _("Withdrawn.")},
	{"noted", _("Noted.")},
	{"twice", _("You sent this twice, and it counts once.")},
	{"already", _("That was so already; your click has changed nothing.")},
	{"solved", _("Good to hear! Your question is marked as solved.")},
	{"reopened", _("Your question is open again.")},
	{"undone", _("Taken back.")},
	{"me-too", _("Noted. You will be told when there is an answer.")},
	{"me-too-undone", _("Taken back. You still follow this question.")},
	{"following", _("You will be told what happens here.")},
	{"unfollowed", _("You will not be told about this any more.")},
	{"found", _("Good to hear. Thank you for saying so: it helps others find it.")},
	{"found-again", _("Thank you. You have said so already, so it is counted once.")},
	{"found-enough",
		_("Thank you. Several people near you have said so today, so this click was not counted.")},
	{"signed-in", _("Welcome back.")},
	{"signed-out", _("You are signed out.")},
	{"welcome", _("Welcome! Your account is ready.")},
	{"password", _("Your new password is set. You are signed out everywhere else.")},
	{"session-ended", _("Signed out there.")},
	{"mail-sent", _("The mail is on its way.")},
	{"mailed", _("We have sent you a mail.")},
	{"mailed-test", _("It is on its way. Look again in a moment.")},
	{"export-asked", _("Noted. We write you a mail when it is ready.")},
	{"erasure-asked", _("Noted. Your account will be erased in 14 days, unless you change your mind.")},
	{"erasure-cancelled", _("Good that you stay. Everything is as it was.")},
	{"confirmed", _("Your e-mail address is confirmed.")},
	{"draft-deleted", _("Draft deleted.")},
	{"finding-released", _("Released: the credit counts again.")},
	{"finding-voided", _("Voided: the credit stays out.")},
	{"appeal-answered", _("Answered. The member will be told.")},
	{"appealed", _("Sent. A moderator will look at it.")},
	{"reported", _("Thank you. A moderator will look at it, and you will hear what came of it.")},
	{"reported-guest", _("Thank you. A moderator will look at it.")},
	{"queue-empty", _("Nothing waits. Well done.")},
	{"bulk-hidden", _("Hidden. The log has it as one entry, to be taken back with one click.")},
};

static const char *flash_take(struct request *rq)
{
	const char *code = request_cookie(rq, "flash");
	size_t i;

	if (!code)
		return NULL;
	reply_cookie(rq, "flash", "", -1);
	for (i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++)
		if (strcmp(flashes[i].code, code) == 0)
			return flashes[i].sentence;
	return NULL;
}

void frame_flash(struct request *rq, const char *code)
{
	reply_cookie(rq, "flash", code, 60);
}

static const char *theme_of(struct request *rq)
{
	const char *theme = rq->viewer.id ? rq->viewer.theme : request_cookie(rq, "theme");

	if (text_is(theme, "light"))
		return "light";
	return text_is(theme, "dark") ? "dark" : NULL;
}

/* Where to come back to: this page if it was read, the start page after a POST. */
static const char *here_of(struct request *rq)
{
	if (rq->head.method == HTTP_POST || !rq->head.target.n)
		return "/";
	return arena_text_n(&rq->task.arena, rq->head.target.s, rq->head.target.n);
}

/* A form that comes back with what was typed was seen when it was first shown, not now. */
static int64_t form_since(const struct request *rq)
{
	return form_has(&rq->body, "since") ? form_int8(&rq->body, "since") : clock_now().us / 1000000;
}

struct frame frame_of(struct request *rq, const char *title)
{
	return (struct frame){
		.title = title,
		.viewer = &rq->viewer,
		.site = &site,
		.theme = theme_of(rq),
		.here = here_of(rq),
		.key = rq->viewer.id ? guard_form_key(rq) : "",
		.flash = flash_take(rq),
		.since = form_since(rq),
		.stylesheet = asset_path("app.css"),
		.script = asset_path("app.js"),
		.icon = asset_path("favicon.svg"),
		.colours = theme_path(),
		.dismissed = rq->viewer.id ? request_cookie(rq, "seen") : NULL,
		.locale = rq->out->locale,
		.direction = "ltr",
	};
}

/* ---- pages that belong to no subject ---- */

struct heading {
	int status;
	const char *heading, *next;
};

static const struct heading headings[] = {
	{400, _("That request was not understood"), _("Go back and try again, or begin at the start page.")},
	{403, _("That is not allowed"), NULL},
	{404, _("There is nothing here"),
		_("It may have been deleted, or the link has a mistake. Searching often helps.")},
	{405, _("That cannot be done here"), NULL},
	{409, _("Somebody was quicker"), NULL},
	{413, _("That is too much at once"),
		_("Go back in your browser: what you typed is still there. Then please shorten it.")},
	{415, _("That kind of form is not understood"), NULL},
	{422, _("That could not be used"), NULL},
	{429, _("Too often in a short time"), _("Please wait a little.")},
	{500, _("That was our mistake"),
		_("It has been noted. Please try again; if it happens again, tell us.")},
	{503, _("We cannot do that right now"), _("Please try again in a few seconds.")},
};

static const struct heading *heading_of(int status)
{
	static const struct heading other = {0, _("That did not work"), NULL};
	size_t i;

	for (i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (headings[i].status == status)
			return &headings[i];
	return &other;
}

bool frame_field_is_long(const char *name)
{
	return text_is(name, "body");
}

bool frame_field_is_text(const char *name)
{
	return text_is(name, "title") || text_is(name, "context") || text_is(name, "label") ||
	       text_is(name, "product");
}

const char *frame_field_label(const char *name)
{
	if (text_is(name, "title"))
		return _("Title");
	if (text_is(name, "body"))
		return _("Text");
	return text_is(name, "product") ? _("Device or product") : _("Where it worked");
}

static bool is_secret(const char *name)
{
	return strstr(name, "password") != NULL;
}

/* The fields that were sent, fit to be sent once more: without passwords, the key made fresh with its old random half,
 * so that both sendings together count once. A key that is ${used} up (422: it was sent with other contents) gives
 * way to a new one. */
static struct form fields_again(struct request *rq, bool used)
{
	struct form kept = {arena_array(&rq->task.arena, struct form_field, rq->body.n + 1), 0};
	size_t i;

	for (i = 0; i < rq->body.n; i++) {
		struct form_field f = rq->body.v[i];

		if (is_secret(f.name))
			continue;
		if (strcmp(f.name, "key") == 0 && rq->viewer.id)
			f.value = used ? guard_form_key(rq) : guard_form_key_again(rq, f.value);
		kept.v[kept.n++] = f;
	}
	return kept;
}

static bool worth_sending_again(int status)
{
	return status == 503 || status == 403 || status == 422 || status == 429 || status == 500;
}

struct error_view frame_error_view(struct request *rq, int status, const char *why)
{
	const struct heading *h = heading_of(status);
	struct error_view v = {
		.status = status,
		.heading = h->heading,
		.why = why,
		.next = h->next,
	};

	if (rq->head.method == HTTP_POST && rq->body.n && rq->path && worth_sending_again(status)) {
		v.action = rq->path;
		if (status == 403)
			v.heading = _("That did not go through");
		v.fields = fields_again(rq, status == 422);
	}
	return v;
}

const char *frame_why(const char *why)
{
	return why == DB_UNKNOWN
		       ? _("It is not known whether it was saved. Sending it again is safe: it counts once.")
		       : NULL;
}

void frame_error(struct request *rq, int status, const char *why)
{
	struct error_view v = frame_error_view(rq, status, why);

	v.frame = frame_of(rq, v.heading);
	error_page(rq->out, &v);
}

void frame_failed(struct request *rq, int status, const char *why)
{
	frame_error(rq, status, frame_why(why));
}

void frame_confirm(struct request *rq)
{
	struct error_view v = {.frame = frame_of(rq, _("One more click")),
		.action = rq->path,
		.fields = fields_again(rq, false)};

	confirm_page(rq->out, &v);
	reply_page(rq);
}

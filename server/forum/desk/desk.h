/* desk.h -- the staff's door: who is there, the frame around every page of the desk, presence, what `main` opens.
 *
 * How a page of the desk is made, by any subject:
 *
 *	struct case_view { struct desk_frame frame; struct desk_presence presence; … };
 *
 *	v.frame = desk_frame_of(rq, _("Case 42"), "cases");            "inbox", "threads", "cases", "customers", "settings"
 *	desk_presence(t, arena_printf(a, "case/%lld", id), &v.presence);  with the page's other questions
 *	db_wait(t);
 *	case_page(rq->out, &v);
 *	reply_page(rq);
 *
 *	{% use "templates/desk/frame.h" %}
 *	{% show desk_top(&v->frame) %}
 *	<main id="main" class="wrap desk-main">…{% show desk_presence_line(&v->presence) %}…</main>
 *	{% show desk_bottom(&v->frame) %}
 *
 * Its route is {DESK, HTTP_GET, "/case/:id", case_show, GUARD_SIGNED_IN}, its forms GUARD_FORM with frame.key or
 * guard_form_key(rq) in a field "key"; formkey.h works as at the public door. .roles = DESK_LEAD is for leads alone.
 * rq->viewer.id is desk.account's id. Keys come by markup: see README.md. */
#ifndef FORUM_DESK_H
#define FORUM_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/secret.h"
#include "base/text.h"

struct job;
struct request;
struct site;
struct task;
struct viewer;

enum desk_role { /* a set, as stored in desk.account.roles */
	DESK_AGENT = 1,
	DESK_LEAD = 2, /* settings of all, erasure */
};

/* ---- who is there ---- */

struct desk_me {
	int64_t id; /* of desk.account */
	int64_t member_id; /* the member of the community that official replies are written as; 0: none, so no public word */
	const char *username, *display;
	unsigned roles;
	bool shortcuts; /* single keys do things */
	bool totp;	/* a second factor is in force */
};
/* Whoever is signed in and may pass; NULL for guests. */
const struct desk_me *desk_me(struct request *rq);

/* ---- the frame ---- */

struct desk_frame {
	const char *title, *nav;
	const char *flash; /* a sentence about what was just done; NULL: none */
	const char *q;	   /* what stands in the search box */
	const struct viewer *viewer;
	const struct site *site;
	bool shortcuts;
	const char *theme; /* "light", "dark", NULL */
	const char *key;   /* a form key, fit for one form of the page; "" for guests */
	const char *stylesheet, *desk_stylesheet, *script, *desk_script, *icon, *colours, *locale;
};
/* ${title} stands before the desk's name in <title>; ${nav} is the entry of the navigation, NULL: none. The rest may be set
 * afterwards. Points to the request: lives as long as it. */
struct desk_frame desk_frame_of(struct request *rq, const char *title, const char *nav);

/* A sentence on the next page this browser opens ("Taken."); ${code} is a row of the table in flash.c. */
void desk_flash(struct request *rq, const char *code);

/* ---- presence ---- */

struct desk_presence {
	const char *item; /* "thread/42", "case/42", "customer/42" */
	struct texts
		others; /* display names of who else had it open in the last two minutes; at most five, by name */
};
/* Notes that the viewer has ${item} open (written within a second, not in this request), and asks who else has: ${out} is
 * filled by the next wait. */
void desk_presence(struct task *t, const char *item, struct desk_presence *out);
/* "Lee is on it." After the wait; for templates/desk/frame.html. */
struct said desk_presence_said(const struct desk_presence *p);

/* ---- for main, doors.c and jobs.c ---- */

/* From [desk] totp: "offered" or "required". False: neither. */
bool desk_totp_is(const char *setting);
/* For session_use(): fills rq->viewer. */
void desk_viewer_wait(struct request *rq, const unsigned char hash[SECRET_HASH]);
/* For guard_pages(): a POST whose session is gone gets a sign-in form that keeps what was typed; one more click. */
void desk_sign_in_again(struct request *rq);
void desk_confirm(struct request *rq);
/* For reply_errors() and the edge: pages for errors, in the desk's dress. Do not sleep. */
void desk_error(struct request *rq, int status, const char *why);
void desk_failed(struct request *rq, int status, const char *why);
/* Starts writing down, every second, who has what open and which sessions were seen. */
void desk_open(void);
/* A round of `work`: sessions, form keys, presence that are over. Sleeps. */
void desk_clean_wait(struct task *t);
/* A job of `work`: tells who has the account ${job}->subject of a change to it. Sleeps. */
void desk_change_mail_wait(struct task *t, const struct job *job);

#endif

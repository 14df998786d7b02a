/* account.h -- accounts: what other subjects and main may know and call.
 *
 * A person signs up, opens the link in our mail, and only then is a member (README.md). */
#ifndef FORUM_ACCOUNT_H
#define FORUM_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/text.h"

struct arena;
struct request;
struct task;

#define USERNAME_MOST 30
#define DISPLAY_MOST  60   /* characters */
#define EMAIL_MOST    254  /* bytes */
#define BIO_MOST      1000 /* characters */

/* ---- account.c: rules ---- */

/* Whether it can be a username at all: [a-z0-9][a-z0-9_-]{2,29}. */
bool username_ok(const char *name);
/* Whether it is kept for the site itself: admin, support, the site's name … Compared by look, so "adm1n" is
 * too. */
bool name_reserved(struct arena *a, const char *name);

/* NULL, or a sentence saying what is wrong. What was typed is expected in the form of username_typed() and so
 * on. */
const char *username_wrong(struct arena *a, const char *username);
const char *display_wrong(struct arena *a, const char *display);
const char *email_wrong(struct arena *a, const char *email);
const char *bio_wrong(const char *bio);

/* What people type, tidied: spaces at the ends off, usernames in small letters, names on one line. */
const char *username_typed(struct arena *a, const char *typed);
const char *display_typed(struct arena *a, const char *typed);
const char *email_typed(struct arena *a, const char *typed);
/* What people sign in with, in the one form that all spellings of it share, so that none is counted apart: the
 * key of an address, else a username. */
const char *login_typed(struct arena *a, const char *typed);

/* ${path} if it is a path of ours, else "/": where to go after signing in. */
const char *local_path(const char *path);

struct language {
	const char *code, *name;
};
LIST(languages, struct language);
/* The languages the interface speaks, each with the name it gives itself. */
struct languages languages_known(void);

/* ---- role.c: the names of roles ---- */

/* The bit of "member", "moderator", "staff", "admin"; 0: no role. */
unsigned role_of(const char *name);
/* "member staff"; lives in ${a}. */
const char *roles_said(struct arena *a, unsigned roles);

/* ---- mail_ask.c: mails that an admin has sent ---- */

/* In the open transaction: a link to set a password goes to the address of ${username}. */
void account_mail_reset(struct task *t, const char *username);
/* A link goes to ${email}, which is the member's once it is opened; the address he has is told that this was asked for. */
void account_mail_email(struct task *t, int64_t member, const char *email);
/* The member is told that his address counts as confirmed. */
void account_mail_confirmed(struct task *t, int64_t member);

/* ---- before something dangerous ---- */

enum password_again {
	PASSWORD_RIGHT,
	PASSWORD_WRONG,	   /* … or the account has none: say so in the form */
	PASSWORD_ANSWERED, /* too many tries: the request has been answered */
};
/* Whether the field "password" holds the viewer's. Counts tries. Sleeps; not inside a transaction. */
enum password_again account_password_again_wait(struct request *rq);

/* ---- for the door that is opened ---- */

/* For session_use(): fills rq->viewer for the session with that hash, in one round trip, and notes that it
 * was seen. */
void account_viewer_wait(struct request *rq, const unsigned char hash[SECRET_HASH]);
/* Starts writing down, every few seconds, which sessions were seen. Once in a process that has viewers. */
void session_seen_open(void);
/* For guard_pages(): answers a POST whose session is gone with a sign-in form that keeps what was typed. */
void account_sign_in_again(struct request *rq);

#endif

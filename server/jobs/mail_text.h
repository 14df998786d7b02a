/* mail_text.h -- a mail as it travels (RFC 5322, MIME); pure functions, tested in
 * tests/unit/mail_text_test.c. */
#ifndef JOBS_MAIL_TEXT_H
#define JOBS_MAIL_TEXT_H

#include "base/clock.h"

struct arena;
struct mail;
struct out;

/* Who sends, read from "Community <community@example.org>" or a bare address. */
struct mail_sender {
	const char *display; /* NULL: none */
	const char *address;
	const char *domain; /* of Message-IDs: the host of the site's URL */
};
/* The texts live in ${a}. */
struct mail_sender mail_sender_read(struct arena *a, const char *from, const char *site_url);

/* Writes the whole message with CRLF line ends. Line breaks in what becomes a header are our own error. */
void mail_compose(struct arena *a, struct out *o, const struct mail *m, const struct mail_sender *from,
	struct when at);

/* The address with its domain in ASCII (IDNA), as mail servers want it; the local part stays as it is. */
const char *mail_address(struct arena *a, const char *address);

#endif

/* mail_text.c -- see mail_text.h.
 *
 * Bodies are quoted-printable: any UTF-8 travels through any server, lines stay ≤ 76 bytes, and the reader
 * gets his paragraphs back in one piece. Headers that are not plain ASCII become Q-encoded words (RFC 2047),
 * cut between characters, never inside one. */
#include "jobs/mail_text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/idn.h"
#include "base/must.h"
#include "base/out.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/mail.h"

#define LINE_MOST 76

static void out_text(struct out *o, const char *s)
{
	out_raw(o, s, strlen(s));
}

static bool is_plain(const char *s)
{
	size_t word = 0;

	if (strstr(s, "=?"))
		return false;
	for (; *s; s++) {
		if (*s < ' ' || *s > '~')
			return false;
		word = *s == ' ' ? 0 : word + 1;
		if (word > LINE_MOST - 20)
			return false;
	}
	return true;
}

/* ---- headers ---- */

/* Plain words, folded before a space where the line would grow too long. */
static void plain_words(struct out *o, size_t column, const char *s)
{
	while (*s) {
		size_t n = strspn(s, " "), word = n + strcspn(s + n, " ");

		if (column + word > LINE_MOST && n && column > 1) {
			out_literal(o, "\r\n");
			column = 0;
		}
		out_raw(o, s, word);
		column += word;
		s += word;
	}
}

static size_t character(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* What may stand unencoded in an encoded word, also within a phrase (RFC 2047, section 5, rule 3). */
static bool word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("!*+-/", c));
}

/* One character, encoded, into ${to}; its length. */
static size_t word_character(char to[3 * 4 + 1], const char *s, size_t n)
{
	size_t i, length = 0;

	for (i = 0; i < n && i < 4; i++)
		if (s[i] == ' ')
			to[length++] = '_';
		else if (word_byte(s[i]))
			to[length++] = s[i];
		else
			length += (size_t)sprintf(to + length, "=%02X", (unsigned)(unsigned char)s[i]);
	return length;
}

/* =?utf-8?Q?…?= words of at most 75 bytes on lines of at most 76. Spaces between two encoded words are not
 * read. */
static void encoded_words(struct out *o, size_t column, const char *s)
{
	char one[3 * 4 + 1];
	size_t n, length;

	out_literal(o, "=?utf-8?Q?");
	column += 10;
	for (; *s; s += n) {
		n = character(s);
		length = word_character(one, s, n);
		if (column + length + 2 > LINE_MOST) {
			out_literal(o, "?=\r\n =?utf-8?Q?");
			column = 11;
		}
		out_raw(o, one, length);
		column += length;
	}
	out_literal(o, "?=");
}

static void header_begin(struct out *o, const char *name, const char *value)
{
	must(!strpbrk(value, "\r\n"));
	out_text(o, name);
	out_literal(o, ": ");
}

static void header_text(struct out *o, const char *name, const char *value)
{
	header_begin(o, name, value);
	if (is_plain(value))
		plain_words(o, strlen(name) + 2, value);
	else
		encoded_words(o, strlen(name) + 2, value);
	out_literal(o, "\r\n");
}

/* A value that is ASCII by its nature: never encoded. */
static void header(struct out *o, const char *name, const char *value)
{
	header_begin(o, name, value);
	out_text(o, value);
	out_literal(o, "\r\n");
}

static void header_from(struct out *o, const struct mail_sender *from)
{
	header_begin(o, "From", from->address);
	if (from->display && is_plain(from->display)) {
		const char *s;

		out_char(o, '"');
		for (s = from->display; *s; s++) {
			if (*s == '"' || *s == '\\')
				out_char(o, '\\');
			out_char(o, *s);
		}
		out_literal(o, "\" ");
	} else if (from->display) {
		encoded_words(o, strlen("From: "), from->display);
		out_literal(o, "\r\n ");
	}
	out_char(o, '<');
	out_text(o, from->address);
	out_literal(o, ">\r\n");
}

static void header_date(struct out *o, struct when at)
{
	time_t seconds = (time_t)(at.us / 1000000);
	struct tm tm;
	char text[64];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	header(o, "Date", text);
}

/* ---- bodies ---- */

static bool quoted_as_itself(const char *s)
{
	if (*s == ' ' || *s == '\t')
		return s[1] && s[1] != '\n'; /* white space at a line's end is lost on the way */
	return *s > ' ' && *s <= '~' && *s != '=';
}

/* Room for the "=" of a soft break stays on each line. */
static void quoted_printable(struct out *o, const char *s)
{
	size_t column = 0, n;

	for (; *s; s++) {
		if (*s == '\n') {
			out_literal(o, "\r\n");
			column = 0;
			continue;
		}
		n = quoted_as_itself(s) ? 1 : 3;
		if (column + n > LINE_MOST - 1) {
			out_literal(o, "=\r\n");
			column = 0;
		}
		if (n == 1) {
			out_char(o, *s);
		} else {
			char escape[4];

			out_raw(o, escape, (size_t)sprintf(escape, "=%02X", (unsigned)(unsigned char)*s));
		}
		column += n;
	}
	if (column)
		out_literal(o, "\r\n");
}

static void part(struct out *o, const char *type, const char *text)
{
	header(o, "Content-Type", type);
	header(o, "Content-Transfer-Encoding", "quoted-printable");
	out_literal(o, "\r\n");
	quoted_printable(o, text);
}

/* "=_" cannot occur in quoted-printable, so no text can hold the boundary. */
static void parts(struct arena *a, struct out *o, const struct mail *m, const char *id)
{
	const char *boundary = arena_printf(a, "=_%.16s", id);

	header(o, "Content-Type", arena_printf(a, "multipart/alternative; boundary=\"%s\"", boundary));
	out_text(o, arena_printf(a, "\r\n--%s\r\n", boundary));
	part(o, "text/plain; charset=utf-8", m->text);
	out_text(o, arena_printf(a, "--%s\r\n", boundary));
	part(o, "text/html; charset=utf-8", m->html);
	out_text(o, arena_printf(a, "--%s--\r\n", boundary));
}

/* ---- the whole ---- */

/* The same for the same ${unique}, so that a mail sent twice is recognised as one. */
static const char *message_id(struct arena *a, const char *unique)
{
	unsigned char hash[SECRET_HASH];

	if (unique)
		secret_hash(hash, unique, strlen(unique), NULL, 0);
	else
		secret_random(hash, sizeof(hash));
	return text_hex(a, hash, 16);
}

void mail_compose(struct arena *a, struct out *o, const struct mail *m, const struct mail_sender *from,
	struct when at)
{
	const char *id = message_id(a, m->unique);
	const char *to = mail_address(a, m->to);

	must(!strpbrk(to, "<>\r\n "));
	header_from(o, from);
	header(o, "To", arena_printf(a, "<%s>", to));
	header_text(o, "Subject", m->subject);
	header_date(o, at);
	header(o, "Message-ID", arena_printf(a, "<%s@%s>", id, from->domain));
	if (m->thread_id)
		header(o, "References", arena_printf(a, "<%s@%s>", m->thread_id, from->domain));
	header(o, "Auto-Submitted", "auto-generated");
	if (m->stop_url) {
		header(o, "List-Unsubscribe", arena_printf(a, "<%s>", m->stop_url));
		header(o, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
	}
	header(o, "MIME-Version", "1.0");
	if (m->html)
		parts(a, o, m, id);
	else
		part(o, "text/plain; charset=utf-8", m->text);
}

const char *mail_address(struct arena *a, const char *address)
{
	const char *at = strrchr(address, '@'), *domain = at ? idn_ascii(a, at + 1) : NULL;

	return domain ? arena_printf(a, "%.*s@%s", (int)(at - address), address, domain) : address;
}

/* The host of "https://host:port/…", a bare IPv6 address without its brackets' port. */
static const char *host_of(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	if (*host == '[')
		return arena_text_n(a, host, strcspn(host, "]") + (strchr(host, ']') ? 1 : 0));
	return arena_text_n(a, host, strcspn(host, ":/?#"));
}

struct mail_sender mail_sender_read(struct arena *a, const char *from, const char *site_url)
{
	const char *open = strrchr(from, '<'), *close = open ? strchr(open, '>') : NULL;
	struct slice display = {from, open ? (size_t)(open - from) : 0};
	struct mail_sender s = {.domain = host_of(a, site_url)};

	display = slice_trim(display);
	if (display.n > 1 && display.s[0] == '"' && display.s[display.n - 1] == '"')
		display = (struct slice){display.s + 1, display.n - 2};
	s.display = display.n ? arena_text_n(a, display.s, display.n) : NULL;
	s.address = close ? arena_text_n(a, open + 1, (size_t)(close - open - 1)) : arena_text(a, from);
	return s;
}

/* mail_text_test.c -- mails as they travel: encoded words, quoted-printable, headers nobody can inject into.
 * Decoders written here, not the code's own, say whether what was meant comes out again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/out.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/mail.h"
#include "jobs/mail_text.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct arena a;
static struct out o;

static int begin(void **state)
{
	(void)state;
	secret_init();
	return 0;
}

static int end(void **state)
{
	(void)state;
	out_end(&o);
	o = (struct out){0};
	arena_end(&a);
	return 0;
}

/* The message as a text; Sat, 21 Nov 2026 20:53:12. */
static const char *composed(const struct mail *m, const char *from)
{
	struct mail_sender s = mail_sender_read(&a, from, "https://community.example.org:8080/");

	out_end(&o);
	o = (struct out){0};
	mail_compose(&a, &o, m, &s, (struct when){1795294392000000});
	out_char(&o, 0);
	assert_false(o.full);
	return o.s;
}

static const char *with_subject(const char *subject)
{
	return composed(
		&(struct mail){.to = "anna@example.org", .subject = subject, .text = "x", .unique = "u"},
		"c@example.org");
}

/* A header's value as it stands, folded lines joined as a reader joins them; NULL if there is none, or two.
 */
static const char *header(const char *message, const char *name)
{
	size_t n = strlen(name);
	const char *line, *found = NULL;
	char *out, *to;

	for (line = message; line && strncmp(line, "\r\n", 2) != 0;
		line = strstr(line, "\r\n"), line += line ? 2 : 0)
		if (strncmp(line, name, n) == 0 && line[n] == ':') {
			assert_null(found);
			found = line + n + 2;
		}
	if (!found)
		return NULL;
	out = to = arena_alloc(&a, strlen(found) + 1);
	for (; *found; found++) {
		if (strncmp(found, "\r\n", 2) == 0) {
			if (found[2] != ' ')
				break;
			found++;
			continue;
		}
		*to++ = *found;
	}
	return out;
}

static int hex(const char *s)
{
	unsigned value;

	assert_int_equal(sscanf(s, "%2X", &value), 1);
	return (int)value;
}

/* RFC 2047, for =?utf-8?Q?…?= words with spaces between them. */
static const char *words_decoded(const char *s)
{
	char *out = arena_alloc(&a, strlen(s) + 1), *to = out;

	while (*s) {
		const char *stop;

		if (strncmp(s, "=?utf-8?Q?", 10) != 0) {
			*to++ = *s++;
			continue;
		}
		stop = strstr(s + 10, "?=");
		assert_non_null(stop);
		if (stop + 2 - s > 75)
			fail_msg("the encoded word is %zd bytes long: %s", stop + 2 - s, s);
		for (s += 10; s < stop; s++) {
			if (*s == '=') {
				*to++ = (char)hex(s + 1);
				s += 2;
			} else {
				*to++ = *s == '_' ? ' ' : *s;
			}
		}
		s += 2;
		if (strncmp(s, " =?", 3) == 0)
			s++;
	}
	return out;
}

static const char *body_of(const char *message)
{
	const char *body = strstr(message, "\r\n\r\n");

	assert_non_null(body);
	return body + 4;
}

/* RFC 2045; line ends become LF. */
static const char *quoted_decoded(const char *s)
{
	char *out = arena_alloc(&a, strlen(s) + 1), *to = out;

	for (; *s; s++) {
		if (strncmp(s, "=\r\n", 3) == 0)
			s += 2;
		else if (*s == '=')
			*to++ = (char)hex(s + 1), s += 2;
		else if (*s != '\r')
			*to++ = *s;
	}
	return out;
}

static void check_lines(const char *row, const char *message)
{
	const char *line, *stop;

	for (line = message; *line; line = stop + 2) {
		stop = strstr(line, "\r\n");
		if (!stop)
			fail_msg("%s: the last line does not end", row);
		if (stop - line > 76)
			fail_msg("%s: a line of %zd bytes: %.*s", row, stop - line, (int)(stop - line), line);
		if (memchr(line, '\n', (size_t)(stop - line)) || memchr(line, '\r', (size_t)(stop - line)))
			fail_msg("%s: a bare CR or LF", row);
	}
}

/* ---- subjects ---- */

static void test_subjects_come_out_as_they_went_in(void **state)
{
	static const char *const rows[] = {
		"Hello",
		"",
		"A subject that is longer than one line of a mail may be, but has only plain ASCII words in "
		"it",
		"Wordwithoutanyspacethatismuchlongerthanalineofamailmaybeandcannotbefoldedanywhereatallinit",
		"Two  spaces   inside",
		"Grüße aus Überlingen",
		"SIM-карта не работает после обновления до версии 17, что делать дальше?",
		"电话无法接通,请帮忙看一下这个问题应该怎么解决才好,谢谢大家",
		"👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 emoji 👩‍👩‍👧‍👦 "
		"with "
		"joiners "
		"👩‍👩‍👧‍👦",
		"=?utf-8?Q?looks_like_a_word?=",
		"a=b_c?d",
		"tab\tinside",
		"é",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *message = with_subject(rows[i]), *value = header(message, "Subject");

		check_lines(rows[i], message);
		assert_string_equal(words_decoded(value), rows[i]);
	}
}

static void test_plain_subjects_are_not_encoded(void **state)
{
	(void)state;
	assert_string_equal(header(with_subject("Your answer: \"yes\" (100%)"), "Subject"),
		"Your answer: \"yes\" (100%)");
}

/* A character of several bytes must not be cut by the end of an encoded word. */
static void test_no_character_is_cut(void **state)
{
	char subject[200];
	size_t before;

	(void)state;
	for (before = 0; before < 20; before++) {
		const char *word;

		memset(subject, 'x', before);
		strcpy(subject + before, "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€");
		for (word = strstr(with_subject(subject), "=?utf-8"); word;
			word = strstr(word + 1, "=?utf-8")) {
			const char *stop = strstr(word + 10, "?="), *s = word + 10;
			char *bytes = arena_alloc(&a, 80), *to = bytes;

			for (; s < stop; s++)
				if (*s == '=')
					*to++ = (char)hex(s + 1), s += 2;
				else
					*to++ = *s;
			if (!text_utf8(bytes, (size_t)(to - bytes)))
				fail_msg("with %zu letters before: a word ends inside a character", before);
		}
	}
}

/* ---- bodies ---- */

static void test_bodies_come_out_as_they_went_in(void **state)
{
	static const char *const rows[] = {
		"Hello\n",
		"no line end",
		"=20 is not a space\n",
		"space at the end \nand tab\t\nand\n\n\nempty lines\n",
		".\n..\nFrom here\n",
		"a line that is longer than seventy-six bytes, so that it is broken softly and joined again "
		"by who reads it\n",
		"Grüße, 电话, 👩‍👩‍👧‍👦 — “quoted”\n",
		"12345678901234567890123456789012345678901234567890123456789012345678901234é\n",
		"123456789012345678901234567890123456789012345678901234567890123456789012345\n",
		"1234567890123456789012345678901234567890123456789012345678901234567890123456\n",
		"12345678901234567890123456789012345678901234567890123456789012345678901234 \n",
		"https://community.example.org/confirm/"
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ=&?\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct mail m = {.to = "a@example.org", .subject = "s", .text = rows[i]};
		const char *message = composed(&m, "c@example.org"), *back;
		size_t n = strlen(rows[i]);

		check_lines(rows[i], message);
		assert_null(strstr(message, " \r\n"));
		assert_null(strstr(message, "\t\r\n"));
		back = quoted_decoded(body_of(message));
		/* What has no line end gets one. */
		if (strncmp(back, rows[i], n) != 0 ||
			strcmp(back + n, rows[i][n - 1] == '\n' ? "" : "\n") != 0)
			fail_msg("\"%s\" became \"%s\"", rows[i], back);
	}
}

static void test_text_and_html(void **state)
{
	struct mail m = {.to = "a@example.org",
		.subject = "s",
		.text = "Grüße\n",
		.html = "<p>Grüße</p>\n",
		.unique = "u"};
	const char *message = composed(&m, "c@example.org"), *type = header(message, "Content-Type");
	const char *boundary, *first, *second;

	(void)state;
	check_lines("parts", message);
	assert_int_equal(strncmp(type, "multipart/alternative; boundary=\"", 33), 0);
	boundary = arena_printf(&a, "\r\n--%.*s", (int)strcspn(type + 33, "\""), type + 33);
	first = strstr(message, boundary);
	second = strstr(first + 1, boundary);
	assert_non_null(strstr(first, "text/plain; charset=utf-8"));
	assert_non_null(strstr(second, "text/html; charset=utf-8"));
	assert_string_equal(strstr(second + 1, boundary) + strlen(boundary), "--\r\n");
}

/* ---- headers ---- */

static void test_headers(void **state)
{
	struct mail m = {.to = "Anna@Bücher.example",
		.subject = "s",
		.text = "t",
		.stop_url = "https://community.example.org/stop/1?k=2",
		.thread_id = "thread-42",
		.unique = "notice-7"};
	const char *message = composed(&m, "Fern \"the\" Line <c@example.org>");

	(void)state;
	assert_string_equal(header(message, "From"), "\"Fern \\\"the\\\" Line\" <c@example.org>");
	assert_string_equal(header(message, "To"), "<Anna@xn--bcher-kva.example>");
	assert_string_equal(header(message, "Date"), "Sat, 21 Nov 2026 20:53:12 +0000");
	assert_string_equal(header(message, "References"), "<thread-42@community.example.org>");
	assert_string_equal(header(message, "Auto-Submitted"), "auto-generated");
	assert_string_equal(header(message, "List-Unsubscribe"),
		"<https://community.example.org/stop/1?k=2>");
	assert_string_equal(header(message, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
	assert_string_equal(header(message, "MIME-Version"), "1.0");
	assert_string_equal(header(message, "Content-Type"), "text/plain; charset=utf-8");
	assert_string_equal(header(message, "Content-Transfer-Encoding"), "quoted-printable");
}

static void test_no_stop_no_header(void **state)
{
	(void)state;
	assert_null(header(with_subject("s"), "List-Unsubscribe"));
	assert_null(header(with_subject("s"), "References"));
}

static void test_the_same_mail_has_the_same_id(void **state)
{
	struct mail m = {.to = "a@example.org", .subject = "s", .text = "t", .unique = "job-1"};
	const char *first = header(composed(&m, "c@example.org"), "Message-ID");
	const char *again = header(composed(&m, "c@example.org"), "Message-ID");

	(void)state;
	assert_string_equal(first, again);
	assert_non_null(strstr(first, "@community.example.org>"));
	m.unique = "job-2";
	assert_string_not_equal(header(composed(&m, "c@example.org"), "Message-ID"), first);
	m.unique = NULL;
	first = header(composed(&m, "c@example.org"), "Message-ID");
	assert_string_not_equal(header(composed(&m, "c@example.org"), "Message-ID"), first);
}

static void test_senders(void **state)
{
	static const struct {
		const char *from, *display, *address;
	} rows[] = {
		{"Community <c@example.org>", "Community", "c@example.org"},
		{"\"A, B\" <c@example.org>", "A, B", "c@example.org"},
		{"c@example.org", NULL, "c@example.org"},
		{"<c@example.org>", NULL, "c@example.org"},
		{"Bücher <c@example.org>", "Bücher", "c@example.org"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct mail_sender s = mail_sender_read(&a, rows[i].from, "http://[::1]:8080");

		if (!text_is(s.address, rows[i].address) ||
			(rows[i].display ? !text_is(s.display, rows[i].display) : !!s.display))
			fail_msg("%s: \"%s\", \"%s\"", rows[i].from, s.display ? s.display : "", s.address);
		assert_string_equal(s.domain, "[::1]");
	}
	assert_string_equal(
		words_decoded(header(composed(&(struct mail){.to = "a@b.example", .subject = "", .text = ""},
					     rows[4].from),
			"From")),
		"Bücher <c@example.org>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_subjects_come_out_as_they_went_in, end),
		cmocka_unit_test_teardown(test_plain_subjects_are_not_encoded, end),
		cmocka_unit_test_teardown(test_no_character_is_cut, end),
		cmocka_unit_test_teardown(test_bodies_come_out_as_they_went_in, end),
		cmocka_unit_test_teardown(test_text_and_html, end),
		cmocka_unit_test_teardown(test_headers, end),
		cmocka_unit_test_teardown(test_no_stop_no_header, end),
		cmocka_unit_test_teardown(test_the_same_mail_has_the_same_id, end),
		cmocka_unit_test_teardown(test_senders, end),
	};

	return cmocka_run_group_tests_name("mail_text", tests, begin, NULL);
}

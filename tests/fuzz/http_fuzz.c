/* http_fuzz.c -- any bytes as a request head, a form, an Accept-Encoding, an address: the parser says the
 * same however the bytes arrive, never more than it got, and what it lets through can be decoded. `make
 * fuzz-http`. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "web/address.h"
#include "web/encode.h"
#include "web/form.h"
#include "web/http.h"
#include "web/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_within(struct slice a, const char *s, size_t n)
{
	must(!a.s || (a.s >= s && a.s + a.n <= s + n));
}

static void check_head(const char *s, size_t used, const struct http_head *head)
{
	struct arena a = ARENA_EMPTY;
	const char *path = url_decode(&a, head->path, false, false);
	size_t i;

	must(path && path[0] == '/' && path[1] != '/' && !strchr(path, '\\') && !strstr(path, "/../"));
	check_within(head->target, s, used);
	check_within(head->query, s, used);
	check_within(head->host, s, used);
	for (i = 0; i < head->header_count; i++) {
		check_within(head->headers[i].value, s, used);
		must(head->headers[i].name.n > 0 &&
			!memchr(head->headers[i].value.s, '\n', head->headers[i].value.n));
	}
	must(head->content_length == 0 || head->method == HTTP_POST);
	must(head->method != HTTP_POST || head->has_content_length);
	must(head->minor == 0 || head->host.n > 0);
	arena_end(&a);
}

/* A prefix of a good head is never refused and never a head of its own; a refusal is never taken back. */
static void try_head(const char *s, size_t n)
{
	static struct http_head head, again;
	struct http_result whole = http_parse(s, n, &head), part;
	size_t cut;

	if (whole.verdict == HTTP_HEAD_READ) {
		must(whole.used <= n && whole.used <= HTTP_HEAD_MOST);
		check_head(s, whole.used, &head);
	}
	for (cut = 0; cut < n && cut < 512; cut++) {
		part = http_parse(s, cut, &again);
		if (whole.verdict == HTTP_HEAD_READ)
			must(part.verdict == (cut < whole.used ? HTTP_MORE : HTTP_HEAD_READ));
		else
			must(part.verdict != HTTP_HEAD_READ &&
				(part.verdict == HTTP_MORE || whole.verdict == HTTP_REFUSE));
	}
}

static void try_form(struct slice in)
{
	struct arena a = ARENA_EMPTY;
	struct form form;
	size_t i;

	if (form_read(&a, in, &form)) {
		must(form.n <= FORM_FIELDS_MOST);
		for (i = 0; i < form.n; i++) {
			must(text_clean(form.v[i].name, strlen(form.v[i].name), false));
			must(text_utf8(form.v[i].value, strlen(form.v[i].value)));
		}
	}
	arena_end(&a);
}

static void try_address(struct slice in)
{
	struct address a, same;
	char text[ADDRESS_TEXT];

	if (!address_read(in, &a))
		return;
	address_text(&a, text);
	must(address_read(slice_of(text), &same) && memcmp(&a, &same, sizeof(a)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *exact = malloc(n ? n : 1);
	struct slice in = {exact, n};

	memcpy(exact, data, n);
	try_head(exact, n);
	try_form(in);
	try_address(in);
	encode_accepted(in, "gzip");
	free(exact);
	return 0;
}

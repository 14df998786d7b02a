/* crm_test.c -- keeping in step with a CRM, the pure parts: whose signature counts, what Request Tracker's words and answers mean, how long
 * one waits. The answers are those of a real one (tests/web/lib/rt_recorded.json), and worse ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/secret.h"
#include "crm/rt_json.h"
#include "crm/rt_words.h"
#include "crm/signature.h"
#include "forum/crm/pace.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	secret_init();
	return 0;
}

static int forget(void **state)
{
	(void)state;
	arena_end(&arena);
	return 0;
}

/* ---- signatures ---- */

/* The example of the Standard Webhooks specification. */
#define ID	  "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define SECRET	  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define BODY	  "{\"test\": 2432232314}"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define AT	  1614265330

static void test_signature(void **state)
{
	static const struct {
		const char *what, *id, *timestamp, *signature, *body, *secrets;
		int64_t now;
		bool right;
	} rows[] = {
		{"as specified", ID, "1614265330", SIGNATURE, BODY, SECRET, AT, true},
		{"five minutes later", ID, "1614265330", SIGNATURE, BODY, SECRET, AT + 300, true},
		{"five minutes early", ID, "1614265330", SIGNATURE, BODY, SECRET, AT - 300, true},
		{"older", ID, "1614265330", SIGNATURE, BODY, SECRET, AT + 301, false},
		{"of the future", ID, "1614265330", SIGNATURE, BODY, SECRET, AT - 301, false},
		{"one of two", ID, "1614265330", "v1,AAAA " SIGNATURE, BODY, SECRET, AT, true},
		{"the second secret", ID, "1614265330", SIGNATURE, BODY, "another\n" SECRET "\n", AT, true},
		{"secrets with empty lines", ID, "1614265330", SIGNATURE, BODY, "\r\n\n" SECRET "\r\n", AT,
			true},
		{"another secret", ID, "1614265330", SIGNATURE, BODY, "another", AT, false},
		{"the secret's letters", ID, "1614265330", SIGNATURE, BODY,
			"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", AT, false},
		{"no secret", ID, "1614265330", SIGNATURE, BODY, "", AT, false},
		{"a secret of nothing", ID, "1614265330", SIGNATURE, BODY, "whsec_", AT, false},
		{"a secret that is no base64", ID, "1614265330", SIGNATURE, BODY, "whsec_!!!", AT, false},
		{"another body", ID, "1614265330", SIGNATURE, BODY " ", SECRET, AT, false},
		{"another id", ID "x", "1614265330", SIGNATURE, BODY, SECRET, AT, false},
		{"another time", ID, "1614265331", SIGNATURE, BODY, SECRET, AT, false},
		{"a time in words", ID, "now", SIGNATURE, BODY, SECRET, AT, false},
		{"a time beyond all", ID, "999999999999999999", SIGNATURE, BODY, SECRET, AT, false},
		{"another version", ID, "1614265330", "v2" SIGNATURE, BODY, SECRET, AT, false},
		{"cut short", ID, "1614265330", "v1,g0hM9SsE", BODY, SECRET, AT, false},
		{"the version alone", ID, "1614265330", "v1,", BODY, SECRET, AT, false},
		{"no id", NULL, "1614265330", SIGNATURE, BODY, SECRET, AT, false},
		{"no time", ID, NULL, SIGNATURE, BODY, SECRET, AT, false},
		{"no signature", ID, "1614265330", NULL, BODY, SECRET, AT, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct signed_event e = {rows[i].id, rows[i].timestamp, rows[i].signature,
			slice_of(rows[i].body)};

		if (signature_right(&arena, &e, rows[i].secrets, (struct when){rows[i].now * 1000000}) !=
			rows[i].right)
			fail_msg("%s: %s", rows[i].what, rows[i].right ? "refused" : "believed");
	}
}

/* ---- words ---- */

static void test_states(void **state)
{
	static const struct {
		const char *status, *now, *becomes;
	} rows[] = {
		{"new", "open", "new"},
		{"open", "solved", "open"},
		{"stalled", "open", "on_hold"},
		{"stalled", "pending_customer", "pending_customer"},
		{"stalled", "on_hold", "on_hold"},
		{"resolved", "open", "solved"},
		{"resolved", "closed", "closed"},
		{"resolved", NULL, "solved"},
		{"rejected", "solved", "closed"},
		{"deleted", "new", "deleted"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (!text_is(rt_state_of(rows[i].status, rows[i].now), rows[i].becomes))
			fail_msg("%s of %s became %s", rows[i].status, rows[i].now,
				rt_state_of(rows[i].status, rows[i].now));
	assert_null(rt_state_of("of a lifecycle of their own", "open"));
	assert_string_equal(rt_status_of("closed"), "resolved");
	assert_null(rt_status_of("nonsense"));
}

static void test_priorities(void **state)
{
	static const char *const names[] = {"low", "normal", "high", "urgent"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++)
		assert_string_equal(rt_priority_name(rt_priority_of(names[i])), names[i]);
	assert_string_equal(rt_priority_name(-5), "low");
	assert_string_equal(rt_priority_name(1000), "urgent");
}

static void test_token(void **state)
{
	(void)state;
	assert_int_equal(rt_user_of("1-31-2b7941b2095a5b00d8da44e21f027914"), 31);
	assert_int_equal(rt_user_of("something else"), 0);
	assert_int_equal(rt_user_of("1-x-2"), 0);
	assert_int_equal(rt_user_of("1-31"), 0);
	assert_int_equal(rt_user_of(""), 0);
}

/* ---- answers ---- */

static json_t *recorded(const char *name)
{
	static json_t *all;

	if (!all)
		all = json_load_file("tests/web/lib/rt_recorded.json", 0, NULL);
	assert_non_null(all);
	return json_object_get(all, name);
}

static struct slice body_of(const char *name)
{
	char *text = json_dumps(json_object_get(recorded(name), "body"), 0);
	struct slice s = slice_of(arena_text(&arena, text));

	free(text);
	return s;
}

static void test_ticket(void **state)
{
	const char *etag = json_string_value(json_object_get(recorded("ticket"), "etag"));
	struct rt_ticket t;

	(void)state;
	assert_true(rt_ticket_read(&arena, body_of("ticket"), etag, &t));
	assert_string_equal(t.status, "open");
	assert_string_equal(t.subject, "No calls abroad");
	assert_string_equal(t.owner, "");
	assert_string_equal(t.link, "http://localhost/t/42#42:1");
	assert_int_equal(t.priority, 50);
	assert_true(t.version > 0);
	assert_int_equal(t.requestors.n, 1);
	assert_string_equal(t.requestors.v[0], "jane@example.org");
	assert_true(when_known(t.updated));
	assert_false(rt_ticket_read(&arena, body_of("ticket unknown"), "", &t));
}

static void test_history(void **state)
{
	static const char *const kinds[] = {"opened", "note", "reply", "priority", "state", "note", "reply",
		"owner", "state", "subject", "priority"};
	struct crm_entries all = {0}, later = {0};
	int64_t first;
	size_t n, i, found = 0;

	(void)state;
	assert_true(rt_history_read(&arena, body_of("history"), "4", 0, 31, &all, &first, &n));
	assert_int_equal(first, all.v[0].number);
	assert_string_equal(all.v[0].kind, "opened");
	assert_true(all.v[0].ours);
	for (i = 0; i < COUNT(kinds); i++) {
		size_t k;

		for (k = 0; k < all.n; k++)
			if (text_is(all.v[k].kind, kinds[i]))
				break;
		if (k == all.n)
			fail_msg("no %s", kinds[i]);
	}
	for (i = 0; i < all.n; i++)
		if (text_is(all.v[i].author, "root") && text_is(all.v[i].kind, "state")) {
			found++;
			assert_false(all.v[i].ours);
			assert_string_equal(all.v[i].name, "Enoch Root");
			assert_string_equal(all.v[i].becomes, "solved");
		}
	assert_int_equal(found, 1);
	assert_true(rt_history_read(&arena, body_of("history"), "4", all.v[all.n - 1].number - 1, 31, &later,
		&first, &n));
	assert_int_equal(later.n, 1);
	assert_true(rt_history_read(&arena, body_of("history past its end"), "4", 0, 31, &later, &first, &n));
	assert_int_equal(n, 0);
}

/* Ticket 10 was merged into 11: asked for by either number, it is that one. */
static void test_merged(void **state)
{
	struct crm_entries all = {0};
	struct rt_ticket t;
	int64_t first;
	size_t n;

	(void)state;
	assert_true(rt_ticket_read(&arena, body_of("ticket merged"), "\"124\"", &t));
	assert_string_equal(t.id, "11");
	assert_true(rt_history_read(&arena, body_of("history merged"), "11", 0, 31, &all, &first, &n));
	assert_int_equal(all.merged.n, 1);
	assert_string_equal(all.merged.v[0], "10");
	all = (struct crm_entries){0};
	assert_true(rt_history_read(&arena, body_of("history merged"), "11", 123, 31, &all, &first, &n));
	assert_int_equal(all.merged.n, 0);
}

static void test_parts(void **state)
{
	static const struct {
		const char *what, *items, *text;
		bool html;
		size_t files;
	} rows[] = {
		{"plain before html",
			"{'id':'1','ContentType':'text/html'},{'id':'2','ContentType':'text/plain','Filename':''}",
			"2", false, 0},
		{"html alone", "{'id':1,'ContentType':'text/html; charset=utf-8'}", "1", true, 0},
		{"the first of two texts",
			"{'id':'1','ContentType':'text/plain'},{'id':'2','ContentType':'text/plain'}", "1",
			false, 0},
		{"a text with a name is a file", "{'id':'1','ContentType':'text/plain','Filename':'log.txt'}",
			"", false, 1},
		{"a picture without a name", "{'id':'1','ContentType':'image/png','Filename':''}", "", false,
			1},
		{"what holds the others", "{'id':'1','ContentType':'multipart/mixed'}", "", false, 0},
		{"nothing that makes sense", "[],3,{'id':null}", "", false, 3},
	};
	struct rt_parts parts;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *json = arena_printf(&arena, "{\"items\": [%s]}", rows[i].items), *quote;

		while ((quote = strchr(json, '\'')))
			*quote = '"';
		if (!rt_parts_read(&arena, slice_of(json), &parts))
			fail_msg("%s: no list", rows[i].what);
		if (!text_is(parts.text, rows[i].text) || parts.html != rows[i].html ||
			parts.files.n != rows[i].files)
			fail_msg("%s: text %s, html %d, %zu files", rows[i].what, parts.text, parts.html,
				parts.files.n);
	}
	assert_true(rt_parts_read(&arena, body_of("parts"), &parts));
	assert_string_equal(parts.text, "27");
	assert_int_equal(parts.bytes, 16);
	assert_int_equal(parts.files.n, 2);
	assert_string_equal(parts.files.v[0].type, "application/pdf");
	assert_int_equal(parts.files.v[0].bytes, 3000);
	assert_string_equal(parts.files.v[1].name, "notes.txt");
	assert_true(rt_parts_read(&arena, body_of("parts none"), &parts));
	assert_string_equal(parts.text, "");
	assert_false(rt_parts_read(&arena, body_of("ticket unknown"), &parts));
}

static void test_texts(void **state)
{
	struct texts ids;

	(void)state;
	assert_string_equal(rt_content_read(&arena, body_of("attachment")), "see file Grüße");
	assert_string_equal(rt_content_read(&arena, slice_of("{\"Content\": \"!\"}")), "");
	assert_string_equal(rt_content_read(&arena, slice_of("{\"Content\": \"//8=\"}")), "");
	assert_null(rt_content_read(&arena, body_of("ticket unknown")));
	assert_true(rt_ids_read(&arena, body_of("found"), &ids));
	assert_int_equal(ids.n, 1);
	assert_true(rt_ids_read(&arena, body_of("found none"), &ids));
	assert_int_equal(ids.n, 0);
	assert_true(rt_queue_has(&arena, body_of("queue"), RT_FIELD));
	assert_false(rt_queue_has(&arena, body_of("queue"), "Another field"));
	assert_true(strstr(rt_said(&arena, body_of("set refused")), "Permission Denied") != NULL);
	assert_true(strstr(rt_said(&arena, body_of("create without right")), "No permission") != NULL);
}

/* Nothing of this may be taken for an answer, or hurt. */
static void test_garbage(void **state)
{
	static const char *const bodies[] = {"", "null", "42", "\"x\"", "[]", "{}", "{\"items\": 5}",
		"{\"items\": {}}", "{\"id\": []}", "{\"id\": 1, \"Status\": 5}",
		"{\"id\": 1, \"Status\": \"open\", \"LastUpdated\": \"yesterday\"}", "{\"a\": \"\\u0000\"}",
		"<html>", "\xff\xfe", "{\"items\": [null, 1, \"x\", []]"};
	char deep[4096];
	struct crm_entries entries = {0};
	struct crm_changes changes;
	struct rt_ticket t;
	int64_t first;
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(bodies); i++) {
		assert_false(rt_ticket_read(&arena, slice_of(bodies[i]), "\"x\"", &t));
		assert_false(rt_history_read(&arena, slice_of(bodies[i]), "4", 0, 31, &entries, &first, &n));
		assert_false(rt_changes_read(&arena, slice_of(bodies[i]), &changes));
		rt_said(&arena, slice_of(bodies[i]));
	}
	assert_true(rt_history_read(&arena, SLICE("{\"items\": [null, 1, \"x\", [], {}]}"), "4", 0, 31,
		&entries, &first, &n));
	assert_int_equal(entries.n, 0);
	memset(deep, '[', sizeof(deep));
	assert_null(rt_json(&arena, (struct slice){deep, sizeof(deep)}));
	assert_non_null(
		rt_json(&arena, SLICE("{\"text\": \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \\\" [[[\"}")));
}

/* ---- waiting ---- */

static void test_pace(void **state)
{
	static const struct {
		int tries;
		enum crm_outcome outcome;
		int64_t least, most;
	} rows[] = {
		{1, CRM_AWAY, 2, 3},
		{4, CRM_AWAY, 12, 20},
		{8, CRM_ILL, 192, 320},
		{20, CRM_AWAY, 225, 375},
		{30000, CRM_AWAY, 225, 375},
		{1, CRM_REFUSED, 23, 38},
		{2, CRM_GONE, 90, 150},
		{3, CRM_REFUSED, 360, 600},
	};
	uint32_t random;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (random = 0; random < 1000; random++) {
			int64_t s = pace_wait_s(rows[i].tries, rows[i].outcome, random * 2654435761u);

			if (s < rows[i].least || s > rows[i].most)
				fail_msg("after try %d it is %lld s", rows[i].tries, (long long)s);
		}
	assert_false(pace_over(REFUSED_TRIES - 1, CRM_REFUSED, 600));
	assert_true(pace_over(REFUSED_TRIES, CRM_REFUSED, 600));
	assert_false(pace_over(599, CRM_AWAY, 600));
	assert_true(pace_over(600, CRM_AWAY, 600));
}

static void test_gate(void **state)
{
	(void)state;
	assert_true(pace_gate_open(PACE_SEND));
	assert_false(pace_gate_note(PACE_SEND, CRM_AWAY));
	assert_false(pace_gate_open(PACE_SEND));
	assert_true(pace_gate_open(PACE_LOOK));
	assert_true(pace_gate_note(PACE_POLL, CRM_REFUSED)); /* whoever finds it back opens all */
	assert_true(pace_gate_open(PACE_SEND));
	assert_false(pace_gate_note(PACE_POLL, CRM_DONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_signature, forget),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_priorities),
		cmocka_unit_test(test_token),
		cmocka_unit_test_teardown(test_ticket, forget),
		cmocka_unit_test_teardown(test_history, forget),
		cmocka_unit_test_teardown(test_merged, forget),
		cmocka_unit_test_teardown(test_parts, forget),
		cmocka_unit_test_teardown(test_texts, forget),
		cmocka_unit_test_teardown(test_garbage, forget),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_gate),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

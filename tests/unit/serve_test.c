/* serve_test.c -- a request's life without sockets: route, session, guard, handler, reply, and the answer as
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "loop/fiber.h"
#include "web/answer.h"
#include "web/asset.h"
#include "web/encode.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/serve.h"
#include "web/session.h"

/* ---- a site of a few pages ---- */

/* Two sessions: of a member, and of an admin. */
static const unsigned char tokens[2][SECRET_TOKEN] = {"member-member-member-member-memb",
	"admin-admin-admin-admin-admin-ad"};
static int loads;
static char last_key[64], last_nonce[33], seen[256];
static bool tls;
/* So long that the page is worth a tag. */
static const char filler[] =
	"<p>This page is about as long as a short page of a site is: a heading, a sentence or two, and a "
	"form to "
	"send. It is the same for everybody, but for what stands at its end, where it says who looks at it, "
	"because that is what most of these tests ask about, and the rest of it does not change.";

static void load_viewer(struct request *rq, const unsigned char hash[SECRET_HASH])
{
	unsigned char known[SECRET_HASH];
	int i;

	loads++;
	for (i = 0; i < 2; i++) {
		secret_hash(known, tokens[i], SECRET_TOKEN, NULL, 0);
		if (memcmp(known, hash, SECRET_HASH) == 0)
			rq->viewer = (struct viewer){.id = 7 + i,
				.name = i ? "root" : "ann",
				.roles = i ? ROLE_ADMIN : ROLE_MEMBER,
				.locale = "de",
				.zone = "Europe/Berlin"};
	}
}

static void page_show(struct request *rq)
{
	snprintf(last_key, sizeof(last_key), "%s", guard_form_key(rq));
	out_raw(rq->out, filler, sizeof(filler) - 1);
	out_literal(rq->out, "<p>hello ");
	out_raw(rq->out, rq->viewer.id ? rq->viewer.name : "guest",
		rq->viewer.id ? strlen(rq->viewer.name) : 5);
	reply_page(rq);
}

static void long_show(struct request *rq)
{
	int i;

	for (i = 0; i < 500; i++)
		out_literal(rq->out, "<p>again ");
	reply_page(rq);
}

static void flash_show(struct request *rq)
{
	reply_cookie(rq, "flash", "", -1);
	page_show(rq);
}

static void post(struct request *rq)
{
	const char *text = form_text(&rq->body, "text"), *again;

	snprintf(seen, sizeof(seen), "%s", text ? text : "");
	if (rq->viewer.id) {
		snprintf(last_nonce, sizeof(last_nonce), "%s",
			text_hex(&rq->task.arena, guard_form_nonce(rq), 16));
		again = guard_form_key_again(rq, form_text(&rq->body, "key"));
		snprintf(last_key, sizeof(last_key), "%s", again);
	}
	out_literal(rq->out, "posted");
	reply_page(rq);
}

static void go(struct request *rq)
{
	reply_see_other(rq, form_text_or_empty(&rq->query, "next"));
}

static void break_out(struct request *rq)
{
	reply_header(rq, "X-Text", form_text_or_empty(&rq->query, "x"));
	reply_page(rq);
}

static void sign_in_as_new(struct request *rq)
{
	unsigned char hash[SECRET_HASH];

	session_new(rq, 3600, hash);
	reply_see_other(rq, "/");
}

static void icon(struct request *rq)
{
	asset_show_named(rq, "a.txt");
}

static void sign_in_again(struct request *rq)
{
	out_literal(rq->out, "sign in, keeping ");
	out_raw(rq->out, form_text_or_empty(&rq->body, "text"),
		strlen(form_text_or_empty(&rq->body, "text")));
	reply_page_status(rq, 403);
}

static void confirm(struct request *rq)
{
	const char *proof = form_text(&rq->body, "confirm");

	out_literal(rq->out, "confirm=");
	out_raw(rq->out, proof, strlen(proof));
	reply_page(rq);
}

static void error_page(struct request *rq, int status, const char *why)
{
	const char *text = arena_printf(&rq->task.arena, "error %d for %s: %zu fields. %s", status,
		rq->viewer.id ? rq->viewer.name : "guest", rq->body.n, why);

	out_raw(rq->out, text, strlen(text));
}

static const struct route routes[] = {
	{DOOR_WEB, HTTP_GET, "/", page_show, GUARD_OPEN},
	{DOOR_WEB, HTTP_GET, "/public", page_show, GUARD_PUBLIC},
	{DOOR_WEB, HTTP_GET, "/long", long_show, GUARD_OPEN},
	{DOOR_WEB, HTTP_GET, "/flash", flash_show, GUARD_OPEN},
	{DOOR_WEB, HTTP_GET, "/mine/:what", page_show, GUARD_SIGNED_IN},
	{DOOR_WEB, HTTP_GET, "/moderate", page_show, GUARD_SIGNED_IN, .roles = ROLE_MODERATOR},
	{DOOR_WEB, HTTP_POST, "/form", post, GUARD_FORM, .body_most = 200},
	{DOOR_WEB, HTTP_POST, "/staff", post, GUARD_FORM, .roles = ROLE_STAFF | ROLE_MODERATOR},
	{DOOR_WEB, HTTP_POST, "/guest", post, GUARD_GUEST},
	{DOOR_WEB, HTTP_POST, "/api", post, GUARD_KEY},
	{DOOR_WEB, HTTP_GET, "/go", go, GUARD_OPEN},
	{DOOR_WEB, HTTP_GET, "/break", break_out, GUARD_OPEN},
	{DOOR_WEB, HTTP_POST, "/new", sign_in_as_new, GUARD_GUEST},
	{DOOR_WEB, HTTP_GET, "/static/..file", asset_show, GUARD_PUBLIC},
	{DOOR_WEB, HTTP_GET, "/favicon.ico", icon, GUARD_PUBLIC},
};

static const unsigned char a_plain[] = "0123456789", b_plain[] = "body{color:red}", b_gzip[] = "GZIP",
			   b_brotli[] = "BR";
const struct asset assets[] = {
	{"a.txt", "/static/a-111111111111.txt", "text/plain; charset=utf-8", "\"aaaa\"", a_plain, NULL, NULL,
		10, 0, 0},
	{"b.css", "/static/b-222222222222.css", "text/css; charset=utf-8", "\"bbbb\"", b_plain, b_gzip,
		b_brotli, 15, 4, 2},
};
const size_t asset_count = 2;

/* ---- asking it ---- */

static char *answered; /* the last answer, whole */
static bool closes;    /* whether it asks to close */

static void on_done(struct task *t)
{
	struct request *rq = request_of(t);
	struct answer answer;

	assert_int_equal(t->failed, 0);
	answer_make(rq, &(struct answer_frame){"X-Safe: yes\r\n", tls, false}, &answer);
	free(answered);
	answered = calloc(1, answer.head_n + answer.body_n + 1);
	memcpy(answered, answer.head, answer.head_n);
	if (answer.body_n)
		memcpy(answered + answer.head_n, answer.body, answer.body_n);
	free(answer.owned);
	closes = rq->reply.close;
	task_end(t);
	out_end(rq->out);
}

static void run(struct task *t)
{
	web_serve(request_of(t));
}

/* Sends a whole request; returns the status. */
static int ask(const char *text)
{
	struct request *rq = calloc(1, sizeof(*rq));
	struct out out = {.locale = "en", .zone = "UTC"};
	struct http_result r = http_parse(text, strlen(text), &rq->head);
	int status;

	assert_int_equal(r.verdict, HTTP_HEAD_READ);
	rq->body_bytes = slice_of(text + r.used);
	rq->out = &out;
	rq->tls = tls;
	seen[0] = last_nonce[0] = 0;
	task_start(&rq->task, run, on_done, 1000);
	free(rq);
	assert_int_equal(sscanf(answered, "HTTP/1.1 %d ", &status), 1);
	return status;
}

static char scratch[2048];

static const char *cookie_of(int who)
{
	static char line[128];
	struct arena a = ARENA_EMPTY;

	sprintf(line, "Cookie: %ssid=%s\r\n", tls ? "__Host-" : "",
		secret_encode(&a, tokens[who], SECRET_TOKEN));
	arena_end(&a);
	return line;
}

static int get(const char *path, const char *headers)
{
	snprintf(scratch, sizeof(scratch), "GET %s HTTP/1.1\r\nHost: h:80\r\n%s\r\n", path, headers);
	return ask(scratch);
}

static int send(const char *path, const char *headers, const char *body)
{
	snprintf(scratch, sizeof(scratch),
		"POST %s HTTP/1.1\r\nHost: h:80\r\nContent-Type: application/x-www-form-urlencoded; "
		"charset=UTF-8\r\n"
		"Content-Length: %zu\r\n%s\r\n%s",
		path, strlen(body), headers, body);
	return ask(scratch);
}

static bool has(const char *part)
{
	return strstr(answered, part) != NULL;
}

static const char *body(void)
{
	return strstr(answered, "\r\n\r\n") + 4;
}

static int set_up(void **state)
{
	(void)state;
	secret_init();
	routes_use(routes, sizeof(routes) / sizeof(routes[0]), DOOR_WEB);
	session_use("sid", load_viewer);
	guard_pages(sign_in_again, confirm);
	reply_errors(error_page);
	tls = false;
	return 0;
}

/* ---- pages ---- */

static void a_guests_page_can_be_kept_and_asked_for_again(void **state)
{
	char etag[64], header[128];

	(void)state;
	loads = 0;
	assert_int_equal(get("/", ""), 200);
	assert_string_equal(body() + sizeof(filler) - 1, "<p>hello guest");
	assert_int_equal(loads, 0);
	assert_true(has("Cache-Control: public, no-cache\r\n") && has("Vary: Accept-Encoding, Cookie\r\n"));
	assert_true(has("X-Safe: yes\r\n") && has("Content-Type: text/html; charset=utf-8\r\n"));
	assert_int_equal(sscanf(strstr(answered, "ETag: "), "ETag: %60[^\r]", etag), 1);
	sprintf(header, "If-None-Match: \"x\", %s\r\n", etag);
	assert_int_equal(get("/", header), 304);
	assert_string_equal(body(), "");
	assert_true(has(etag) && !has("Content-Length") && !has("Content-Type"));
	assert_int_equal(get("/", "If-None-Match: *\r\n"), 304);
	assert_int_equal(get("/", "If-None-Match: \"x\"\r\n"), 200);
}

static void a_members_page_is_his_alone(void **state)
{
	(void)state;
	assert_int_equal(get("/", cookie_of(0)), 200);
	assert_string_equal(body() + sizeof(filler) - 1, "<p>hello ann");
	assert_true(has("Cache-Control: private, no-store\r\n") && !has("ETag"));
	assert_int_equal(get("/flash", ""), 200);
	assert_true(
		has("Set-Cookie: flash=;") && has("Max-Age=0") && has("private, no-store") && !has("ETag"));
}

/* Its length would tell what it repeats of the text in a link that another site made. */
static void a_members_page_that_another_site_led_to_is_not_compressed(void **state)
{
	static const struct {
		const char *headers;
		bool member, tls, packed;
	} cases[] = {
		{"", false, true, true},
		{"Sec-Fetch-Site: cross-site\r\n", false, true, true},
		{"Sec-Fetch-Site: same-origin\r\n", true, true, true},
		{"Sec-Fetch-Site: none\r\n", true, true, true},
		{"Sec-Fetch-Site: cross-site\r\n", true, true, false},
		{"Sec-Fetch-Site: same-site\r\n", true, true, false},
		{"", true, true, false},
		{"", true, false, true},
	};
	char headers[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tls = cases[i].tls;
		sprintf(headers, "Accept-Encoding: gzip\r\n%s%s", cases[i].headers,
			cases[i].member ? cookie_of(0) : "");
		assert_int_equal(get("/long", headers), 200);
		if (has("Content-Encoding: gzip\r\n") != cases[i].packed)
			fail_msg("row %zu", i);
	}
}

static void head_is_get_without_the_body(void **state)
{
	(void)state;
	assert_int_equal(ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
	assert_true(has("ETag") &&
		    strtoul(strstr(answered, "Content-Length: ") + 16, NULL, 10) == sizeof(filler) - 1 + 14);
	assert_string_equal(body(), "");
}

static void only_a_good_cookie_loads_somebody(void **state)
{
	static const char *const none[] = {"", "Cookie: sid=\r\n", "Cookie: sid=short\r\n",
		"Cookie: xsid=1\r\n",
		"Cookie: sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; "
		"sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
		"Cookie: SID=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
		"Cookie: __Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"};
	size_t i;

	(void)state;
	loads = 0;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(get("/", none[i]), 200);
	assert_int_equal(loads, 0);
	assert_int_equal(get("/", "Cookie: a=b; sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; c=d\r\n"),
		200);
	assert_int_equal(loads, 1);
	assert_string_equal(body() + sizeof(filler) - 1, "<p>hello guest");
	get("/public", cookie_of(0));
	get(assets[0].path, cookie_of(0));
	assert_int_equal(loads, 1);
	tls = true;
	get("/", cookie_of(0));
	assert_string_equal(body() + sizeof(filler) - 1, "<p>hello ann");
	assert_true(has("Strict-Transport-Security: "));
}

static void says_what_is_not_there(void **state)
{
	(void)state;
	assert_int_equal(get("/none", cookie_of(0)), 404);
	assert_true(has("error 404 for ann") && has("private, no-store"));
	assert_int_equal(send("/", "", ""), 405);
	assert_true(has("Allow: GET, HEAD\r\n"));
	assert_int_equal(get("/form", ""), 405);
	assert_true(has("Allow: POST\r\n"));
	assert_int_equal(get("/?a=%zz", ""), 400);
	assert_true(closes);
	assert_int_equal(get("/?a=%00", ""), 400);
	assert_int_equal(get(assets[0].path, ""), 200);
	assert_int_equal(get("/static/none.css", ""), 404);
	assert_int_equal(get("/static/", ""), 404);
}

static void leads_only_to_paths_of_ours(void **state)
{
	static const struct {
		const char *next, *location;
	} cases[] = {
		{"/t/5%23a7", "/t/5#a7"},
		{"/search?q%3dgr%c3%bc%c3%9fe", "/search?q=gr%C3%BC%C3%9Fe"},
		{"/a%20b%22%3c", "/a%20b%22%3C"},
		{"//evil.example", "/"},
		{"/%5cevil.example", "/"},
		{"https://evil.example", "/"},
		{"evil", "/"},
		{"", "/"},
		{"/a%0d%0aSet-Cookie:x=1", "/"},
		{"/%09/evil.example", "/"},
	};
	char path[256], line[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sprintf(path, "/go?next=%s", cases[i].next);
		sprintf(line, "Location: %s\r\n", cases[i].location);
		assert_int_equal(get(path, ""), 303);
		if (!has(line))
			fail_msg("%s: %s", cases[i].next, strstr(answered, "Location"));
		assert_true(has("Content-Length: 0\r\n"));
	}
}

static void a_header_cannot_be_broken_out_of(void **state)
{
	(void)state;
	assert_int_equal(get("/break?x=good", ""), 200);
	assert_true(has("X-Text: good\r\n"));
	assert_int_equal(get("/break?x=a%0d%0aEvil:1", ""), 500);
	assert_true(!has("Evil"));
}

/* ---- guards ---- */

static void guests_are_sent_to_sign_in_and_come_back(void **state)
{
	(void)state;
	assert_int_equal(get("/mine/x%20y?a=b&c=d", ""), 303);
	assert_true(has("Location: /signin?next=/mine/x%2520y%3Fa%3Db%26c%3Dd\r\n"));
	assert_int_equal(get("/mine/x", cookie_of(0)), 200);
	assert_int_equal(get("/moderate", cookie_of(0)), 403);
	assert_int_equal(get("/moderate", cookie_of(1)), 200);
}

/* A key as it stands in a form of that viewer's. */
static const char *fresh_key(int who)
{
	assert_int_equal(get("/", cookie_of(who)), 200);
	assert_int_equal(strlen(last_key), 43);
	return last_key;
}

static int send_form(const char *path, int who, const char *more_headers, const char *key)
{
	char headers[512], fields[256];

	snprintf(headers, sizeof(headers), "%s%s", who < 0 ? "" : cookie_of(who), more_headers);
	snprintf(fields, sizeof(fields), "text=typed%%20text&key=%s", key);
	return send(path, headers, fields);
}

static void a_form_needs_its_key(void **state)
{
	char key[64], other[64], nonce[33];

	(void)state;
	strcpy(key, fresh_key(0));
	strcpy(other, fresh_key(0));
	assert_string_not_equal(key, other);
	assert_int_equal(send_form("/form", 0, "", key), 200);
	assert_string_equal(seen, "typed text");
	/* The same random half, however often the form is shown again: sent twice, it counts once. */
	strcpy(nonce, last_nonce);
	strcpy(key, last_key);
	assert_int_equal(send_form("/form", 0, "", key), 200);
	assert_string_equal(last_nonce, nonce);
	assert_int_equal(send_form("/form", 0, "", other), 200);
	assert_string_not_equal(last_nonce, nonce);

	assert_int_equal(send_form("/form", 0, "", ""), 403);
	assert_true(has("error 403 for ann: 2 fields"));
	assert_string_equal(seen, "");
	assert_int_equal(send_form("/form", 0, "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 403);
	assert_int_equal(send_form("/form", 1, "", key), 403);
	key[42] = key[42] == 'A' ? 'Q' : 'A';
	assert_int_equal(send_form("/form", 0, "", key), 403);
	strcat(other, "&key=x");
	assert_int_equal(send_form("/form", 0, "", other), 400);
	assert_string_equal(seen, "");
}

static void a_form_from_elsewhere_is_refused_and_not_shown_again(void **state)
{
	static const struct {
		const char *headers;
		int status;
	} cases[] = {
		{"", 200},
		{"Sec-Fetch-Site: same-origin\r\n", 200},
		{"Sec-Fetch-Site: none\r\n", 200},
		{"Sec-Fetch-Site: same-site\r\n", 403},
		{"Sec-Fetch-Site: cross-site\r\n", 403},
		{"Sec-Fetch-Site: cross-site\r\nOrigin: http://h:80\r\n", 403},
		{"Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n", 200},
		{"Origin: http://h:80\r\n", 200},
		{"Origin: http://h\r\n", 403},
		{"Origin: https://h:80\r\n", 403},
		{"Origin: http://h:80.evil.example\r\n", 403},
		{"Origin: http://evil.example\r\n", 403},
		{"Origin: null\r\n", 403},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = send_form("/form", 0, cases[i].headers, fresh_key(0));

		if (status != cases[i].status)
			fail_msg("%s: %d", cases[i].headers, status);
		if (status == 403)
			assert_true(has("0 fields"));
	}
}

static void a_lost_session_keeps_what_was_typed(void **state)
{
	(void)state;
	assert_int_equal(send_form("/form", -1, "", "x"), 403);
	assert_string_equal(body(), "sign in, keeping typed text");
	assert_int_equal(send_form("/form", -1, "Origin: http://evil.example\r\n", "x"), 403);
	assert_true(has("error 403") && !has("typed text"));
}

static void a_form_needs_its_role(void **state)
{
	(void)state;
	assert_int_equal(send_form("/staff", 0, "", fresh_key(0)), 403);
	assert_int_equal(send_form("/staff", 1, "", fresh_key(1)), 200);
	assert_int_equal(send("/api", cookie_of(1), ""), 401);
}

static void a_guests_click_comes_from_here_or_is_confirmed(void **state)
{
	char proof[64], cookie[128], field[128];

	(void)state;
	assert_int_equal(send("/guest", "Sec-Fetch-Site: same-origin\r\n", "text=a"), 200);
	assert_string_equal(seen, "a");
	assert_int_equal(send("/guest", "Origin: http://h:80\r\n", "text=b"), 200);
	assert_string_equal(seen, "b");
	assert_int_equal(send("/guest", "Sec-Fetch-Site: cross-site\r\n", "text=c"), 403);
	assert_int_equal(send("/guest", "Origin: null\r\n", "text=c"), 403);
	assert_string_equal(seen, "");

	assert_int_equal(send("/guest", "", "text=d&confirm=forged"), 200);
	assert_string_equal(seen, "");
	assert_int_equal(sscanf(body(), "confirm=%60s", proof), 1);
	sprintf(cookie, "Cookie: confirm=%s\r\n", proof);
	assert_non_null(strstr(answered, "Set-Cookie: confirm="));
	sprintf(field, "text=e&confirm=%s", proof);
	send("/guest", "", field);
	assert_string_equal(seen, "");
	send("/guest", cookie, "text=e");
	assert_string_equal(seen, "");
	send("/guest", "Cookie: confirm=\r\n", "text=e&confirm=");
	assert_string_equal(seen, "");
	assert_int_equal(send("/guest", cookie, field), 200);
	assert_string_equal(seen, "e");
}

static void a_body_is_a_form_or_nothing(void **state)
{
	(void)state;
	assert_int_equal(ask("POST /guest HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Type: "
			     "text/plain\r\n\r\na=b"),
		415);
	assert_int_equal(ask("POST /guest HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=b"), 415);
	assert_int_equal(send("/guest", "Sec-Fetch-Site: same-origin\r\n", "a=%zz"), 400);
	assert_true(closes);
	assert_int_equal(ask("POST /guest HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nSec-Fetch-Site: "
			     "same-origin\r\n\r\n"),
		200);
}

static void a_new_session_sets_its_cookie(void **state)
{
	(void)state;
	assert_int_equal(send("/new", "Sec-Fetch-Site: same-origin\r\n", ""), 303);
	assert_true(has("Set-Cookie: sid=") && has("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600\r\n"));
	tls = true;
	assert_int_equal(send("/new", "Sec-Fetch-Site: same-origin\r\n", ""), 303);
	assert_true(has("Set-Cookie: __Host-sid=") &&
		    has("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600\r\n"));
}

static void knows_how_long_a_body_may_be(void **state)
{
	static const char form[] = "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
	static const char guest[] = "POST /guest HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
	static const char none[] = "POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
	struct http_head head;

	(void)state;
	http_parse(form, sizeof(form) - 1, &head);
	assert_int_equal(web_body_most(&head), 200);
	http_parse(guest, sizeof(guest) - 1, &head);
	assert_int_equal(web_body_most(&head), 65536);
	http_parse(none, sizeof(none) - 1, &head);
	assert_int_equal(web_body_most(&head), 65536);
}

/* ---- static files ---- */

static void a_file_comes_in_the_best_encoding(void **state)
{
	static const struct {
		const char *accept, *encoding, *body;
	} cases[] = {
		{"", NULL, "body{color:red}"},
		{"Accept-Encoding: gzip, br\r\n", "br", "BR"},
		{"Accept-Encoding: gzip\r\n", "gzip", "GZIP"},
		{"Accept-Encoding: gzip;q=1, br;q=0\r\n", "gzip", "GZIP"},
		{"Accept-Encoding: identity\r\n", NULL, "body{color:red}"},
	};
	char header[64], etag[64], again[256];
	size_t i;

	(void)state;
	assert_string_equal(asset_path("b.css"), assets[1].path);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(get(assets[1].path, cases[i].accept), 200);
		assert_string_equal(body(), cases[i].body);
		assert_true(has("Cache-Control: public, max-age=31536000, immutable\r\n") &&
			    has("Vary: Accept-Encoding\r\n"));
		sprintf(header, "Content-Encoding: %s\r\n", cases[i].encoding ? cases[i].encoding : "");
		assert_true(cases[i].encoding ? has(header) : !has("Content-Encoding"));
		assert_int_equal(sscanf(strstr(answered, "ETag: "), "ETag: %60[^\r]", etag), 1);
		sprintf(again, "%sIf-None-Match: %s\r\n", cases[i].accept, etag);
		assert_int_equal(get(assets[1].path, again), 304);
		assert_string_equal(body(), "");
	}
}

static void a_file_comes_in_parts(void **state)
{
	static const struct {
		const char *range;
		int status;
		const char *content_range, *body;
	} cases[] = {
		{"bytes=0-3", 206, "bytes 0-3/10", "0123"},
		{"bytes=4-", 206, "bytes 4-9/10", "456789"},
		{"bytes=-3", 206, "bytes 7-9/10", "789"},
		{"bytes=-30", 206, "bytes 0-9/10", "0123456789"},
		{"bytes=8-99", 206, "bytes 8-9/10", "89"},
		{"bytes=9-9", 206, "bytes 9-9/10", "9"},
		{"bytes=10-", 416, "bytes */10", ""},
		{"bytes=-0", 416, "bytes */10", ""},
		{"bytes=3-1", 200, NULL, "0123456789"},
		{"bytes=a-b", 200, NULL, "0123456789"},
		{"bytes=-", 200, NULL, "0123456789"},
		{"bytes=5", 200, NULL, "0123456789"},
		{"bytes=99999999999999999999-", 200, NULL, "0123456789"},
		{"bytes=0-1,3-4", 200, NULL, "0123456789"},
		{"lines=0-1", 200, NULL, "0123456789"},
		{"bytes=0-3\r\nIf-Range: \"aaaa\"", 206, "bytes 0-3/10", "0123"},
		{"bytes=0-3\r\nIf-Range: \"old\"", 200, NULL, "0123456789"},
	};
	char header[128], line[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sprintf(header, "Range: %s\r\n", cases[i].range);
		if (get(assets[0].path, header) != cases[i].status || strcmp(body(), cases[i].body) != 0)
			fail_msg("%s: %s", cases[i].range, answered);
		sprintf(line, "Content-Range: %s\r\n", cases[i].content_range ? cases[i].content_range : "");
		assert_true(cases[i].content_range ? has(line) : !has("Content-Range"));
	}
	assert_int_equal(get("/favicon.ico", ""), 200);
	assert_true(has("Cache-Control: public, max-age=86400\r\n"));
}

static int tear_down(void **state)
{
	(void)state;
	free(answered);
	answered = NULL;
	encode_end();
	fiber_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_guests_page_can_be_kept_and_asked_for_again, set_up),
		cmocka_unit_test_setup(a_members_page_is_his_alone, set_up),
		cmocka_unit_test_setup(a_members_page_that_another_site_led_to_is_not_compressed, set_up),
		cmocka_unit_test_setup(head_is_get_without_the_body, set_up),
		cmocka_unit_test_setup(only_a_good_cookie_loads_somebody, set_up),
		cmocka_unit_test_setup(says_what_is_not_there, set_up),
		cmocka_unit_test_setup(leads_only_to_paths_of_ours, set_up),
		cmocka_unit_test_setup(a_header_cannot_be_broken_out_of, set_up),
		cmocka_unit_test_setup(guests_are_sent_to_sign_in_and_come_back, set_up),
		cmocka_unit_test_setup(a_form_needs_its_key, set_up),
		cmocka_unit_test_setup(a_form_from_elsewhere_is_refused_and_not_shown_again, set_up),
		cmocka_unit_test_setup(a_lost_session_keeps_what_was_typed, set_up),
		cmocka_unit_test_setup(a_form_needs_its_role, set_up),
		cmocka_unit_test_setup(a_guests_click_comes_from_here_or_is_confirmed, set_up),
		cmocka_unit_test_setup(a_body_is_a_form_or_nothing, set_up),
		cmocka_unit_test_setup(a_new_session_sets_its_cookie, set_up),
		cmocka_unit_test_setup(knows_how_long_a_body_may_be, set_up),
		cmocka_unit_test_setup(a_file_comes_in_the_best_encoding, set_up),
		cmocka_unit_test_setup(a_file_comes_in_parts, set_up),
	};

	return cmocka_run_group_tests_name("serve", tests, NULL, tear_down);
}

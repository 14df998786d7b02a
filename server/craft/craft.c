/* craft.c -- the asking side: what goes into a question, and what of the answer is believed.
 *
 * Craft parses what strangers wrote, so its answers are read as a stranger's. The waiting is calls.c's. */
#include "craft/craft.h"

#include <string.h>

#include "base/log.h"
#include "craft/calls.h"
#include "loop/task.h"
#include "markup/clean.h"
#include "markup/markup.h"

void craft_open(const int *fds, size_t n)
{
	calls_open(fds, n);
}

void craft_close(void)
{
	calls_close();
}

/* A craft process gave an answer that none of ours gives. */
static _Noreturn void answer_is_wrong(struct task *t, const struct message *answer)
{
	log_error("craft.wrong_answer", "kind=%d verdict=%u", (int)answer->kind, answer->verdict);
	task_fail(t, 503, "a helper process gave a wrong answer");
}

static struct slice password_part(struct task *t, const char *password)
{
	struct slice part = slice_of(password);

	if (part.n > MESSAGE_PASSWORD_MOST)
		task_fail(t, 422, "the password is too long");
	return part;
}

static bool is_hash(struct slice s)
{
	static const char prefix[] = "$argon2id$v=19$m=";
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] <= ' ' || s.s[i] >= 0x7f)
			return false;
	return s.n > sizeof(prefix) && memcmp(s.s, prefix, sizeof(prefix) - 1) == 0;
}

const char *craft_password_hash_wait(struct task *t, const char *password)
{
	struct message question = {.kind = MESSAGE_HASH,
		.way = MESSAGE_QUESTION,
		.part = {password_part(t, password)}};
	struct message answer = calls_ask_wait(t, &question);

	if (answer.verdict != CRAFT_OK)
		task_fail(t, 503, "no time or memory to hash a password");
	if (!is_hash(answer.part[0]))
		answer_is_wrong(t, &answer);
	return arena_text_n(&t->arena, answer.part[0].s, answer.part[0].n);
}

bool craft_password_verify_wait(struct task *t, const char *hash, const char *password)
{
	struct message question = {.kind = MESSAGE_VERIFY,
		.way = MESSAGE_QUESTION,
		.part = {slice_of(hash ? hash : ""), password_part(t, password)}};
	struct message answer = calls_ask_wait(t, &question);

	if (answer.verdict != CRAFT_OK)
		task_fail(t, 503, "no time or memory to check a password");
	if (slice_is(answer.part[0], "1") && hash)
		return true;
	if (!slice_is(answer.part[0], "0"))
		answer_is_wrong(t, &answer);
	return false;
}

static bool is_username(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n >= 3 && n <= 30 && !s[n] && *s != '_' && *s != '-';
}

static bool read_mentions(struct task *t, struct slice part, struct texts *out)
{
	*out = (struct texts){.v = arena_array(&t->arena, const char *, 10)};
	while (part.n) {
		struct slice name = slice_cut(&part, '\n');

		if (out->n == 10)
			return false;
		out->v[out->n] = arena_text_n(&t->arena, name.s, name.n);
		if (!is_username(out->v[out->n++]))
			return false;
	}
	return true;
}

static bool read_rendered(struct task *t, const struct message *answer, struct rendered *out)
{
	struct slice html = answer->part[0], plain = answer->part[1], markdown = answer->part[3];

	*out = (struct rendered){.verdict = answer->verdict, .html = {"", 0}, .plain = "", .markdown = ""};
	if (answer->verdict != CRAFT_OK)
		return true;
	if (!text_utf8(plain.s, plain.n) || !text_utf8(markdown.s, markdown.n))
		return false;
	out->plain = arena_text_n(&t->arena, plain.s, plain.n);
	out->markdown = arena_text_n(&t->arena, markdown.s, markdown.n);
	return clean_html(arena_text_n(&t->arena, html.s, html.n), html.n, &out->html) &&
	       read_mentions(t, answer->part[2], &out->mentions);
}

static void render_wait(struct task *t, enum message_kind kind, const char *s, size_t most, const char *site,
	struct rendered *out)
{
	struct message question = {.kind = kind,
		.way = MESSAGE_QUESTION,
		.part = {slice_of(s), slice_of(site)}};
	struct message answer;

	if (question.part[0].n > most) {
		*out = (struct rendered){.verdict = CRAFT_TOO_LONG,
			.html = {"", 0},
			.plain = "",
			.markdown = ""};
		return;
	}
	answer = calls_ask_wait(t, &question);
	if (!read_rendered(t, &answer, out))
		answer_is_wrong(t, &answer);
}

void craft_markdown_wait(struct task *t, const char *source, struct rendered *out)
{
	render_wait(t, MESSAGE_MARKDOWN, source, MARKUP_SOURCE_MOST, "", out);
}

void craft_markdown_own_links_wait(struct task *t, const char *source, const char *site, struct rendered *out)
{
	/* Without a site's address every other one is elsewhere; "/" begins no address of another site. */
	render_wait(t, MESSAGE_MARKDOWN, source, MARKUP_SOURCE_MOST, *site ? site : "/", out);
}

void craft_html_wait(struct task *t, const char *html, struct rendered *out)
{
	render_wait(t, MESSAGE_HTML, html, MARKUP_HTML_MOST, "", out);
}

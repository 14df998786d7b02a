/* demo_body.c -- what posts refer to: threads, as [words](thread:KEY), and members, as @name. */
#include <ctype.h>
#include <string.h>

#include "forum/demo/demo_reader.h"

#define LINK "](thread:"

/* The key of the first link in ${s}, and in *${key} where it begins; NULL without any. */
static const char *link_key(struct arena *a, const char *s, const char **key)
{
	const char *link = strstr(s, LINK);

	if (!link)
		return NULL;
	*key = link + strlen(LINK);
	return arena_text_n(a, *key, strcspn(*key, ")\n"));
}

const char *demo_body(struct arena *a, const struct demo *demo, const char *body,
	const char *(*url)(void *arg, const struct demo_thread *thread), void *arg)
{
	const char *out = "", *key, *at;

	while ((key = link_key(a, body, &at))) {
		const struct demo_thread *thread = demo_thread_find(demo, key);
		int before = (int)(at - body) - (int)strlen("thread:");

		out = arena_printf(a, "%s%.*s%s", out, before, body, thread ? url(arg, thread) : "");
		body = at + strlen(key);
	}
	return arena_printf(a, "%s%s", out, body);
}

static void fail_at(struct demo_reader *rd, const struct demo_post *post, const char *what, const char *name)
{
	if (!rd->error)
		rd->error = arena_printf(rd->a, "%s: %s '%s'", post->place, what, name);
}

static void check_links(struct demo_reader *rd, const struct demo_post *post)
{
	const char *s = post->body, *key;

	while ((key = link_key(rd->a, s, &s))) {
		const struct demo_thread *thread = demo_thread_find(rd->demo, key);

		if (!thread)
			fail_at(rd, post, "a link to an unknown thread", key);
		else if (!demo_age_precedes(thread->question->age, post->age))
			fail_at(rd, post, "a link to a later thread", key);
	}
}

static bool is_name_char(char c)
{
	return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '-' || c == '_';
}

/* An '@' inside a word is a mail address, one in `code` stands for itself. */
static void check_mentions(struct demo_reader *rd, const struct demo_post *post)
{
	const char *s;
	bool code = false;

	for (s = post->body; *s; s++) {
		size_t n = 0;

		code ^= *s == '`';
		if (code || *s != '@' || (s > post->body && isalnum((unsigned char)s[-1])))
			continue;
		while (is_name_char(s[1 + n]))
			n++;
		while (n && (s[n] == '-' || s[n] == '_'))
			n--;
		if (n && !demo_member_find(rd->demo, arena_text_n(rd->a, s + 1, n)))
			fail_at(rd, post, "unknown member", arena_text_n(rd->a, s + 1, n));
	}
}

static void check_post(struct demo_reader *rd, const struct demo_post *post)
{
	size_t i;

	check_links(rd, post);
	check_mentions(rd, post);
	for (i = 0; i < post->comments.n; i++) {
		check_links(rd, post->comments.v[i]);
		check_mentions(rd, post->comments.v[i]);
	}
}

void demo_check_bodies(struct demo_reader *rd)
{
	size_t i, j;

	for (i = 0; i < rd->demo->threads.n && !rd->error; i++) {
		const struct demo_thread *thread = rd->demo->threads.v[i];

		check_post(rd, thread->question);
		for (j = 0; j < thread->answers.n; j++)
			check_post(rd, thread->answers.v[j]);
	}
}

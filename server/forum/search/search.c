/* search.c -- from what was typed to what is looked for; see search.h. Pure. */
#include "forum/search/search.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/intl.h"
#include "web/form.h"

/* ---- reading ---- */

/* 2026-11-20, 2026-11 or 2026, in UTC. */
static bool date_read(const char *s, struct when *out)
{
	int year = 0, month = 1, day = 1, end = 0;
	struct tm tm = {0}, back;
	time_t at;

	if (sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || s[end]) {
		day = 1;
		if (sscanf(s, "%4d-%2d%n", &year, &month, &end) != 2 || s[end]) {
			month = 1;
			if (sscanf(s, "%4d%n", &year, &end) != 1 || s[end])
				return false;
		}
	}
	tm = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
	at = timegm(&tm);
	if (year < 1971 || !gmtime_r(&at, &back) || back.tm_mon != month - 1 || back.tm_mday != day)
		return false;
	*out = (struct when){(int64_t)at * 1000000};
	return true;
}

static void date_take(struct search *s, const char *value, struct when *out)
{
	if (!date_read(value, out))
		s->wrong = _("A date is written as 2026-01-31.");
}

static void state_take(struct search *s, const char *value)
{
	static const char *const states[] = {"solved", "unsolved", "unanswered"};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (text_is(value, states[i])) {
			s->state = states[i];
			return;
		}
	s->wrong = _("What can be asked for is solved, unsolved or unanswered.");
}

static void tag_take(struct arena *a, struct search *s, const char *value)
{
	char *tag = arena_text(a, intl_lower(a, value)), *p;

	for (p = tag; *p; p++)
		if (*p == ' ')
			*p = '-';
	s->tag = tag;
}

/* The value of an operator that ${token} is, NULL if it is not that one. */
static const char *value_of(const char *token, const char *operator)
{
	return text_starts(token, operator) && token[strlen(operator)] ? token + strlen(operator) : NULL;
}

/* Takes a token that is an operator; false: it is a word. */
static bool operator_take(struct arena *a, struct search *s, const char *token)
{
	const char *v;

	if ((v = value_of(token, "tag:")) || (v = value_of(token, "#")))
		tag_take(a, s, v);
	else if ((v = value_of(token, "topic:")))
		s->topic = text_lower_ascii(a, v);
	else if ((v = value_of(token, "author:")) || (v = value_of(token, "@")))
		s->author = text_lower_ascii(a, *v == '@' ? v + 1 : v);
	else if ((v = value_of(token, "is:")))
		state_take(s, v);
	else if ((v = value_of(token, "solved:")))
		state_take(s, text_is(v, "no") ? "unsolved" : text_is(v, "yes") ? "solved" : v);
	else if ((v = value_of(token, "after:")))
		date_take(s, v, &s->after);
	else if ((v = value_of(token, "before:")))
		date_take(s, v, &s->before);
	else
		return false;
	return true;
}

/* Cuts the next token from ${rest}: up to a space outside quotes. "" at the end. */
static const char *token_cut(struct arena *a, const char **rest)
{
	const char *s = *rest + strspn(*rest, " "), *p;
	bool quoted = false;

	for (p = s; *p && (quoted || *p != ' '); p++)
		quoted ^= *p == '"';
	*rest = p;
	return arena_text_n(a, s, (size_t)(p - s));
}

/* The same without its quotes, for the value of an operator: tag:"dual sim". */
static const char *unquoted(struct arena *a, const char *token)
{
	char *out = arena_text(a, token), *to = out;
	const char *p;

	for (p = token; *p; p++)
		if (*p != '"')
			*to++ = *p;
	*to = 0;
	return out;
}

static void words_take(struct arena *a, struct search *s)
{
	const char *rest = s->typed.q, *token, *words = "";

	while (*(token = token_cut(a, &rest))) {
		if (*token != '"' && *token != '-' && operator_take(a, s, unquoted(a, token)))
			continue;
		words = arena_printf(a, "%s%s%s", words, *words ? " " : "", token);
	}
	if (*words)
		s->words = words;
}

static void fields_take(struct arena *a, struct search *s)
{
	if (*s->typed.tag)
		tag_take(a, s, *s->typed.tag == '#' ? s->typed.tag + 1 : s->typed.tag);
	if (*s->typed.topic)
		s->topic = s->typed.topic;
	if (*s->typed.author)
		s->author =
			text_lower_ascii(a, *s->typed.author == '@' ? s->typed.author + 1 : s->typed.author);
	if (*s->typed.state)
		state_take(s, s->typed.state);
	if (*s->typed.after)
		date_take(s, s->typed.after, &s->after);
	if (*s->typed.before)
		date_take(s, s->typed.before, &s->before);
}

static const char *field(struct arena *a, const struct form *query, const char *name)
{
	const char *s = text_one_line(a, form_text_or_empty(query, name)), *p = s;
	size_t n;

	for (n = 0; *p && n < SEARCH_MOST; n++)
		for (p++; ((unsigned char)*p & 0xC0) == 0x80; p++)
			;
	return arena_text_n(a, s, (size_t)(p - s));
}

/* Only digits: a moment before 1970 is no key of ours, and the database's calendar has an end. */
static void key_read(const char *text, struct search *s)
{
	struct slice rest = slice_of(text ? text : ""), first = slice_cut(&rest, '.');
	char key[20];
	int64_t at, id;

	if (!rest.s || first.n >= sizeof(key))
		return;
	memcpy(key, first.s, first.n);
	key[first.n] = 0;
	if (text_int8(key, &at) && text_int8(rest.s, &id) && at >= 0 && id > 0) {
		s->key = at;
		s->key_id = id;
	}
}

void search_read(struct arena *a, const struct form *query, struct search *out)
{
	*out = (struct search){.typed = {
				       .q = field(a, query, "q"),
				       .tag = field(a, query, "tag"),
				       .topic = field(a, query, "topic"),
				       .author = field(a, query, "author"),
				       .state = field(a, query, "state"),
				       .after = field(a, query, "after"),
				       .before = field(a, query, "before"),
				       .newest = text_is(form_text(query, "sort"), "newest"),
			       }};
	fields_take(a, out);
	words_take(a, out);
	out->newest = out->typed.newest || !out->words;
	key_read(form_text(query, "from"), out);
}

bool search_asks(const struct search *s)
{
	return s->words || s->tag || s->topic || s->author || s->state || when_known(s->after) ||
	       when_known(s->before);
}

/* ---- addresses ---- */

const char *search_key(struct arena *a, int64_t key, int64_t id)
{
	return arena_printf(a, "%lld.%lld", (long long)key, (long long)id);
}

const char *search_path(struct arena *a, const struct search_typed *s, bool newest, const char *key)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"tag", s->tag}, {"topic", s->topic}, {"author", s->author}, {"state", s->state},
		{"after", s->after}, {"before", s->before}, {"sort", newest ? "newest" : ""}, {"from", key}};
	const char *path = arena_printf(a, "/search?q=%s", text_percent(a, s->q));
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!text_empty(fields[i].value))
			path = arena_printf(a, "%s&%s=%s", path, fields[i].name,
				text_percent(a, fields[i].value));
	return path;
}

/* ---- marks ---- */

/* Of a text without spaces the database gives all as one word; twenty of them would be no page. */
#define HEADLINE_MOST 1000 /* characters */

void marks_cut(struct arena *a, const char *headline, struct marked_text *out)
{
	const char *p, *s = text_excerpt(a, headline ? headline : "", HEADLINE_MOST);
	size_t pieces = 1;
	bool hit = false;

	for (p = s; *p; p++)
		pieces += *p == MARK_ON[0] || *p == MARK_OFF[0];
	out->v = arena_array(a, struct marked, pieces);
	out->n = 0;
	for (p = s; *p; p += *p != 0) {
		size_t n = strcspn(p, MARK_ON MARK_OFF);

		if (n)
			out->v[out->n++] = (struct marked){arena_text_n(a, p, n), hit};
		p += n;
		hit = *p == MARK_ON[0];
	}
}

/* ---- did you mean ---- */

static const char *meant_by(const char *word, const struct corrections *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (text_is(all->v[i].word, word))
			return all->v[i].meant;
	return NULL;
}

/* Letters and digits, and all that is not ASCII. */
static bool is_word(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (is_word((unsigned char)s[n]))
		n++;
	return n;
}

const char *search_corrected(struct arena *a, const char *typed, const struct corrections *all)
{
	const char *out = "", *p = typed, *word, *meant;
	bool changed = false;
	size_t n;

	while (*p) {
		n = word_length(p);
		if (!n) {
			out = arena_printf(a, "%s%c", out, *p++);
			continue;
		}
		word = arena_text_n(a, p, n);
		meant = meant_by(intl_lower(a, word), all);
		changed = changed || meant;
		out = arena_printf(a, "%s%s", out, meant ? meant : word);
		p += n;
	}
	return changed ? out : NULL;
}

/* bayes.c -- see bayes.h. */
#include "forum/harm/bayes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/harm/measure.h"
#include "forum/harm/number.h"

/* ---- signs ---- */

struct signs {
	struct arena *a;
	struct texts all;
};

static void add(struct signs *s, const char *sign)
{
	size_t i;

	for (i = 0; i < s->all.n; i++)
		if (text_is(s->all.v[i], sign))
			return;
	if (s->all.n < BAYES_SIGNS_MOST)
		s->all.v[s->all.n++] = sign;
}

static size_t count_of(const char *s, const char *what)
{
	size_t n = 0;

	while ((s = strstr(s, what))) {
		s += strlen(what);
		n++;
	}
	return n;
}

static bool has_money(const char *s)
{
	return count_of(s, "$") || count_of(s, "\xe2\x82\xac") || count_of(s, "\xc2\xa3");
}

/* U+1F000 and after: pictures. */
static bool has_pictures(const char *s)
{
	return count_of(s, "\xf0\x9f") > 0;
}

/* Two words in capitals, longer than what is written so anyway (SIM, APN, ESIM). */
static bool shouts(const char *s)
{
	size_t run = 0, words = 0;

	for (;; s++) {
		if (*s >= 'A' && *s <= 'Z') {
			run++;
			continue;
		}
		words += run >= 5;
		run = 0;
		if (!*s)
			return words >= 2;
	}
}

static bool has_phone(const char *s)
{
	const char *begin = s;

	for (; *s; s++)
		if ((number_digit(*s) || *s == '+' || *s == '(') &&
			(s == begin || (!number_digit(s[-1]) && !strchr("/.-=", s[-1]))) && number_phone(s))
			return true;
	return false;
}

static bool has_address(const char *s)
{
	for (s = strchr(s, '@'); s; s = strchr(s + 1, '@')) {
		size_t n = strcspn(s, " \t\n,;)");

		if (memchr(s, '.', n) && s[-1] > ' ')
			return true;
	}
	return false;
}

#define FEW_WORDS 40
#define CONTACT	  "has:contact"

/* What the text has beside its words. Who sells wants to be reached: without a link, a number or an address there is nothing to sell. Which of
 * them it is says little more, and would count the same thing twice. */
static void add_traits(struct signs *s, const char *text, const struct texts *hosts, size_t words)
{
	bool reached = hosts->n || has_phone(text) || has_address(text);
	const struct {
		const char *sign;
		bool holds;
	} traits[] = {
		{CONTACT, reached},
		{"no:contact", !reached},
		{"has:link", hosts->n > 0},
		{"has:money", has_money(text)},
		{"has:percent", strchr(text, '%') != NULL},
		{"has:pictures", has_pictures(text)},
		{"has:shouting", shouts(text)},
		{"has:exclaiming", count_of(text, "!") > 1},
		{"has:question", strchr(text, '?') != NULL},
		{"has:few-words", words < FEW_WORDS},
	};
	size_t i;

	for (i = 0; i < sizeof(traits) / sizeof(traits[0]); i++)
		if (traits[i].holds)
			add(s, traits[i].sign);
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* What is longer than words are is no word, and what is shorter says nothing. */
static bool telling(const char *word)
{
	size_t n = text_characters(word);

	return n >= 2 && n <= 40;
}

struct texts bayes_signs_of(struct arena *a, const char *title, const char *text, const char *own)
{
	struct signs s = {a, {arena_array(a, const char *, BAYES_SIGNS_MOST), 0}};
	const char *all = title ? arena_printf(a, "%s\n%s", title, text) : text;
	struct texts hosts = measure_hosts(a, all, own), words = intl_words(a, all, 4 * BAYES_SIGNS_MOST);
	size_t i;

	add_traits(&s, all, &hosts, words.n);
	for (i = 0; i < hosts.n; i++)
		add(&s, arena_printf(a, "link:%s", hosts.v[i]));
	for (i = 0; i < words.n; i++)
		if (telling(words.v[i]))
			add(&s, words.v[i]);
	qsort(s.all.v, s.all.n, sizeof(*s.all.v), by_text);
	return s.all;
}

bool bayes_reaches(struct texts signs)
{
	size_t i;

	for (i = 0; i < signs.n; i++)
		if (text_is(signs.v[i], CONTACT))
			return true;
	return false;
}

/* ---- judging ---- */

#define COUNTED \
	30 /* so many of the most telling signs are summed up: a long text is not the more certain for its length */
#define EXPLAINED   6
#define WORD_MOST   1.0
#define SIGNS_LEAST 2	/* fewer signs of spam than that are a reason to look, but not to hold */
#define TELLING	    0.5 /* a weight that counts as such a sign */
#define LOOKED_AT   900
#define SMOOTHING   0.5 /* as if each sign had stood in half a text more of either kind */

struct weighed {
	const char *sign;
	double weight; /* above 0: speaks for spam */
};

static bool is_trait(const char *sign)
{
	return text_starts(sign, "has:") || text_starts(sign, "no:");
}

/* Traits carry over to wording that was never seen and are few, so they count twice; a single word never outweighs them. */
static double weight_of(const struct bayes_learnt *learnt, const struct bayes_sign *s)
{
	double spam = ((double)s->spam + SMOOTHING) / ((double)learnt->spam + 2 * SMOOTHING),
	       ham = ((double)s->ham + SMOOTHING) / ((double)learnt->ham + 2 * SMOOTHING),
	       weight = log(spam / ham);

	return is_trait(s->sign) ? 2 * weight : fmax(-WORD_MOST, fmin(WORD_MOST, weight));
}

static int by_weight(const void *x, const void *y)
{
	const struct weighed *one = x, *other = y;
	double d = fabs(other->weight) - fabs(one->weight);

	return d > 0 ? 1 : d < 0 ? -1 : strcmp(one->sign, other->sign);
}

/* The signs that counted most for the side the verdict is on. */
static const char *explained(struct arena *a, const struct weighed *all, size_t n, bool spam)
{
	struct texts signs = {arena_array(a, const char *, EXPLAINED), 0};
	size_t i;

	for (i = 0; i < n && signs.n < EXPLAINED; i++)
		if ((all[i].weight > 0) == spam)
			signs.v[signs.n++] = all[i].sign;
	return text_joined(a, signs, ", ");
}

void bayes_judge(struct arena *a, const struct bayes_learnt *learnt, struct bayes_verdict *out)
{
	struct weighed *all = arena_array(a, struct weighed, learnt->signs.n + 1);
	size_t i, n = learnt->signs.n;
	size_t speak = 0;
	double sum = 0;

	for (i = 0; i < n; i++)
		all[i] = (struct weighed){learnt->signs.v[i].sign, weight_of(learnt, &learnt->signs.v[i])};
	qsort(all, n, sizeof(*all), by_weight);
	n = n < COUNTED ? n : COUNTED;
	for (i = 0; i < n; i++) {
		sum += all[i].weight;
		speak += all[i].weight > TELLING && !text_is(all[i].sign, "has:question") &&
			 !text_is(all[i].sign, "has:few-words"); /* as half of all honest posts have */
	}
	out->spam = (int)lround(1000 / (1 + exp(-sum)));
	if (speak < SIGNS_LEAST && out->spam > LOOKED_AT)
		out->spam = LOOKED_AT;
	out->why = explained(a, all, n, sum > 0);
}

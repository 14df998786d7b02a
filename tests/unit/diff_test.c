/* diff_test.c -- the difference of two texts: that it is readable in known cases, and right in all others. */
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
#include "base/text.h"
#include "forum/edit/diff.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* "same[-gone-]{+new+}…" */
static const char *shown(struct arena *a, const struct diff_pieces *p)
{
	static const char *const around[][2] = {[DIFF_SAME] = {"", ""},
		[DIFF_GONE] = {"[-", "-]"},
		[DIFF_NEW] = {"{+", "+}"},
		[DIFF_SKIPPED] = {"<...>", ""}};
	const char *s = "";
	size_t i;

	for (i = 0; i < p->n; i++)
		s = arena_printf(a, "%s%s%s%s", s, around[p->v[i].kind][0], p->v[i].text,
			around[p->v[i].kind][1]);
	return s;
}

static void test_readable(void **state)
{
	static const struct {
		const char *was, *is, *shown;
	} rows[] = {
		{"", "", ""},
		{"the same", "the same", "the same"},
		{"", "new", "{+new+}"},
		{"gone", "", "[-gone-]"},
		{"turn it off", "turn it on", "turn it [-off-]{+on+}"},
		{"turn it off", "turn it off again", "turn it off{+ again+}"},
		{"one two three four", "one 2 3 four", "one [-two three-]{+2 3+} four"},
		{"one two three four", "one 2 three 4", "one [-two-]{+2+} three [-four-]{+4+}"},
		{"say it, now", "say it; now", "say it[-,-]{+;+} now"},
		{"first line\nsecond line\nthird line\n", "first line\nsecond row\nthird line\n",
			"first line\nsecond [-line-]{+row+}\nthird line\n"},
		{"a\nb\nc\n", "a\nc\n", "a\n[-b\n-]c\n"},
		{"a\nc\n", "a\nb\nc\n", "a\n{+b\n+}c\n"},
		{"nothing of this stays here", "all that was written is different",
			"[-nothing of this stays here-]{+all that was written is different+}"},
		{"Grüße aus Köln am Rhein", "Grüsse aus Köln am Main",
			"[-Grüße-]{+Grüsse+} aus Köln am [-Rhein-]{+Main+}"},
		{"请重新启动手机", "请马上重新启动手机", "请{+马上+}重新启动手机"},
		{"ends without a line break", "ends without a line break\n",
			"ends without a line break{+\n+}"},
		{"one  two", "one two", "one[-  -]{+ +}two"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct arena a = ARENA_EMPTY;
		struct diff_pieces p;

		diff_texts(&a, rows[i].was, rows[i].is, &p);
		assert_string_equal(shown(&a, &p), rows[i].shown);
		arena_end(&a);
	}
}

/* ---- right, whatever the texts ---- */

static void expect_right(const char *was, const char *is)
{
	struct arena a = ARENA_EMPTY;
	struct diff_pieces p;
	char *left = arena_alloc(&a, strlen(was) + strlen(is) + 1),
	     *right = arena_alloc(&a, strlen(was) + strlen(is) + 1);
	char *l = left, *r = right;
	size_t i;

	diff_texts(&a, was, is, &p);
	for (i = 0; i < p.n; i++) {
		const char *s = p.v[i].text;

		assert_true(*s);
		assert_true(text_utf8(s, strlen(s)));
		assert_true(i == 0 || p.v[i].kind > p.v[i - 1].kind || p.v[i].kind == DIFF_SAME);
		assert_true(i == 0 || p.v[i].kind != p.v[i - 1].kind);
		if (p.v[i].kind != DIFF_NEW)
			l = stpcpy(l, s);
		if (p.v[i].kind != DIFF_GONE)
			r = stpcpy(r, s);
	}
	assert_string_equal(left, was);
	assert_string_equal(right, is);
	arena_end(&a);
}

static unsigned long long seed = 42;

static unsigned random_below(unsigned n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(seed >> 33) % n;
}

static const char *const words[] = {"turn", "it", "off", "and", "on", " ", " ", "  ", "\n", "\n\n", ",", ".",
	"Grüße", "重", "启", "👍", "\t", "12", "`code`", "> ", "* "};

static const char *random_text(struct arena *a, unsigned n)
{
	char *s = arena_alloc(a, n * 16 + 1), *to = s;

	while (n-- > 0)
		to = stpcpy(to, words[random_below(COUNT(words))]);
	return s;
}

/* ${s} with some characters' worth of it cut out and other words put in. */
static const char *edited(struct arena *a, const char *s)
{
	unsigned edits = random_below(6);

	while (edits-- > 0) {
		size_t n = strlen(s), from = random_below((unsigned)n + 1), upto = from + random_below(12);

		while (from > 0 && ((unsigned char)s[from] & 0xc0) == 0x80)
			from--;
		if (upto > n)
			upto = n;
		while (((unsigned char)s[upto] & 0xc0) == 0x80)
			upto++;
		s = arena_printf(a, "%.*s%s%s", (int)from, s, random_text(a, random_below(4)), s + upto);
	}
	return s;
}

static void test_random_edits(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		struct arena a = ARENA_EMPTY;
		const char *was = random_text(&a, random_below(80)), *is = edited(&a, was);

		expect_right(was, is);
		expect_right(is, was);
		expect_right(was, random_text(&a, random_below(80)));
		arena_end(&a);
	}
}

/* A small alphabet gives many equally long ways; the shortest is known by a slow and simple method. */
static size_t longest_common(const char *x, const char *y)
{
	size_t n = strlen(x), m = strlen(y), i, j, table[20][20] = {{0}};

	for (i = n; i-- > 0;)
		for (j = m; j-- > 0;)
			table[i][j] = x[i] == y[j]			  ? table[i + 1][j + 1] + 1
				      : table[i + 1][j] > table[i][j + 1] ? table[i + 1][j]
									  : table[i][j + 1];
	return table[0][0];
}

static void test_fewest_lines_change(void **state)
{
	int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct arena a = ARENA_EMPTY;
		char x[20] = "", y[20] = "", was[40] = "", is[40] = "";
		unsigned n = random_below(18), m = random_below(18), i;
		struct diff_pieces p;
		size_t kept = 0, k;
		const char *s;

		for (i = 0; i < n; i++)
			sprintf(was + 2 * i, "%c\n", x[i] = (char)('a' + random_below(3)));
		for (i = 0; i < m; i++)
			sprintf(is + 2 * i, "%c\n", y[i] = (char)('a' + random_below(3)));
		diff_texts(&a, was, is, &p);
		/* Line breaks alone may be kept within a stretch of changed lines, so letters are counted. */
		for (k = 0; k < p.n; k++)
			for (s = p.v[k].text; p.v[k].kind == DIFF_SAME && *s; s++)
				kept += *s != '\n';
		assert_int_equal(kept, longest_common(x, y));
		arena_end(&a);
	}
}

/* ---- bounded, whatever the texts ---- */

static void test_hard_texts_are_bounded(void **state)
{
	static const char *const units[][2] = {{"a\n", "b\n"}, {"a ", "b "}, {"ab\nb\n", "ba\na\n"},
		{"a b c d\n", "d c b a\n"}, {"\n", "a\n"}, {"x", "y "}, {"重", "启"},
		{"one two\n", "one three\n"}};
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(units); i++) {
		struct arena a = ARENA_EMPTY;
		char *was = arena_alloc(&a, 33000), *is = arena_alloc(&a, 33000);
		int64_t began;

		for (j = 0; j + 10 < 32768; j += strlen(units[i][0]))
			strcpy(was + j, units[i][j / 7 % 3 == 0]);
		for (j = 0; j + 10 < 32768; j += strlen(units[i][1]))
			strcpy(is + j, units[i][j / 5 % 2 == 0]);
		for (j = 0; was[j]; j++)
			if ((unsigned char)was[j] >= 0x80 || (unsigned char)is[j] >= 0x80)
				break;
		if (was[j]) {
			/* Cut characters are no text; whole ones only. */
			for (j = 0; j + 3 < 32768; j += 3) {
				memcpy(was + j, units[i][j % 2], 3);
				memcpy(is + j, units[i][j % 4 == 0], 3);
			}
			was[j] = is[j] = 0;
		}
		began = clock_cpu_us();
		expect_right(was, is);
		print_message("pair %zu: %lld us\n", i, (long long)(clock_cpu_us() - began));
		arena_end(&a);
	}
}

static void test_shorten(void **state)
{
	static const struct {
		const char *was, *is, *shown;
	} rows[] = {
		{"1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nx\n5\n6\n7\n", "<...>2\n3\n[-4-]{+x+}\n5\n<...>"},
		{"x\n2\n3\n4\n5\n6\n7\n8\ny\n", "a\n2\n3\n4\n5\n6\n7\n8\nb\n",
			"[-x-]{+a+}\n2\n<...>7\n8\n[-y-]{+b+}\n"},
		{"1\n2\n3", "1\n2\n4", "1\n2\n[-3-]{+4+}"},
		{"1\n2\n3\n4", "1\n2\n3\n5", "<...>2\n3\n[-4-]{+5+}"},
		{"the same\n", "the same\n", "<...>"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct arena a = ARENA_EMPTY;
		struct diff_pieces p;

		diff_texts(&a, rows[i].was, rows[i].is, &p);
		diff_shorten(&a, &p, 2);
		assert_string_equal(shown(&a, &p), rows[i].shown);
		arena_end(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readable),
		cmocka_unit_test(test_random_edits),
		cmocka_unit_test(test_fewest_lines_change),
		cmocka_unit_test(test_hard_texts_are_bounded),
		cmocka_unit_test(test_shorten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* diff.c -- see diff.h. */
#include "forum/edit/diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

#define LINES_MOST 2000
#define WORDS_MOST 4000
#define EDITS_MOST 400	  /* gone and new ones within one stretch */
#define WORK_MOST  400000 /* comparisons for one pair of texts, about a millisecond */

struct token {
	struct slice s;
	uint32_t hash;
};
LIST(tokens, struct token);

/* What both texts are cut into, and which of them stay. */
struct sides {
	struct tokens was, is;
	bool *was_stays, *is_stays;
};

struct part {
	enum diff_kind kind;
	struct slice s;
};

struct differ {
	struct arena *a;
	size_t work;	/* still allowed */
	int16_t *reach; /* of find_what_stays(), used again */
	size_t reach_room;
	struct part *part; /* what was found so far */
	size_t parts, room;
	struct slice gone, new; /* the change being gathered */
	struct slice gap_was,
		gap_is; /* white space behind it, which belongs to it if another change follows */
};

/* ---- cutting into lines and words ---- */

static size_t character_bytes(const unsigned char *s)
{
	return *s < 0x80 ? 1 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
}

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t';
}

/* Letters and digits; of other scripts those that are written with spaces between words (below U+2E80). */
static bool is_word(const unsigned char *s)
{
	if (*s >= 0x80)
		return *s < 0xe2 || (*s == 0xe2 && s[1] < 0xba);
	return (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
}

static size_t line_bytes(struct slice rest)
{
	const char *end = memchr(rest.s, '\n', rest.n);

	return end ? (size_t)(end - rest.s) + 1 : rest.n;
}

static size_t word_bytes(struct slice rest)
{
	const unsigned char *s = (const unsigned char *)rest.s;
	size_t n = 0;

	if (is_blank_byte(*rest.s)) {
		while (n < rest.n && is_blank_byte(rest.s[n]))
			n++;
		return n;
	}
	while (n < rest.n && is_word(s + n))
		n += character_bytes(s + n);
	return n ? n : character_bytes(s);
}

static uint32_t hash_of(struct slice s)
{
	uint32_t hash = 2166136261;
	size_t i;

	for (i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.s[i]) * 16777619;
	return hash;
}

/* False: more than ${most}. */
static bool cut(struct arena *a, struct slice text, size_t (*next)(struct slice), size_t most,
	struct tokens *out)
{
	size_t room = 0;

	*out = (struct tokens){0};
	while (text.n) {
		size_t n = next(text);

		if (out->n == most)
			return false;
		if (out->n == room) {
			room = room ? 2 * room : 64;
			out->v = arena_grow(a, out->v, out->n * sizeof(*out->v), room * sizeof(*out->v));
		}
		out->v[out->n].s = (struct slice){text.s, n};
		out->v[out->n].hash = hash_of(out->v[out->n].s);
		out->n++;
		text = (struct slice){text.s + n, text.n - n};
	}
	return true;
}

/* ---- what stays: Myers, "An O(ND) Difference Algorithm" (1986), the greedy one ---- */

static bool same(const struct token *x, const struct token *y)
{
	return x->hash == y->hash && x->s.n == y->s.n && memcmp(x->s.s, y->s.s, x->s.n) == 0;
}

static void stays(struct sides *s, size_t x, size_t y)
{
	s->was_stays[x] = true;
	s->is_stays[y] = true;
}

/* A stretch of both sides between what is the same at both ends. */
struct stretch {
	size_t was, is; /* where it begins */
	int n, m;
};

/* reach[d*d + d + k]: how far, on diagonal k, d edits lead. A path that leaves the rectangle is never the
 * shortest, so it needs no guarding. */
static int came_from(const int16_t *reach, int d, int k)
{
	const int16_t *before = reach + (d - 1) * (d - 1) + d - 1;

	return k == -d || (k != d && before[k - 1] < before[k + 1]) ? k + 1 : k - 1;
}

static void walk_back(struct sides *s, const struct stretch *p, const int16_t *reach, int d)
{
	int x = p->n, y = p->m;

	for (; d > 0; d--) {
		int k = x - y, from = came_from(reach, d, k), fx = reach[(d - 1) * (d - 1) + d - 1 + from],
		    fy = fx - from;

		while (x > fx + (from < k) && y > fy + (from > k))
			stays(s, p->was + (size_t)--x, p->is + (size_t)--y);
		x = fx;
		y = fy;
	}
	while (x > 0 && y > 0)
		stays(s, p->was + (size_t)--x, p->is + (size_t)--y);
}

/* How far one comes from (x, y) without an edit. */
static int slide(struct differ *df, const struct sides *s, const struct stretch *p, int x, int y)
{
	while (x < p->n && y < p->m && same(&s->was.v[p->was + (size_t)x], &s->is.v[p->is + (size_t)y])) {
		x++;
		y++;
		df->work -= df->work > 0;
	}
	return x;
}

/* Finds the ${d}-th row of reach; whether the end was reached. */
static bool one_edit_further(struct differ *df, const struct sides *s, const struct stretch *p,
	int16_t *reach, int d)
{
	int16_t *row = reach + d * d + d;
	int k;

	for (k = -d; k <= d; k += 2) {
		int x = 0, from;

		if (d > 0) {
			from = came_from(reach, d, k);
			x = reach[(d - 1) * (d - 1) + d - 1 + from] + (from < k);
		}
		x = slide(df, s, p, x, x - k);
		row[k] = (int16_t)x;
		df->work -= df->work > 0;
		if (k == p->n - p->m && x >= p->n)
			return true;
	}
	return false;
}

/* False: it would take too many edits or too much work. */
static bool find_what_stays(struct differ *df, struct sides *s, const struct stretch *p)
{
	int most = p->n + p->m < EDITS_MOST ? p->n + p->m : EDITS_MOST, d;
	size_t need = (size_t)(most + 1) * (size_t)(most + 1);

	if (need > df->reach_room) {
		df->reach = arena_array(df->a, int16_t, need);
		df->reach_room = need;
	}
	for (d = 0; d <= most && df->work > 0; d++) {
		if (!one_edit_further(df, s, p, df->reach, d))
			continue;
		walk_back(s, p, df->reach, d);
		return true;
	}
	return false;
}

static void compare(struct differ *df, struct sides *s)
{
	size_t n = s->was.n, m = s->is.n, from = 0;
	struct stretch p;

	s->was_stays = arena_array(df->a, bool, n + 1);
	s->is_stays = arena_array(df->a, bool, m + 1);
	for (; from < n && from < m && same(&s->was.v[from], &s->is.v[from]); from++)
		stays(s, from, from);
	while (n > from && m > from && same(&s->was.v[n - 1], &s->is.v[m - 1]))
		stays(s, --n, --m);
	p = (struct stretch){from, from, (int)(n - from), (int)(m - from)};
	if (p.n && p.m)
		(void)find_what_stays(df, s, &p);
}

/* ---- pieces ---- */

/* Parts of one kind that follow one another are neighbours in their text, too. */
static void put(struct differ *df, enum diff_kind kind, struct slice s)
{
	struct part *last = df->parts ? &df->part[df->parts - 1] : NULL;

	if (!s.n)
		return;
	if (last && last->kind == kind) {
		last->s.n += s.n;
		return;
	}
	if (df->parts == df->room) {
		df->room = df->room ? 2 * df->room : 16;
		df->part = arena_grow(df->a, df->part, df->parts * sizeof(*df->part),
			df->room * sizeof(*df->part));
	}
	df->part[df->parts++] = (struct part){kind, s};
}

/* ${more} follows ${s} in its text. */
static void extend(struct slice *s, struct slice more)
{
	if (!s->n)
		*s = more;
	else
		s->n += more.n;
}

static void put_change(struct differ *df)
{
	put(df, DIFF_GONE, df->gone);
	put(df, DIFF_NEW, df->new);
	put(df, DIFF_SAME, df->gap_is);
	df->gone = df->new = df->gap_was = df->gap_is = (struct slice){NULL, 0};
}

static bool is_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_blank_byte(s.s[i]))
			return false;
	return true;
}

/* "old words" to "new ones" reads better than "old" to "new", " ", "words" to "ones". */
static void change(struct differ *df, struct slice gone, struct slice new)
{
	extend(&df->gone, df->gap_was);
	extend(&df->new, df->gap_is);
	df->gap_was = df->gap_is = (struct slice){NULL, 0};
	extend(&df->gone, gone);
	extend(&df->new, new);
}

static void keep(struct differ *df, struct slice was, struct slice is)
{
	if ((df->gone.n || df->new.n) && is_blank(is)) {
		extend(&df->gap_was, was);
		extend(&df->gap_is, is);
		return;
	}
	put_change(df);
	put(df, DIFF_SAME, is);
}

/* Calls ${changed} for each stretch of what does not stay, and keep() for the rest. */
static void walk(struct differ *df, const struct sides *s,
	void (*changed)(struct differ *, struct slice, struct slice))
{
	size_t i = 0, j = 0;

	while (i < s->was.n || j < s->is.n) {
		struct slice gone = {NULL, 0}, new = {NULL, 0};

		while (i < s->was.n && !s->was_stays[i])
			extend(&gone, s->was.v[i++].s);
		while (j < s->is.n && !s->is_stays[j])
			extend(&new, s->is.v[j++].s);
		if (gone.n || new.n)
			changed(df, gone, new);
		if (i < s->was.n && j < s->is.n)
			keep(df, s->was.v[i++].s, s->is.v[j++].s);
	}
}

/* Whether so little stays that single words would only confuse: less than a quarter of the shorter side. */
static bool is_rewritten(const struct sides *s, struct slice was, struct slice is)
{
	size_t i, stayed = 0;

	for (i = 0; i < s->was.n; i++)
		if (s->was_stays[i] && !is_blank(s->was.v[i].s))
			stayed += s->was.v[i].s.n;
	return stayed * 4 < (was.n < is.n ? was.n : is.n);
}

static void lines_changed(struct differ *df, struct slice was, struct slice is)
{
	struct sides words = {0};

	if (!was.n || !is.n || !cut(df->a, was, word_bytes, WORDS_MOST, &words.was) ||
		!cut(df->a, is, word_bytes, WORDS_MOST, &words.is))
		return change(df, was, is);
	compare(df, &words);
	if (is_rewritten(&words, was, is))
		return change(df, was, is);
	walk(df, &words, change);
	put_change(df);
}

void diff_texts(struct arena *a, const char *was, const char *is, struct diff_pieces *out)
{
	struct differ df = {.a = a, .work = WORK_MOST};
	struct sides lines = {0};
	size_t i;

	if (cut(a, slice_of(was), line_bytes, LINES_MOST, &lines.was) &&
		cut(a, slice_of(is), line_bytes, LINES_MOST, &lines.is)) {
		compare(&df, &lines);
		walk(&df, &lines, lines_changed);
	} else {
		lines_changed(&df, slice_of(was), slice_of(is));
	}
	put_change(&df);
	*out = (struct diff_pieces){arena_array(a, struct diff_piece, df.parts), df.parts};
	for (i = 0; i < df.parts; i++)
		out->v[i] =
			(struct diff_piece){df.part[i].kind, arena_text_n(a, df.part[i].s.s, df.part[i].s.n)};
}

/* ---- leaving out ---- */

/* Where the ${lines}-th line of ${s} ends; NULL if it has no more than that. */
static const char *after_lines(const char *s, size_t lines)
{
	while (lines-- > 0) {
		s = strchr(s, '\n');
		if (!s)
			return NULL;
		s++;
	}
	return *s ? s : NULL;
}

/* Where the last ${lines} lines of ${s} begin. */
static const char *last_lines(const char *s, size_t lines)
{
	const char *from = s + strlen(s);

	if (from > s && from[-1] == '\n')
		from--;
	while (from > s && (from[-1] != '\n' || lines-- > 1))
		from--;
	return from;
}

void diff_shorten(struct arena *a, struct diff_pieces *pieces, size_t lines)
{
	struct diff_pieces kept = {arena_array(a, struct diff_piece, 3 * pieces->n + 1), 0};
	size_t i;

	for (i = 0; i < pieces->n; i++) {
		const struct diff_piece *p = &pieces->v[i];
		const char *head = i == 0 ? p->text : after_lines(p->text, lines),
			   *tail = i + 1 == pieces->n ? p->text + strlen(p->text)
						      : last_lines(p->text, lines);

		if (p->kind != DIFF_SAME || !head || tail <= head) {
			kept.v[kept.n++] = *p;
			continue;
		}
		if (head > p->text)
			kept.v[kept.n++] = (struct diff_piece){DIFF_SAME,
				arena_text_n(a, p->text, (size_t)(head - p->text))};
		kept.v[kept.n++] = (struct diff_piece){DIFF_SKIPPED, ""};
		if (*tail)
			kept.v[kept.n++] = (struct diff_piece){DIFF_SAME, tail};
	}
	*pieces = kept;
}

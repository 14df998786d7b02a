/* verify.c -- see verify.h. The whole list is one transaction: found wanting in the middle, it can be mended and given again. */
#include "forum/standing/verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "base/text.h"
#include "db/bulk.h"
#include "forum/standing/ledger.h"

#define BATCH	  1000
#define LINE_MOST 1000

struct list {
	struct bulk *b;
	struct verified *count;
	struct arena arena; /* of a batch */
	const char *path, *rejected_path;
	FILE *rejected; /* opened by the first line it gets */
	const char *line[BATCH], *who[BATCH], *email[BATCH], *day[BATCH], *household[BATCH];
	size_t n;
};

/* ---- a line ---- */

static const char *field(struct arena *a, struct slice *rest)
{
	struct slice s = rest->s ? slice_trim(slice_cut(rest, ',')) : (struct slice){"", 0};

	if (s.n >= 2 && s.s[0] == '"' && s.s[s.n - 1] == '"')
		s = slice_trim((struct slice){s.s + 1, s.n - 2});
	return arena_text_n(a, s.s, s.n);
}

/* "2024-05-31" as days since 1970; NULL: it is no day of then or later. */
static const char *day_read(struct arena *a, const char *text)
{
	struct tm tm = {0}, was;
	char after;
	time_t at;

	if (sscanf(text, "%4d-%2d-%2d%c", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &after) != 3)
		return NULL;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	was = tm;
	at = timegm(&tm);
	if (at < 0 || tm.tm_mon != was.tm_mon || tm.tm_mday != was.tm_mday || tm.tm_year != was.tm_year)
		return NULL;
	return arena_printf(a, "%lld", (long long)(at / 86400));
}

static void reject(struct list *l, const char *line, const char *why)
{
	if (!l->rejected)
		l->rejected = fopen(l->rejected_path, "we");
	if (l->rejected)
		fprintf(l->rejected, "%s,# %s\n", line, why);
	l->count->rejected++;
}

static void line_read(struct list *l, const char *text)
{
	struct arena *a = &l->arena;
	const char *line = arena_text_n(a, text, strcspn(text, "\r\n")), *who, *day;
	struct slice rest = slice_of(line);
	const char *date;

	who = field(a, &rest);
	if (!*who && !rest.s)
		return;
	l->count->lines++;
	date = field(a, &rest);
	day = day_read(a, date);
	if (!text_clean(line, strlen(line), false))
		return reject(l, line, "not clean UTF-8");
	if (!*who)
		return reject(l, line, "no username or address");
	if (!day)
		return reject(l, line, "no date like 2024-05-31");
	l->line[l->n] = line;
	l->who[l->n] = who;
	l->email[l->n] = strchr(who, '@') ? intl_email(a, who) : NULL;
	l->email[l->n] = l->email[l->n] ? l->email[l->n] : "";
	l->day[l->n] = day;
	l->household[l->n] = field(a, &rest);
	l->n++;
}

/* ---- a batch ---- */

static void batch_answer(void *arg, const struct bulk_row *r)
{
	struct list *l = arg;
	const char *why = bulk_text(r, 1);

	if (*why)
		reject(l, l->line[bulk_int(r, 0) - 1], why);
	else if (bulk_int(r, 2))
		l->count->marked++;
	else
		l->count->known++;
}

/* The numbers of events are those of forum/event.h: 44 EVENT_MEMBER_VERIFIED, 46 EVENT_HOUSEHOLD_SET. What the ledger knows already makes
 * no event: a proof that is no older, the same household. A member twice in the list counts from the older day. */
static void batch_write(struct list *l)
{
	const struct texts who = {l->who, l->n}, email = {l->email, l->n}, day = {l->day, l->n},
			   household = {l->household, l->n};

	if (!l->n)
		return;
	bulk_doing(l->b, "marking customers");
	bulk_each(l->b, batch_answer, l,
		"WITH x AS (SELECT n, who, email, day::integer AS day, CASE household WHEN '' THEN NULL"
		"   ELSE (hashtextextended(household, 0) & 9223372036854775807) | 1 END AS household"
		"  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS u (who, email, day, household, n)),"
		" m AS (SELECT x.*, m.id, CASE WHEN m.id IS NULL THEN 'no such member' WHEN m.state = 'former' THEN 'a former member'"
		"   WHEN x.day > standing.today() THEN 'a day that has not come' END AS wrong FROM x"
		"  LEFT JOIN community.login g ON g.email_key = x.email AND x.email <> ''"
		"  LEFT JOIN community.member m ON m.id = g.member_id OR (x.email = '' AND m.username = x.who)),"
		" w AS (SELECT m.*, min(m.day) OVER (PARTITION BY m.id) AS since,"
		"   row_number() OVER (PARTITION BY m.id ORDER BY m.n) AS nth FROM m WHERE m.wrong IS NULL),"
		" f AS (SELECT w.*,"
		"   NOT EXISTS (SELECT FROM (SELECT l.kind, l.number FROM standing.ledger l WHERE l.giver = w.id AND l.kind IN (20, 21)"
		"    ORDER BY l.position DESC LIMIT 1) l WHERE l.kind = 20 AND l.number <= w.since) AS fresh,"
		"   w.household IS NOT NULL AND w.household IS DISTINCT FROM (SELECT l.number FROM standing.ledger l WHERE l.giver = w.id"
		"    AND l.kind = 24 ORDER BY l.position DESC LIMIT 1) AS moved FROM w WHERE w.nth = 1),"
		" v AS (INSERT INTO ops.event (kind, other_id, number) SELECT 44, id, since FROM f WHERE fresh),"
		" h AS (INSERT INTO ops.event (kind, other_id, number) SELECT 46, id, household FROM f WHERE moved)"
		" SELECT m.n, COALESCE(m.wrong, ''), COALESCE(f.fresh OR f.moved, false)::integer FROM m LEFT JOIN f ON f.n = m.n ORDER BY m.n",
		who, email, day, household);
	l->n = 0;
}

/* ---- the list ---- */

static bool lines_read(struct list *l, FILE *in)
{
	char line[LINE_MOST];

	while (fgets(line, sizeof(line), in) && bulk_ok(l->b)) {
		if (*line != '#')
			line_read(l, line);
		if (l->n < BATCH)
			continue;
		batch_write(l);
		arena_end(&l->arena);
	}
	batch_write(l);
	arena_end(&l->arena);
	return !ferror(in);
}

static bool list_take(struct list *l, FILE *in)
{
	bool fine;

	standing_take_all(l->b);
	bulk_begin(l->b);
	fine = lines_read(l, in);
	if (!bulk_commit(l->b) || !fine)
		return false;
	standing_take_all(l->b);
	return true;
}

bool verify_file(struct bulk *b, const char *path, struct verified *out)
{
	struct arena names = ARENA_EMPTY;
	struct list *l = calloc(1, sizeof(*l));
	FILE *in = fopen(path, "re");
	bool fine;

	must(l);
	if (!in) {
		fprintf(stderr, "bothy reputation verify: %s: %s\n", path, strerror(errno));
		free(l);
		return false;
	}
	*l = (struct list){.b = b,
		.count = out,
		.path = path,
		.rejected_path = arena_printf(&names, "%s.rejected", path)};
	unlink(l->rejected_path);
	fine = list_take(l, in);
	if (out->rejected && (!l->rejected || fclose(l->rejected) != 0)) {
		fprintf(stderr, "bothy reputation verify: %s cannot be written\n", l->rejected_path);
		fine = false;
	}
	fclose(in);
	arena_end(&names);
	free(l);
	return fine;
}

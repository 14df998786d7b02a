/* fed.c -- see fed.h. Batch by batch: some thousand records are read and looked at (server/intake), and go in by one statement each kind
 * (forum/customer/feed_sql.c), in one transaction. Those that do not are set aside by their lines. */
#include "import/fed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/text.h"
#include "db/bulk.h"
#include "forum/customer/feed_sql.h"
#include "import/aside.h"
#include "import/progress.h"
#include "import/records.h"

#define BATCH_RECORDS 2000
#define BATCH_BYTES   (4u << 20)

enum outcome { OUT_NONE, OUT_SAME, OUT_UPDATED, OUT_ADDED, OUT_REFUSED };

/* A record of the batch at hand. */
struct sent {
	int64_t line;
	const char *s;
	size_t n;
	enum outcome outcome;
};

struct feeding {
	const struct fed_settings *settings;
	struct records *records;
	struct intake *intake;
	struct bulk *bulk;
	struct aside aside;
	struct progress progress;
	struct arena arena; /* of the batch */
	struct sent sent[BATCH_RECORDS];
	size_t n, bytes;
	int64_t counts[OUT_REFUSED + 1], read, batches;
};

bool fed_source_ok(const char *source)
{
	size_t n = strspn(source, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return n > 0 && n <= 30 && source[n] == 0 && source[0] != '-' && source[0] != '_';
}

static int complain(struct feeding *f, const char *why)
{
	progress_clear(&f->progress);
	fprintf(stderr, "bothy import: %s: %s\n", f->settings->path, why);
	return 1;
}

/* ---- a batch ---- */

static void refuse(struct feeding *f, struct sent *x, const char *why)
{
	x->outcome = OUT_REFUSED;
	aside_put(&f->aside, x->line, why, x->s, x->n);
}

static void take_outcome(void *arg, const struct bulk_row *row)
{
	struct feeding *f = arg;
	int64_t n = bulk_int(row, 0);
	const char *outcome = bulk_text(row, 1), *why = feed_reason(outcome);
	struct sent *x = &f->sent[n];

	must(n >= 0 && (size_t)n < f->n);
	if (why)
		refuse(f, x, why);
	else if (text_is(outcome, "added"))
		x->outcome = OUT_ADDED;
	else if (text_is(outcome, "updated") && x->outcome != OUT_ADDED)
		x->outcome = OUT_UPDATED;
	else if (x->outcome == OUT_NONE)
		x->outcome = OUT_SAME;
}

/* The planner is told what has grown before the first batch, and then each time there are four times as many rows. */
static void tell_planner(struct feeding *f)
{
	int64_t n = f->batches++;

	while (n > 1 && n % 4 == 0)
		n /= 4;
	if (n <= 1)
		bulk_run(f->bulk, "SELECT crm.grew()");
}

static bool batch_send(struct feeding *f)
{
	struct queries queries = feed_queries(f->settings->kind);
	size_t i;

	if (intake_count(f->intake) > 0) {
		tell_planner(f);
		bulk_begin(f->bulk);
		for (i = 0; i < queries.n; i++)
			bulk_each(f->bulk, take_outcome, f, queries.v[i]->sql, f->settings->source,
				intake_rows(f->intake));
		if (!bulk_commit(f->bulk))
			return false;
	}
	for (i = 0; i < f->n; i++)
		f->counts[f->sent[i].outcome]++;
	intake_clear(f->intake);
	arena_end(&f->arena);
	f->n = f->bytes = 0;
	return true;
}

static void batch_add(struct feeding *f, const struct record *record)
{
	struct sent *x = &f->sent[f->n];
	const char *why;

	*x = (struct sent){.line = record->line,
		.n = record->n,
		.s = arena_text_n(&f->arena, record->s, record->n)};
	if (record->n >= RECORD_MOST)
		why = "it is longer than a megabyte";
	else if (records_are_json(f->records))
		why = intake_add_object(f->intake, (int64_t)f->n, x->s, x->n);
	else
		why = intake_add_csv(f->intake, (int64_t)f->n, x->s, x->n);
	f->n++;
	f->bytes += record->n;
	if (why)
		refuse(f, x, why);
}

/* ---- the file ---- */

static int header_read(struct feeding *f)
{
	struct record line;
	const char *why;
	char *unknown;

	if (records_are_json(f->records))
		return 0;
	if (!records_next(f->records, &line))
		return records_problem(f->records) ? complain(f, records_problem(f->records))
						   : complain(f, "it is empty");
	why = intake_header(f->intake, line.s, line.n, &unknown);
	if (unknown)
		printf("passed over, because nothing is called so: %s\n", unknown);
	free(unknown);
	aside_header(&f->aside, line.s, line.n);
	return why ? complain(f, why) : 0;
}

static int rows_read(struct feeding *f)
{
	struct record record;

	while (!progress_interrupted() && records_next(f->records, &record)) {
		batch_add(f, &record);
		progress_at(&f->progress, records_done(f->records), ++f->read);
		if ((f->n == BATCH_RECORDS || f->bytes >= BATCH_BYTES) && !batch_send(f))
			return complain(f, bulk_error(f->bulk));
	}
	if (!batch_send(f))
		return complain(f, bulk_error(f->bulk));
	if (records_problem(f->records))
		return complain(f, records_problem(f->records));
	return progress_interrupted() ? 130 : 0;
}

static void audit(struct feeding *f)
{
	const char *details = arena_printf(&f->arena,
		"{\"kind\": \"%s\", \"source\": \"%s\", \"by\": \"import\", \"added\": %lld, \"updated\": %lld, \"refused\": %lld}",
		intake_kind_name(f->settings->kind), f->settings->source, (long long)f->counts[OUT_ADDED],
		(long long)f->counts[OUT_UPDATED], (long long)f->aside.count);

	if (f->counts[OUT_ADDED] + f->counts[OUT_UPDATED] > 0)
		bulk_run(f->bulk, feed_audit()->sql, details);
}

static void say_counts(const struct feeding *f)
{
	printf("%lld added, %lld changed, %lld as they were", (long long)f->counts[OUT_ADDED],
		(long long)f->counts[OUT_UPDATED], (long long)f->counts[OUT_SAME]);
	if (f->aside.count)
		printf(", %lld set aside in %s", (long long)f->aside.count, f->aside.path);
	printf("\n");
}

static int feed_all(struct feeding *f)
{
	int status = bulk_ok(f->bulk) ? header_read(f) : complain(f, bulk_error(f->bulk));

	if (status)
		return status;
	progress_begin(&f->progress, records_size(f->records), "Reading %s",
		intake_kind_name(f->settings->kind));
	status = rows_read(f);
	progress_end(&f->progress);
	audit(f);
	say_counts(f);
	if (status == 130)
		fprintf(stderr, "bothy import: interrupted; the same command goes on\n");
	return status ? status : f->aside.count ? 3 : 0;
}

int import_fed(const struct fed_settings *s)
{
	struct feeding *f = calloc(1, sizeof(*f));
	int status;

	must(f);
	f->settings = s;
	f->progress = (struct progress){.out = stdout, .terminal = isatty(STDOUT_FILENO) == 1};
	f->records = records_open(s->path);
	if (!f->records) {
		status = complain(f, errno == EINVAL ? "not a file" : strerror(errno));
		free(f);
		return status;
	}
	f->intake = intake_new(s->kind, s->country);
	f->bulk = bulk_open(s->conninfo, "bothy_work", s->password);
	aside_begin(&f->aside, s->path);
	progress_catch_signals();
	status = feed_all(f);
	progress_release_signals();
	if (!aside_end(&f->aside))
		status = complain(f, "what was set aside could not be written beside it");
	free(f->aside.path);
	bulk_close(f->bulk);
	intake_free(f->intake);
	records_close(f->records);
	arena_end(&f->arena);
	free(f);
	return status;
}

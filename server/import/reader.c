/* reader.c -- see reader.h: finds the file, and hands the work to its form. */
#include "import/reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "import/feed.h"
#include "import/reader_form.h"

static void set_problem(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void set_problem(struct reader *r, const char *format, ...)
{
	va_list args;

	if (r->problem)
		return;
	va_start(args, format);
	must(vasprintf(&r->problem, format, args) >= 0);
	va_end(args);
	r->over = true;
}

static void set_problem_at(struct reader *r, int64_t line, int64_t byte, const char *format, va_list args)
{
	char *why;

	must(vasprintf(&why, format, args) >= 0);
	set_problem(r, "%s, line %lld, byte %lld: %s", r->path, (long long)line, (long long)byte, why);
	free(why);
}

bool reader_broken(struct reader *r, int64_t line, int64_t byte, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_problem_at(r, line, byte, format, args);
	va_end(args);
	return false;
}

void reader_refuse(struct reader *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_problem_at(r, r->line, r->byte, format, args);
	va_end(args);
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

struct reader *reader_open(const char *path)
{
	struct reader *r = calloc(1, sizeof(*r));

	must(r);
	r->path = strdup(path);
	must(r->path);
	r->form = ends_in(path, ".csv") || ends_in(path, ".csv.gz") ? &csv_form : &xml_form;
	r->feed = feed_open(path);
	if (!r->feed)
		set_problem(r, "%s: %s", path, errno == EINVAL ? "not a file" : strerror(errno));
	return r;
}

struct reader *reader_find(const char *directory, const char *table)
{
	static const char *const endings[] = {".xml", ".csv", ".xml.gz", ".csv.gz"};
	struct reader *r = NULL;
	char *path;
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(*endings) && !r; i++) {
		must(asprintf(&path, "%s/%s%s", directory, table, endings[i]) > 0);
		if (access(path, F_OK) == 0)
			r = reader_open(path);
		free(path);
	}
	return r;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	if (r->state)
		r->form->close(r);
	feed_close(r->feed);
	free(r->problem);
	free(r->path);
	free(r);
}

int reader_column(struct reader *r, const char *name)
{
	must(r->columns < READER_COLUMNS && !r->opened);
	r->column[r->columns] = name;
	return r->columns++;
}

const char *reader_column_name(const struct reader *r, int column)
{
	return r->column[column];
}

bool reader_next(struct reader *r)
{
	if (r->over)
		return false;
	memset(r->value, 0, sizeof(r->value));
	if (!r->opened) {
		r->opened = true;
		r->over = !r->form->open(r);
	}
	if (!r->over)
		r->over = !r->form->next(r);
	return !r->over;
}

const char *reader_text(const struct reader *r, int column)
{
	const char *s = r->value[column];

	return s && *s ? s : NULL;
}

const char *reader_problem(const struct reader *r)
{
	return r->problem;
}

const char *reader_name(const struct reader *r)
{
	const char *slash = strrchr(r->path, '/');

	return slash ? slash + 1 : r->path;
}

int64_t reader_done(const struct reader *r)
{
	return r->feed ? feed_done(r->feed) : 0;
}

int64_t reader_size(const struct reader *r)
{
	return r->feed ? feed_size(r->feed) : 0;
}

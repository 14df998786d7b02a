/* dump.c -- see dump.h: reads the tables of a dump, one after another, each row checked as it comes.
 *
 * The order matters: posts first, because everything hangs on them; accounts last, because only those are
 * kept whom something named before. */
#include "import/dump.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "import/array.h"
#include "import/progress.h"
#include "import/reader.h"
#include "import/rows.h"

static const struct table {
	const char *name;
	size_t tally;
	bool needed;
	const struct rows *rows;
} tables[] = {
	{"Posts", offsetof(struct dump, posts_t), true, &rows_posts},
	{"PostHistory", offsetof(struct dump, history_t), false, &rows_history},
	{"Comments", offsetof(struct dump, comments_t), false, &rows_comments},
	{"Votes", offsetof(struct dump, votes_t), false, &rows_votes},
	{"PostLinks", offsetof(struct dump, links_t), false, &rows_links},
	{"Tags", offsetof(struct dump, tags_t), false, &rows_tags},
	{"Users", offsetof(struct dump, users_t), true, &rows_users},
};

/* Reads until the end, a problem or Ctrl-C. */
static void read_rows(struct dump *d, const struct table *table, struct tally *tally, struct reader *r,
	struct progress *p)
{
	const char *const *column;

	for (column = table->rows->columns; *column; column++)
		reader_column(r, *column);
	progress_begin(p, reader_size(r), "reading %s", reader_name(r));
	while (!progress_interrupted() && reader_next(r)) {
		tally->read++;
		table->rows->row(d, r);
		progress_at(p, reader_done(r), tally->read);
	}
	if (reader_problem(r) || progress_interrupted())
		progress_clear(p);
	else
		progress_end(p);
}

static bool read_table(struct dump *d, const struct table *table, const char *directory, struct progress *p,
	const char **problem)
{
	struct reader *r = reader_find(directory, table->name);
	struct tally *tally = (struct tally *)((char *)d + table->tally);

	tally->table = table->name;
	if (!r) {
		tally->missing = "not in the dump";
		if (table->needed)
			*problem = arena_printf(&d->arena,
				"%s: there is no %s.xml, %s.csv, %s.xml.gz or %s.csv.gz", directory,
				table->name, table->name, table->name, table->name);
	} else {
		read_rows(d, table, tally, r, p);
		if (reader_problem(r))
			*problem = arena_text(&d->arena, reader_problem(r));
		reader_close(r);
	}
	if (!*problem && !progress_interrupted() && table->rows->end)
		table->rows->end(d);
	return !*problem && !progress_interrupted();
}

bool dump_read(struct dump *d, const char *directory, struct progress *p, const char **problem)
{
	int error = 0;
	size_t i;

	*problem = NULL;
	d->spool = spool_open();
	if (!d->spool) {
		*problem =
			arena_printf(&d->arena, "no place to put texts aside (TMPDIR): %s", strerror(errno));
		return false;
	}
	array_add(d, user); /* number 0: the former member */
	d->tags.arena = d->listed.arena = &d->arena;
	for (i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (!read_table(d, &tables[i], directory, p, problem))
			return false;
	if (!spool_ok(d->spool, &error)) {
		*problem = arena_printf(&d->arena, "putting texts aside (TMPDIR): %s", strerror(error));
		return false;
	}
	return true;
}

void dump_end(struct dump *d)
{
	spool_close(d->spool);
	free(d->user);
	free(d->post);
	free(d->comment);
	free(d->change);
	free(d->follow);
	free(d->link);
	free(d->thread);
	free(d->answer);
	idmap_end(&d->user_of);
	idmap_end(&d->post_of);
	idmap_end(&d->comment_of);
	idmap_end(&d->other_post);
	names_end(&d->tags);
	names_end(&d->listed);
	arena_end(&d->arena);
}

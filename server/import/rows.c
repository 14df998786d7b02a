/* rows.c -- see rows.h: what the tables' functions share. */
#include "import/rows.h"

#include "base/text.h"
#include "import/dump.h"
#include "import/reader.h"
#include "import/value.h"

bool rows_number_or_0(struct reader *r, int column, int64_t *out)
{
	const char *s = reader_text(r, column);

	*out = 0;
	if (!s || text_int8(s, out))
		return true;
	reader_refuse(r, "%s=\"%.40s\" is not a number", reader_column_name(r, column), s);
	return false;
}

bool rows_number(struct reader *r, int column, int64_t *out)
{
	if (reader_text(r, column))
		return rows_number_or_0(r, column, out);
	reader_refuse(r, "a row without %s", reader_column_name(r, column));
	return false;
}

bool rows_date_or_0(struct reader *r, int column, struct when *out)
{
	const char *s = reader_text(r, column);

	*out = (struct when){0};
	if (!s || value_date(s, out))
		return true;
	reader_refuse(r, "%s=\"%.40s\" is not a date", reader_column_name(r, column), s);
	return false;
}

bool rows_date(struct reader *r, int column, struct when *out)
{
	if (reader_text(r, column))
		return rows_date_or_0(r, column, out);
	reader_refuse(r, "a row without %s", reader_column_name(r, column));
	return false;
}

uint32_t rows_user(struct dump *d, int64_t id)
{
	int64_t number;

	if (id <= 0)
		return 0;
	number = idmap_find(&d->user_of, id);
	if (number >= 0)
		return (uint32_t)number;
	number = (int64_t)d->users;
	idmap_add(&d->user_of, id, number);
	array_add(d, user)->id = id;
	return (uint32_t)number;
}

uint32_t rows_post(struct dump *d, int64_t id, struct tally *t)
{
	int64_t number = idmap_find(&d->post_of, id);

	if (number >= 0 && d->post[number].thread != DUMP_NONE)
		return (uint32_t)number;
	if (number >= 0)
		tally_skip(t, "on an answer whose question is not in the dump", 1);
	else if (idmap_find(&d->other_post, id) >= 0)
		tally_skip(t, "on a page that is no question or answer", 1);
	else
		tally_skip(t, "its post is not in the dump", 1);
	return DUMP_NONE;
}

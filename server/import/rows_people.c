/* rows_people.c -- Users and Tags; see rows.h. */
#include "base/text.h"
#include "import/dump.h"
#include "import/reader.h"
#include "import/rows.h"
#include "import/value.h"

#define DISPLAY_MOST 60 /* characters */

/* ---- Users ---- */

enum { U_ID, U_JOINED, U_DISPLAY };
static const char *const user_columns[] = {"Id", "CreationDate", "DisplayName", NULL};

/* A display name of at most 60 characters, cut where it is longer. */
static const char *display_of(struct dump *d, const char *name, int64_t id)
{
	const char *s = name ? text_one_line(&d->arena, name) : "", *p = s;
	size_t n = 0;

	for (; *p; p++)
		if (((unsigned char)*p & 0xC0) != 0x80 && n++ == DISPLAY_MOST)
			break;
	if (*p)
		s = text_one_line(&d->arena, arena_text_n(&d->arena, s, (size_t)(p - s)));
	return *s ? s : arena_printf(&d->arena, "user %lld", (long long)id);
}

/* The lowest account is the system's own, made with the site: by it we know the site again. */
static void note_site(struct dump *d, int64_t id, struct when at)
{
	if (!when_known(d->site_at) || id < d->site_id) {
		d->site_id = id;
		d->site_at = at;
	}
}

static void row_user(struct dump *d, struct reader *r)
{
	struct dump_user *user;
	struct when joined;
	int64_t id, number;

	if (!rows_number(r, U_ID, &id) || !rows_date(r, U_JOINED, &joined))
		return;
	note_site(d, id, joined);
	number = idmap_find(&d->user_of, id);
	if (id <= 0 || number < 0) {
		tally_skip(&d->users_t,
			id <= 0 ? "the system's own account" : "never wrote, followed or edited anything", 1);
		return;
	}
	user = &d->user[number];
	if (user->display) {
		reader_refuse(r, "a second account with the Id %lld", (long long)id);
		return;
	}
	user->joined = joined;
	user->display = display_of(d, reader_text(r, U_DISPLAY), id);
}

/* Follows of accounts the dump does not have: of nobody. */
static void end_users(struct dump *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->follows; i++) {
		if (d->user[d->follow[i].user].display)
			d->follow[n++] = d->follow[i];
		else
			tally_skip(&d->votes_t, "a bookmark of nobody", 1);
	}
	d->follows = n;
}

const struct rows rows_users = {user_columns, row_user, end_users};

/* ---- Tags ---- */

static const char *const tag_columns[] = {"TagName", NULL};

static void row_tag(struct dump *d, struct reader *r)
{
	const char *name = reader_text(r, 0);

	if (!name) {
		reader_refuse(r, "a row without TagName");
		return;
	}
	name = value_tag(&d->arena, name);
	if (!name || names_find(&d->tags, name) < 0)
		tally_skip(&d->tags_t, "no question carries it", 1);
	else if (names_find(&d->listed, name) >= 0)
		tally_skip(&d->tags_t, "the same tag as another, written otherwise", 1);
	else
		names_add(&d->listed, name);
}

const struct rows rows_tags = {tag_columns, row_tag, NULL};

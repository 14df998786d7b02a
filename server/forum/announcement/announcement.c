/* announcement.c -- see announcement.h. Which announcement concerns whom; what is kept in this process. */
#include "forum/announcement/announcement.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "db/query.h"
#include "forum/announcement/announcement_sql.h"
#include "forum/announcement/announcement_view.h"
#include "forum/setting/setting.h"
#include "templates/announcement.h"
#include "web/request.h"

#define SHOWN_MOST 3

/* ---- rules ---- */

bool announcement_is_outage(const struct announcement *x)
{
	return text_is(x->kind, "outage");
}

bool announcement_stands(const struct announcement *x, struct when now)
{
	return x->from_at.us <= now.us && (!when_known(x->until_at) || x->until_at.us > now.us);
}

static bool is_for(const struct announcement *x, const struct announcement_reader *reader)
{
	if (text_is(x->audience, "guests"))
		return !reader->member;
	if (text_is(x->audience, "members"))
		return reader->member;
	if (text_is(x->audience, "topic"))
		return reader->any_topic || (reader->topic && reader->topic == x->topic_id);
	return true;
}

/* Whether "id.revision" stands in the list. */
static bool is_dismissed(const char *dismissed, const struct announcement *x)
{
	struct slice rest = slice_of(dismissed ? dismissed : "");
	char own[48];

	snprintf(own, sizeof(own), "%lld.%lld", (long long)x->id, (long long)x->revision);
	while (rest.s && rest.n)
		if (slice_is(slice_cut(&rest, '_'), own))
			return true;
	return false;
}

bool announcement_concerns(const struct announcement *x, const struct announcement_reader *reader)
{
	return announcement_stands(x, reader->now) && is_for(x, reader) &&
	       (announcement_is_outage(x) || !reader->member || !is_dismissed(reader->dismissed, x));
}

const char *announcement_dismissed_add(struct arena *a, const struct announcements *all,
	const char *dismissed, const struct announcement *x)
{
	const char *list = arena_printf(a, "%lld.%lld", (long long)x->id, (long long)x->revision);
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct announcement *other = &all->v[i];

		if (other->id != x->id && is_dismissed(dismissed, other))
			list = arena_printf(a, "%s_%lld.%lld", list, (long long)other->id,
				(long long)other->revision);
	}
	return list;
}

/* ---- in this process ---- */

/* Pages point to them while they are written, which does not sleep. */
static struct arena kept;
static struct announcements known;

static struct announcement copy_of(const struct announcement *x)
{
	struct announcement copy = *x;

	copy.text = arena_text(&kept, x->text);
	copy.kind = arena_text(&kept, x->kind);
	copy.audience = arena_text(&kept, x->audience);
	copy.html.s = arena_text_n(&kept, x->html.s, x->html.n); /* as safe as what it is a copy of */
	return copy;
}

void announcements_load_wait(struct task *t)
{
	struct announcements found = {0};
	size_t i;

	announcements_coming(t, &found);
	db_wait(t);
	arena_end(&kept);
	known = (struct announcements){arena_array(&kept, struct announcement, found.n + 1), 0};
	for (i = 0; i < found.n; i++)
		known.v[known.n++] = copy_of(&found.v[i]);
}

void announcement_watch(void)
{
	setting_also(announcements_load_wait);
}

const struct announcements *announcements_known(void)
{
	return &known;
}

/* ---- in pages ---- */

static struct announcement_reader reader_of(const struct frame *f)
{
	return (struct announcement_reader){.now = clock_now(),
		.member = f->viewer->id != 0,
		.topic = f->topic,
		.dismissed = f->dismissed};
}

/* Outages first; each list is the newest first. */
static size_t pick(const struct announcement_reader *reader, bool outage, const struct announcement **out,
	size_t n)
{
	size_t i;

	for (i = 0; i < known.n && n < SHOWN_MOST; i++)
		if (announcement_is_outage(&known.v[i]) == outage &&
			announcement_concerns(&known.v[i], reader))
			out[n++] = &known.v[i];
	return n;
}

void announcement_banners(struct out *o, const struct frame *f)
{
	struct announcement_reader reader = reader_of(f);
	const struct announcement *shown[SHOWN_MOST];
	size_t n = f->asking ? 0 : pick(&reader, true, shown, 0), i;

	n = pick(&reader, false, shown, n);
	if (!n)
		return;
	announcement_banners_begin(o);
	for (i = 0; i < n; i++)
		announcement_banner(o, f, shown[i]);
	announcement_banners_end(o);
}

void announcement_outages(struct out *o, const struct frame *f)
{
	struct announcement_reader reader = reader_of(f);
	const struct announcement *shown[SHOWN_MOST];
	size_t n, i;

	reader.any_topic = true;
	n = pick(&reader, true, shown, 0);
	for (i = 0; i < n; i++)
		announcement_outage(o, shown[i]);
}

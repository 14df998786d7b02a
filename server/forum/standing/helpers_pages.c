/* helpers_pages.c -- helpers of the month: by the people they helped, not by points. */
#include "forum/standing/helpers.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/standing/standing_pages.h"
#include "forum/standing/pages_view.h"
#include "templates/standing/helpers.h"
#include "web/reply.h"

static const int64_t day_us = 86400000000;

/* Howard Hinnant's way from a date to its day, with March as the first month. */
struct when month_start(int64_t month)
{
	int64_t y = month / 12, m = month % 12 + 1, era, of_era, of_year;

	y -= m <= 2;
	era = y / 400;
	of_era = y - era * 400;
	of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5;
	return (struct when){
		(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468) * day_us};
}

int64_t month_of(struct when at)
{
	int64_t guess = at.us / day_us / 31 + 1970 * 12;

	while (month_start(guess + 1).us <= at.us)
		guess++;
	return guess;
}

bool month_read(const char *text, int64_t *month)
{
	struct slice rest = slice_of(text ? text : ""), year = slice_cut(&rest, '-');
	char y[5] = "", m[3] = "";
	int64_t years, months;

	if (year.n != 4 || !rest.s || rest.n != 2)
		return false;
	for (size_t i = 0; i < 4; i++)
		y[i] = year.s[i];
	for (size_t i = 0; i < 2; i++)
		m[i] = rest.s[i];
	if (!text_int8(y, &years) || !text_int8(m, &months) || years < 1970 || months < 1 || months > 12)
		return false;
	*month = years * 12 + months - 1;
	return true;
}

const char *month_text(struct arena *a, int64_t month)
{
	return arena_printf(a, "%04lld-%02lld", (long long)(month / 12), (long long)(month % 12 + 1));
}

/* "12.345": people and id of the last one seen. */
static bool key_read(struct arena *a, const char *text, int64_t *people, int64_t *id)
{
	struct slice rest = slice_of(text ? text : ""), first = slice_cut(&rest, '.');

	return rest.s && text_int8(arena_text_n(a, first.s, first.n), people) && *people >= 0 &&
	       *people <= INT32_MAX && text_int8(arena_text_n(a, rest.s, rest.n), id);
}

static void page_cut(struct arena *a, struct helpers_view *v)
{
	const struct helper *last = &v->helpers.v[HELPERS_PAGE - 1];

	if (v->helpers.n <= HELPERS_PAGE)
		return;
	v->helpers.n = HELPERS_PAGE;
	v->next = arena_printf(a, "%lld.%lld", (long long)last->people, (long long)last->who.id);
}

static void months_around(struct arena *a, const struct helped_months *m, struct helpers_view *v)
{
	if (m->earlier) {
		v->earlier = month_text(a, m->earlier);
		v->earlier_at = month_start(m->earlier);
	}
	if (m->later) {
		v->later = month_text(a, m->later);
		v->later_at = month_start(m->later);
	}
}

/* GET /helpers -- those of a month, ?month=2026-11, else of the present one. */
void helpers_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct helpers_view v = {0};
	struct helped_months *around = NULL;
	const char *asked = form_text(&rq->query, "month");
	int64_t month = month_of(clock_now()), people, id;

	if (asked && !month_read(asked, &month))
		return reply_not_found(rq);
	if (!key_read(&t->arena, form_text(&rq->query, "after"), &people, &id))
		people = INT32_MAX, id = 0;
	helpers_find(t, month, people, id, &v.helpers);
	helpers_months_find(t, month, &around);
	db_wait(t);

	if (asked && !v.helpers.n && month > month_of(clock_now()))
		return reply_not_found(rq);
	v.frame = frame_of(rq, _("Helpers of the month"));
	v.month = month_start(month);
	v.this_month = month_text(&t->arena, month);
	page_cut(&t->arena, &v);
	months_around(&t->arena, around, &v);
	v.frame.canonical = asked ? arena_printf(&t->arena, "/helpers?month=%s", v.this_month) : "/helpers";
	v.frame.index = people == INT32_MAX;
	helpers_page(rq->out, &v);
	reply_page(rq);
}

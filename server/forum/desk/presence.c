/* presence.c -- "Lee is on it": who has a thread, a case or a customer open.
 *
 * A page that is opened is noted in memory and written with the next flush, within a second; asking reads desk.presence, so it
 * works with any number of desk processes. An open page asks again every 30 s (static/desk.js); two minutes without that, and
 * one is gone. */
#include "forum/desk/presence.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/desk/desk.h"
#include "forum/desk/desk_pages.h"
#include "loop/task.h"
#include "templates/desk/frame.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define GATHERED_MOST 256 /* beyond that a second's openings are not noted */
#define ITEM_MOST     40

struct note {
	char item[ITEM_MOST];
	int64_t account;
};

static struct {
	struct note v[GATHERED_MOST];
	size_t n;
} gathered;

COMMAND(desk_presence_set, DOOR_DESK,
	"INSERT INTO desk.presence (item, account_id) SELECT item, account FROM unnest($1::text[], $2::text[]::bigint[]) n(item, account)"
	" GROUP BY item, account ORDER BY item, account ON CONFLICT (item, account_id) DO UPDATE SET seen_at = now()");

static void read_name(struct row *r, const char **x)
{
	*x = row_text(r, "display");
}

QUERY(desk_presence_others, DOOR_DESK, const char *, read_name,
	"SELECT a.display FROM desk.presence p JOIN desk.account a ON a.id = p.account_id"
	" WHERE p.item = $1 AND p.account_id <> $2 AND p.seen_at > now() - interval '2 minutes' AND a.state = 'active'"
	" ORDER BY a.display LIMIT 5");

/* "thread/42", as the table wants it. */
static bool item_ok(const char *item)
{
	static const char *const kinds[] = {"thread/", "case/", "customer/"};
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_starts(item, kinds[i]))
			return text_int8(item + strlen(kinds[i]), &id) && id > 0 && strlen(item) < ITEM_MOST;
	return false;
}

/* ---- gathering ---- */

static void presence_note(const char *item, int64_t account)
{
	struct note *n;
	size_t i;

	for (i = 0; i < gathered.n; i++)
		if (gathered.v[i].account == account && strcmp(gathered.v[i].item, item) == 0)
			return;
	if (gathered.n == GATHERED_MOST)
		return;
	n = &gathered.v[gathered.n++];
	n->account = account;
	strcpy(n->item, item);
}

bool presence_waits(void)
{
	return gathered.n > 0;
}

void presence_write(struct task *t)
{
	size_t i, n = gathered.n;
	struct texts items = {arena_array(&t->arena, const char *, n + 1), n};
	struct texts accounts = {arena_array(&t->arena, const char *, n + 1), n};

	if (!n)
		return;
	for (i = 0; i < n; i++) {
		items.v[i] = arena_text(&t->arena, gathered.v[i].item);
		accounts.v[i] = arena_printf(&t->arena, "%lld", (long long)gathered.v[i].account);
	}
	gathered.n = 0;
	db_run(t, &desk_presence_set, items, accounts);
}

/* ---- asking ---- */

struct said desk_presence_said(const struct desk_presence *p)
{
	if (p->others.n == 1)
		return said(_("%1 is on it"), p->others.v[0]);
	if (p->others.n == 2)
		return said(_("%1 and %2 are on it"), p->others.v[0], p->others.v[1]);
	return said(_("%1, %2 and others are on it"), p->others.v[0], p->others.v[1]);
}

void desk_presence(struct task *t, const char *item, struct desk_presence *out)
{
	int64_t account = request_of(t)->viewer.id;

	*out = (struct desk_presence){.item = item};
	if (!item_ok(item))
		return;
	presence_note(item, account);
	db_many(t, &desk_presence_others, &out->others, item, account);
}

/* GET /presence/..item -- for pages that are open: who else is there, the line alone. */
void desk_presence_show(struct request *rq)
{
	struct desk_presence p;

	if (!item_ok(route_text(rq, "item")))
		return reply_not_found(rq);
	desk_presence(&rq->task, route_text(rq, "item"), &p);
	db_wait(&rq->task);
	desk_presence_page(rq->out, &p);
	reply_page(rq);
}

/* system_pages.c -- /admin: where everything is; /admin/system: how the server does, drawn, each picture with its numbers. */
#include "forum/admin/admin_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/version.h"
#include "db/query.h"
#include "forum/admin/admin_view.h"
#include "forum/frame/frame.h"
#include "templates/admin/system.h"
#include "web/reply.h"
#include "web/request.h"

/* What there is, by what it is about. */
static const struct {
	enum role role;
	const char *group;
	struct admin_link link;
} pages[] = {
	{ROLE_MODERATOR, _("People"),
		{"/moderation", _("Moderation"), _("What waits for a moderator, one item at a time.")}},
	{ROLE_MODERATOR, _("People"),
		{"/moderation/record", _("Moderators' record"),
			_("What was decided, how soon, and what was overturned.")}},
	{ROLE_MODERATOR, _("People"),
		{"/evidence", _("Evidence"),
			_("Signs that credit was not earned, for moderators to judge.")}},
	{ROLE_MODERATOR, _("People"),
		{"/admin/members", _("Members"), _("Find members: roles, sessions, addresses, notes.")}},
	{ROLE_ADMIN, _("Content"),
		{"/admin/announcements", _("Announcements"),
			_("Messages above every page, such as outages.")}},
	{ROLE_ADMIN, _("Content"),
		{"/admin/topics", _("Topics"), _("Their names, addresses and order; merging them.")}},
	{ROLE_MODERATOR, _("Content"),
		{"/admin/tags", _("Tags"), _("Names, synonyms, merging, forbidden tags.")}},
	{ROLE_ADMIN, _("Content"),
		{"/admin/policies", _("Policies"), _("Terms, privacy, rules, and what they said before.")}},
	{ROLE_ADMIN, _("Content"),
		{"/admin/settings", _("Settings of the site"),
			_("Its name, colours, texts, logo, and who changed them.")}},
	{ROLE_ADMIN, _("Rules and limits"),
		{"/admin/harm", _("Before a post is published"),
			_("What is asked, refused and held, with a dry run.")}},
	{ROLE_ADMIN, _("Rules and limits"),
		{"/admin/levels", _("Thresholds of levels"),
			_("What it takes to rise and to stay, and who would be affected.")}},
	{ROLE_ADMIN, _("Rules and limits"),
		{"/admin/evidence", _("Signs of abuse"), _("When clicks look unearned, with a dry run.")}},
	{ROLE_ADMIN, _("Server"),
		{"/admin/system", _("System"), _("Charts of activity, memory, database and queues.")}},
	{ROLE_ADMIN, _("Server"),
		{"/admin/mail", _("Mail"), _("Whether it goes out, and what could not be handed over.")}},
	{ROLE_ADMIN, _("Server"),
		{"/admin/jobs", _("Jobs"), _("Background work: what waits, what failed and why.")}},
};
#define PAGES (sizeof(pages) / sizeof(pages[0]))

static struct admin_group *group_of(struct arena *a, struct admin_groups *groups, const char *name)
{
	struct admin_group *last = groups->n ? &groups->v[groups->n - 1] : NULL;

	if (last && text_is(last->name, name))
		return last;
	last = &groups->v[groups->n++];
	*last = (struct admin_group){.name = name, .links = {arena_array(a, struct admin_link, PAGES), 0}};
	return last;
}

/* GET /admin */
void admin_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct admin_view v = {.frame = frame_of(rq, _("Admin")),
		.groups = {arena_array(a, struct admin_group, PAGES), 0}};
	size_t i;

	for (i = 0; i < PAGES; i++)
		if (viewer_is(&rq->viewer, pages[i].role)) {
			struct admin_group *g = group_of(a, &v.groups, pages[i].group);

			g->links.v[g->links.n++] = pages[i].link;
		}
	admin_page(rq->out, &v);
	reply_page(rq);
}

/* ---- pictures ---- */

/* The int64_t at ${offset} in each of ${n} structs of ${size} bytes. */
static struct chart chart_field(struct arena *a, const void *rows, size_t n, size_t size, size_t offset)
{
	int64_t *numbers = arena_array(a, int64_t, n + 1);
	size_t i;

	for (i = 0; i < n; i++)
		numbers[i] = *(const int64_t *)(const void *)((const char *)rows + i * size + offset);
	return chart_of(a, numbers, n);
}
#define CHART_FIELD(a, list, type, field) \
	chart_field((a), (list)->v, (list)->n, sizeof(type), offsetof(type, field))

static void days_draw(struct arena *a, const struct system_days *days, struct admin_drawings *out)
{
	const struct admin_drawing all[] = {
		{_("Posts a day"), CHART_FIELD(a, days, struct system_day, posts), NULL, true},
		{_("Answers a day"), CHART_FIELD(a, days, struct system_day, answers), NULL, true},
		{_("Solved a day"), CHART_FIELD(a, days, struct system_day, solved), NULL, true},
		{_("Active members a day"), CHART_FIELD(a, days, struct system_day, active), NULL, false},
	};
	size_t i;

	out->v = arena_array(a, struct admin_drawing, 4);
	for (i = 0; i < 4; i++)
		out->v[out->n++] = all[i];
}

static void minutes_draw(struct arena *a, const struct system_minutes *minutes, struct admin_drawings *out)
{
	const struct admin_drawing all[] = {
		{_("Jobs that are due"), CHART_FIELD(a, minutes, struct system_minute, waiting), NULL, false},
		{_("Memory of all processes"), CHART_FIELD(a, minutes, struct system_minute, memory_kb), "KB",
			false},
	};
	size_t i;

	out->v = arena_array(a, struct admin_drawing, 2);
	for (i = 0; i < 2 && minutes->n; i++)
		out->v[out->n++] = all[i];
}

static void rooms_draw(struct arena *a, const struct system_rooms *rooms, struct admin_shares *out)
{
	size_t i;

	*out = (struct admin_shares){arena_array(a, struct admin_share, rooms->n + 1), rooms->n};
	for (i = 0; i < rooms->n; i++)
		out->v[i] = (struct admin_share){rooms->v[i].name, chart_bytes(a, rooms->v[i].bytes), NULL,
			chart_percent(rooms->v[i].bytes, rooms->v[0].bytes)};
}

static void processes_draw(struct arena *a, const struct system_processes *all, struct admin_shares *out)
{
	size_t i;

	*out = (struct admin_shares){arena_array(a, struct admin_share, all->n + 1), all->n};
	for (i = 0; i < all->n; i++)
		out->v[i] = (struct admin_share){
			arena_printf(a, "%s (%lld)", all->v[i].name, (long long)all->v[i].pid),
			chart_bytes(a, all->v[i].memory_kb * 1024), chart_bytes(a, all->v[i].peak_kb * 1024),
			chart_percent(all->v[i].memory_kb, all->v[0].memory_kb)};
}

static void costs_draw(struct arena *a, const struct system_costs *all, struct system_view *v)
{
	size_t i;

	v->costs = (struct admin_costs){arena_array(a, struct admin_cost, all->n + 1), all->n};
	for (i = 0; i < all->n; i++) {
		const struct system_cost *c = &all->v[i];

		v->costs.v[i] = (struct admin_cost){.what = c->what,
			.total = arena_printf(a, v->statements ? "%lld ms" : "%lld", (long long)c->total),
			.mean = v->statements ? arena_printf(a, "%.2f ms", (double)c->mean / 1000)
					      : arena_printf(a, "%lld", (long long)c->mean),
			.calls = c->calls,
			.percent = chart_percent(c->total, all->v[0].total)};
	}
}

static void counts_tell(const struct system_connections *c, struct system_view *v)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		v->connected += c->v[i].n;
	for (i = 0; i < v->jobs.n; i++) {
		struct when at = v->jobs.v[i].oldest;

		if (at.us && !text_is(v->jobs.v[i].state, "dead") &&
			!text_is(v->jobs.v[i].state, "running") && (!v->oldest.us || at.us < v->oldest.us))
			v->oldest = at;
	}
}

/* GET /admin/system */
void admin_system_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct arena *a = &t->arena;
	struct system_view v = {.frame = frame_of(rq, _("System"))};
	struct system_facts *facts = NULL;
	struct system_rooms rooms = {0};
	struct system_processes processes = {0};
	struct system_minutes minutes = {0};
	struct system_costs statements = {0}, tables = {0};

	system_facts(t, &facts);
	system_rooms(t, &rooms);
	system_connections(t, &v.connections);
	system_days(t, &v.numbers);
	system_processes(t, &processes);
	system_minutes(t, &minutes);
	system_statements(rq, &statements);
	system_tables(t, &tables);
	jobs_count(rq, &v.jobs);
	db_wait(t);
	v.facts = *facts;
	v.version = bothy_version;
	v.size = chart_bytes(a, facts->bytes);
	v.statements = statements.n > 0;
	if (processes.n)
		v.measured = processes.v[0].at;
	days_draw(a, &v.numbers, &v.days);
	minutes_draw(a, &minutes, &v.minutes);
	rooms_draw(a, &rooms, &v.rooms);
	processes_draw(a, &processes, &v.processes);
	costs_draw(a, v.statements ? &statements : &tables, &v);
	counts_tell(&v.connections, &v);
	system_page(rq->out, &v);
	reply_page(rq);
}

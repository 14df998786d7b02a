/* policy.c -- see policy.h: which policies there are, as this process knows it, and their links. */
#include "forum/policy/policy.h"

#include "base/arena.h"
#include "db/query.h"
#include "forum/policy/policy_rules.h"
#include "forum/setting/setting.h"
#include "templates/policy.h"

/* Pages point to them while they are written, which does not sleep. */
static struct arena kept;
static struct policies known;

static void take(const struct policies *delivered, const struct policies *added)
{
	struct policies listed = {0};
	size_t i;

	arena_end(&kept);
	known = (struct policies){0};
	policies_listed(&kept, delivered, added, &listed);
	for (i = 0; i < listed.n; i++) {
		listed.v[i].slug = arena_text(&kept, listed.v[i].slug);
		listed.v[i].title = arena_text(&kept, listed.v[i].title);
	}
	known = listed;
}

static void load_wait(struct task *t)
{
	struct policies delivered = {0}, added = {0};

	policies_delivered_find(t, &delivered);
	policies_added_find(t, &added);
	db_wait(t);
	take(&delivered, &added);
}

void policy_watch(void)
{
	take(&(struct policies){0}, &(struct policies){0});
	setting_also(load_wait);
}

void policy_links(struct out *o, const struct frame *f)
{
	(void)f;
	policy_links_shown(o, &known);
}

void policy_agreed(struct out *o, const struct frame *f)
{
	(void)f;
	policy_agreed_shown(o, &known);
}

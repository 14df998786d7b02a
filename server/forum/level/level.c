/* level.c -- what levels are called and what they open: pure, but for the rendering. See level.h. */
#include "forum/level/level.h"

#include "base/intl.h"
#include "base/must.h"
#include "craft/craft.h"
#include "forum/mention.h"
#include "forum/site.h"
#include "web/request.h"

static const struct {
	const char *name, *description;
	int flag_weight;
} levels[LEVELS] = {
	[LEVEL_NEWCOMER] = {_("Newcomer"), _("Everybody begins here. You can ask, answer and comment."), 1},
	[LEVEL_CONTRIBUTOR] = {_("Contributor"), _("What you wrote has helped somebody."), 1},
	[LEVEL_HELPER] = {_("Helper"), _("Several people have been helped by you."), 2},
	[LEVEL_TRUSTED] = {_("Trusted helper"),
		_("Many people have been helped by you, and what you write is nearly always right."), 3},
	[LEVEL_GUARDIAN] = {_("Guardian"),
		_("You have helped so many that you help to look after the place, too."), 5},
};

static const int opened_by[PRIVILEGES] = {
	[PRIVILEGE_LINKS] = LEVEL_CONTRIBUTOR,
	[PRIVILEGE_TAGS] = LEVEL_HELPER,
	[PRIVILEGE_SUGGEST] = LEVEL_TRUSTED,
	[PRIVILEGE_QUEUE] = LEVEL_GUARDIAN,
};

#define ROLES_THAT_MAY (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)

static int known(int level)
{
	must(level >= 0 && level < LEVELS);
	return level;
}

bool level_may(int level, enum privilege privilege)
{
	return known(level) >= opened_by[privilege];
}

int level_opening(enum privilege privilege)
{
	return opened_by[privilege];
}

int level_flag_weight(int level)
{
	return levels[known(level)].flag_weight;
}

bool viewer_may(const struct viewer *v, enum privilege privilege)
{
	return v->id && ((v->roles & ROLES_THAT_MAY) || level_may(v->level, privilege));
}

int viewer_flag_weight(const struct viewer *v)
{
	if (!v->id)
		return 0;
	return level_flag_weight(v->roles & ROLES_THAT_MAY ? LEVELS - 1 : v->level);
}

const char *level_name(int level)
{
	return levels[known(level)].name;
}

const char *level_description(int level)
{
	return levels[known(level)].description;
}

void level_render_wait(struct request *rq, const char *source, struct rendered *out)
{
	if (viewer_may(&rq->viewer, PRIVILEGE_LINKS))
		craft_markdown_wait(&rq->task, source, out);
	else
		craft_markdown_own_links_wait(&rq->task, source, site.url, out);
}

void level_markdown_wait(struct request *rq, const char *source, struct rendered *out)
{
	level_render_wait(rq, source, out);
	mention_settle_wait(&rq->task, out);
}

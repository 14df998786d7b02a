/* demo_site.c -- what the community is before anybody speaks: its name, topics, tags and members. */
#include <stdlib.h>
#include <string.h>

#include "forum/demo/demo_reader.h"

/* Whether ${s} is made of the characters of ${allowed}, begins with a letter or digit, and has ${least} to
 * ${most}. */
static bool is_name(const char *s, const char *allowed, size_t least, size_t most)
{
	size_t n = strlen(s);

	return n >= least && n <= most && strspn(s, allowed) == n && *s != '-' && *s != '_';
}

#define SLUG "abcdefghijklmnopqrstuvwxyz0123456789-"

void demo_read_site(struct demo_reader *rd)
{
	if (rd->demo->name)
		demo_fail(rd, rd->record->line, "a second site");
	rd->demo->name = demo_value(rd, "name", NULL);
	rd->demo->company = demo_value(rd, "company", NULL);
	rd->demo->description = rd->record->body;
}

static bool topic_known(const struct demo *demo, const char *slug)
{
	size_t i;

	for (i = 0; i < demo->topics.n; i++)
		if (text_is(demo->topics.v[i]->slug, slug))
			return true;
	return false;
}

void demo_read_topic(struct demo_reader *rd)
{
	struct demo_topic *topic = arena_new(rd->a, struct demo_topic);
	const char *colour = demo_value(rd, "colour", NULL), *posting = demo_value(rd, "posting", "all");

	topic->slug = rd->record->key;
	topic->name = demo_value(rd, "name", NULL);
	topic->description = rd->record->body;
	topic->order = (int)rd->demo->topics.n + 1;
	topic->colour = *colour == 'c' ? atoi(colour + 1) : 0;
	topic->closed = text_is(posting, "staff");
	if (!is_name(topic->slug, SLUG, 2, 40) || topic_known(rd->demo, topic->slug))
		demo_fail(rd, rd->record->line, "'%s' is not fit for a topic's address, or taken",
			topic->slug);
	if (topic->colour < 1 || topic->colour > 12)
		demo_fail(rd, demo_line(rd, "colour"), "the colour is not one of c1 to c12");
	if (!topic->closed && !text_is(posting, "all"))
		demo_fail(rd, demo_line(rd, "posting"), "posting is for 'all' or 'staff'");
	*DEMO_PUSH(rd->a, &rd->demo->topics) = topic;
}

/* The words of a list with commas. */
static void read_words(struct demo_reader *rd, const char *name, struct texts *out)
{
	struct slice rest = slice_of(demo_value(rd, name, ""));

	while (rest.n) {
		struct slice word = slice_trim(slice_cut(&rest, ','));

		*DEMO_PUSH(rd->a, out) = arena_text_n(rd->a, word.s, word.n);
	}
}

/* A name that no tag has, neither as its own nor as a synonym. */
static void check_tag_name(struct demo_reader *rd, const char *name)
{
	size_t i, j;

	if (!is_name(name, SLUG, 2, 30))
		demo_fail(rd, rd->record->line, "'%s' is no tag", name);
	for (i = 0; i < rd->demo->tags.n; i++) {
		const struct demo_tag *tag = rd->demo->tags.v[i];

		for (j = 0; j < tag->synonyms.n; j++)
			if (text_is(tag->synonyms.v[j], name))
				demo_fail(rd, rd->record->line, "'%s' is a synonym of '%s'", name, tag->name);
		if (text_is(tag->name, name))
			demo_fail(rd, rd->record->line, "a second tag '%s'", name);
	}
}

void demo_read_tag(struct demo_reader *rd)
{
	struct demo_tag *tag = arena_new(rd->a, struct demo_tag);
	size_t i;

	tag->name = rd->record->key;
	read_words(rd, "synonyms", &tag->synonyms);
	check_tag_name(rd, tag->name);
	for (i = 0; i < tag->synonyms.n; i++)
		check_tag_name(rd, tag->synonyms.v[i]);
	*DEMO_PUSH(rd->a, &rd->demo->tags) = tag;
}

static void read_roles(struct demo_reader *rd, struct demo_member *member)
{
	struct texts roles = {0};
	size_t i;

	read_words(rd, "roles", &roles);
	for (i = 0; i < roles.n; i++) {
		bool *role = text_is(roles.v[i], "staff")	? &member->staff
			     : text_is(roles.v[i], "moderator") ? &member->moderator
			     : text_is(roles.v[i], "admin")	? &member->admin
								: NULL;

		if (role)
			*role = true;
		else
			demo_fail(rd, demo_line(rd, "roles"), "'%s' is not staff, moderator or admin",
				roles.v[i]);
	}
}

static enum demo_account read_account(struct demo_reader *rd)
{
	static const char *const names[] = {"", "member", "moderator", "admin"};
	const char *account = demo_value(rd, "account", "");
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is(names[i], account))
			return (enum demo_account)i;
	demo_fail(rd, demo_line(rd, "account"), "'%s' is not member, moderator or admin", account);
	return DEMO_NO_ACCOUNT;
}

void demo_read_member(struct demo_reader *rd)
{
	struct demo_member *member = arena_new(rd->a, struct demo_member);

	member->username = rd->record->key;
	member->name = demo_value(rd, "name", NULL);
	member->email = demo_value(rd, "mail", arena_printf(rd->a, "%s@example.org", member->username));
	member->bio = rd->record->body;
	member->locale = demo_value(rd, "locale", "en");
	member->zone = demo_value(rd, "zone", "Europe/London");
	member->joined_age = demo_age_field(rd, "joined");
	member->joined = demo_age_at(member->joined_age, rd->now);
	member->account = read_account(rd);
	read_roles(rd, member);
	if (!is_name(member->username, SLUG "_", 3, 30))
		demo_fail(rd, rd->record->line, "'%s' is not fit for a username", member->username);
	if (demo_member_find(rd->demo, member->username))
		demo_fail(rd, rd->record->line, "a second member '%s'", member->username);
	*DEMO_PUSH(rd->a, &rd->demo->members) = member;
}

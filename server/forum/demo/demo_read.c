/* demo_read.c -- the site, its topics, tags and members, and the order in which records are read; see
 * demo_read.h. */
#include "forum/demo/demo_read.h"

#include <stdlib.h>
#include <string.h>

#include "forum/demo/demo.h"
#include "forum/demo/demo_reader.h"

#define BODY_MOST (32u << 10)

void demo_fail(struct demo_reader *rd, int line, const char *format, ...)
{
	va_list args;

	if (rd->error)
		return;
	va_start(args, format);
	rd->error =
		arena_printf(rd->a, "%s:%d: %s", rd->record->file, line, arena_vprintf(rd->a, format, args));
	va_end(args);
}

const char *demo_value(struct demo_reader *rd, const char *name, const char *otherwise)
{
	const struct demo_field *field = demo_record_field(rd->record, name);

	if (!field && !otherwise)
		demo_fail(rd, rd->record->line, "%s: '%s' is missing", rd->record->kind, name);
	return field ? field->value : otherwise ? otherwise : "";
}

static int line_of(const struct demo_reader *rd, const char *name)
{
	const struct demo_field *field = demo_record_field(rd->record, name);

	return field ? field->line : rd->record->line;
}

int64_t demo_number(struct demo_reader *rd, const char *name)
{
	int64_t n = 0;

	if (!text_int8(demo_value(rd, name, "0"), &n) || n < 0 || n > 1000000)
		demo_fail(rd, line_of(rd, name), "'%s' is not a count", name);
	return n;
}

struct demo_age demo_age_field(struct demo_reader *rd, const char *name)
{
	struct demo_age age = {1, false};

	if (!demo_age_read(demo_value(rd, name, NULL), &age))
		demo_fail(rd, line_of(rd, name), "'%s' is not an age like '12d 09:30' or '5h 20m'", name);
	return age;
}

const struct demo_member *demo_member_find(const struct demo *demo, const char *username)
{
	size_t i;

	for (i = 0; i < demo->members.n; i++)
		if (text_is(demo->members.v[i]->username, username))
			return demo->members.v[i];
	return NULL;
}

const struct demo_member *demo_member_field(struct demo_reader *rd, const char *name)
{
	static const struct demo_member nobody = {.username = "", .joined_age = {1000000000, true}};
	const char *username = demo_value(rd, name, NULL);
	const struct demo_member *member = demo_member_find(rd->demo, username);

	if (!member)
		demo_fail(rd, line_of(rd, name), "unknown member '%s'", username);
	return member ? member : &nobody;
}

/* Whether ${s} is made of the characters of ${allowed}, begins with a letter or digit, and has ${least} to
 * ${most}. */
static bool is_name(const char *s, const char *allowed, size_t least, size_t most)
{
	size_t n = strlen(s);

	return n >= least && n <= most && strspn(s, allowed) == n && *s != '-' && *s != '_';
}

#define SLUG "abcdefghijklmnopqrstuvwxyz0123456789-"

static void read_site(struct demo_reader *rd)
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

static void read_topic(struct demo_reader *rd)
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
		demo_fail(
			rd, rd->record->line, "'%s' is not fit for a topic's address, or taken", topic->slug);
	if (topic->colour < 1 || topic->colour > 12)
		demo_fail(rd, line_of(rd, "colour"), "the colour is not one of c1 to c12");
	if (!topic->closed && !text_is(posting, "all"))
		demo_fail(rd, line_of(rd, "posting"), "posting is for 'all' or 'staff'");
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

static void read_tag(struct demo_reader *rd)
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
			demo_fail(rd, line_of(rd, "roles"), "'%s' is not staff, moderator or admin",
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
	demo_fail(rd, line_of(rd, "account"), "'%s' is not member, moderator or admin", account);
	return DEMO_NO_ACCOUNT;
}

static void read_member(struct demo_reader *rd)
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

static void read_notice(struct demo_reader *rd)
{
	struct demo_notice *notice = DEMO_PUSH(rd->a, &rd->demo->notices);
	const char *key = demo_value(rd, "thread", "");

	notice->text = rd->record->body;
	notice->from = demo_age_at(demo_age_field(rd, "from"), rd->now);
	if (demo_record_field(rd->record, "until"))
		notice->until = demo_age_at(demo_age_field(rd, "until"), rd->now);
	notice->thread = demo_thread_find(rd->demo, key);
	if (*key && !notice->thread)
		demo_fail(rd, line_of(rd, "thread"), "unknown thread '%s'", key);
}

/* In the order in which they are read: members are known before they speak, threads before they are
 * announced. */
static const struct kind {
	const char *name;
	int pass;
	void (*read)(struct demo_reader *rd);
	const char *fields; /* each with a space on both sides */
} kinds[] = {
	{"site", 1, read_site, " name company "},
	{"topic", 1, read_topic, " name colour posting "},
	{"tag", 1, read_tag, " synonyms "},
	{"member", 1, read_member, " name mail roles joined locale zone account "},
	{"thread", 2, demo_read_thread, " title topic kind by at device tags views me-too reopened "},
	{"answer", 2, demo_read_answer, " by at accepted withdrawn thanks helped not-helpful guests "},
	{"comment", 2, demo_read_comment, " by at "},
	{"edit", 2, demo_read_edit, " by at title "},
	{"notice", 3, read_notice, " thread from until "},
};
#define PASSES 3

static void check_fields(struct demo_reader *rd, const struct kind *kind)
{
	size_t i;

	for (i = 0; i < rd->record->fields.n; i++) {
		const struct demo_field *field = &rd->record->fields.v[i];

		if (!strstr(kind->fields, arena_printf(rd->a, " %s ", field->name)))
			demo_fail(rd, field->line, "a %s has no '%s'", kind->name, field->name);
	}
	if (strlen(rd->record->body) > BODY_MOST)
		demo_fail(rd, rd->record->line, "the text is longer than 32 KiB");
}

static void read_record(struct demo_reader *rd, int pass)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_is(kinds[i].name, rd->record->kind)) {
			if (kinds[i].pass == pass) {
				check_fields(rd, &kinds[i]);
				kinds[i].read(rd);
			}
			return;
		}
	demo_fail(rd, rd->record->line, "unknown record '%s'", rd->record->kind);
}

static void read_records(struct demo_reader *rd, const struct demo_records *records)
{
	const char *file = NULL;
	int pass;
	size_t i;

	for (pass = 1; pass <= PASSES; pass++)
		for (i = 0; i < records->n && !rd->error; i++) {
			rd->record = &records->v[i];
			if (rd->record->file != file) {
				file = rd->record->file;
				rd->thread = NULL;
				rd->answer = rd->post = NULL;
			}
			read_record(rd, pass);
		}
}

static int thread_order(const void *a, const void *b)
{
	const struct demo_thread *x = *(struct demo_thread *const *)a, *y = *(struct demo_thread *const *)b;

	if (x->question->at.us != y->question->at.us)
		return x->question->at.us < y->question->at.us ? -1 : 1;
	return strcmp(x->key, y->key);
}

const struct demo *demo_read(
	struct arena *a, const struct demo_file *files, struct when now, const char **error)
{
	struct demo *demo = arena_new(a, struct demo);
	struct demo_reader rd = {.a = a, .now = now, .demo = demo};
	struct demo_records records = {0};

	*error = NULL;
	for (; files->name; files++)
		if (!demo_record_split(a, files, &records, error))
			return NULL;
	read_records(&rd, &records);
	demo_check_bodies(&rd);
	if (!rd.error && !demo->name)
		rd.error = "no file describes the site";
	*error = rd.error;
	if (rd.error)
		return NULL;
	if (demo->threads.n)
		qsort(demo->threads.v, demo->threads.n, sizeof(demo->threads.v[0]), thread_order);
	return demo;
}
